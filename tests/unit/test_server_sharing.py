"""Who gets a connection and a thread where many want one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from oncue.jobs.networks import networks
from service.server.peers import Peers, peer_of
from service.server.turns import BodyTurns, shares


@dataclass(frozen=True, eq=False)
class Client:
    peer: str | None


def test_bodies_and_waits_leave_a_thread_for_quick_requests() -> None:
    for threads in range(4, 1025):
        bodies, of_one = shares(threads)
        assert 1 <= of_one <= bodies
        assert bodies + threads // 2 < threads


def test_an_address_that_has_had_its_share_is_passed_over() -> None:
    turns: BodyTurns[Client] = BodyTurns(3, 2)
    greedy, modest = [Client("10.0.0.1") for _ in range(4)], Client("10.0.0.2")
    for client in (*greedy, modest):
        turns.line_up(client)
    assert turns.take() == [greedy[0], greedy[1], modest]
    turns.give_back(modest)
    assert turns.take() == []
    turns.give_back(greedy[0])
    turns.leave(greedy[2])
    assert turns.take() == [greedy[3]]


def test_a_proxy_has_no_share_but_all() -> None:
    turns: BodyTurns[Client] = BodyTurns(3, 1)
    for _ in range(4):
        turns.line_up(Client(None))
    assert len(turns.take()) == 3


def test_the_longest_wait_of_an_address_ends_first() -> None:
    peers: Peers[Client] = Peers()
    first, second, other = Client("a"), Client("a"), Client("b")
    for client in (other, first, second):
        peers.add(client.peer)
        peers.waits(client.peer, client)
    assert peers.count("a") == 2
    assert (peers.longest_waiting("a"), peers.longest_waiting_of_all()) == (first, other)
    peers.works("a", first)
    assert peers.longest_waiting("a") is second
    peers.waits("a", first)
    assert peers.longest_waiting("a") is second
    peers.remove("a", second)
    peers.remove("a", first)
    assert (peers.count("a"), peers.longest_waiting("a")) == (0, None)


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        (("192.0.2.1", 80), "192.0.2.1"),
        (("::ffff:192.0.2.1", 80, 0, 0), "192.0.2.1"),
        (("2001:db8::1", 80, 0, 0), "2001:db8::/64"),
        (("2001:db8::ffff:2", 80, 0, 0), "2001:db8::/64"),
        (("10.1.2.3", 80), None),
        (("::ffff:10.1.2.3", 80, 0, 0), None),
        (("fd00::1", 80, 0, 0), None),
        ("", None),
    ],
)
def test_addresses_are_counted_but_those_of_proxies(address: object, peer: str | None) -> None:
    assert peer_of(address, networks("10.0.0.0/8, fd00::/8")) == peer


@pytest.mark.parametrize("text", ["10.0.0.0/33", "proxy.example", "10.0.0.1;10.0.0.2"])
def test_what_is_no_network_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="neither an address nor a network"):
        networks(text)
