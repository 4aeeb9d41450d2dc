"""Who has which desk open, told between the processes of the API through Redis. Nothing of it is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import Any

from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

KEY = "oncue:desk:{}:present"
"""A sorted set for each desk: who is there, by the second until which that holds."""

HOLDS_S = 15
"""Seconds after which somebody is gone of whom nothing was said again, as their process was killed."""

MOST_LISTENERS = 500
"""Of one desk, in one answer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PersonAtDesk:
    """Somebody who has a desk open in a tab. `id` is of this opening alone: a tab may be there twice for a moment."""

    id: str
    tab: str
    who: str


class SharedPresence:
    """Tells other processes who is at desks here, and who is there. For one thread."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._connection: Connection | None = None

    def exchange(
        self,
        desks: Collection[str],
        there: Collection[tuple[str, PersonAtDesk]] = (),
        gone: Collection[tuple[str, PersonAtDesk]] = (),
    ) -> Mapping[str, frozenset[PersonAtDesk]] | None:
        """Who is at each of these desks, in whatever process; None where Redis does not answer, after some seconds where it
        hangs.

        `there` and `gone` are pairs of a desk and a listener, said to the others. What is said holds for `HOLDS_S`.
        """
        try:
            return self._exchange(desks, there, gone)
        except (KombuError, RedisError, OSError) as error:
            if self._connection is not None:
                _log.warning("who is at desks in other processes is not known: %s", error)
            self._leave()
            return None

    def _exchange(
        self, desks: Collection[str], there: Collection[tuple[str, PersonAtDesk]], gone: Collection[tuple[str, PersonAtDesk]]
    ) -> Mapping[str, frozenset[PersonAtDesk]]:
        client = self._client()
        now = int(client.time()[0])  # Redis' own clock: those of hosts may differ
        said = client.pipeline(transaction=False)
        for desk, listener in there:
            said.zadd(KEY.format(desk), {_member(listener): now + HOLDS_S})
            said.expire(KEY.format(desk), HOLDS_S)
        for desk, listener in gone:
            said.zrem(KEY.format(desk), _member(listener))
        for desk in desks:
            said.zremrangebyscore(KEY.format(desk), "-inf", now)
            said.zrange(KEY.format(desk), 0, MOST_LISTENERS - 1)
        answers = said.execute()[2 * len(there) + len(gone) :]
        return {desk: frozenset(_listeners(found)) for desk, found in zip(desks, answers[1::2], strict=True)}

    def _client(self) -> Any:
        if self._connection is None:
            self._connection = self._app.connection_for_write()
        channel: Any = self._connection.default_channel
        return channel.client

    def _leave(self) -> None:
        connection: Any = self._connection
        self._connection = None
        if connection is not None:
            with suppress(KombuError, RedisError, OSError):
                connection.release()


def _member(listener: PersonAtDesk) -> str:
    return json.dumps(astuple(listener))


def _listeners(found: Collection[bytes | str]) -> list[PersonAtDesk]:
    read = []
    for each in found:
        with suppress(ValueError, TypeError):  # of another version
            listener = PersonAtDesk(*json.loads(each))
            if all(isinstance(text, str) for text in astuple(listener)):
                read.append(listener)
    return read
