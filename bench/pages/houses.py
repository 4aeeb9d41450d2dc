"""The styles of twenty-eight houses that name who speaks, each as the programme's turns under its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bench.pages.phrases import PHRASES, Phrases
from bench.pages.programme import SENTENCE_MS, Block, Piece, Programme, Role


@dataclass(frozen=True, slots=True)
class Named:
    """The person who begins to speak. `number` counts people from 1, `first` is True at a person's first turn."""

    first_name: str
    surname: str
    number: int
    role: str
    first: bool
    start_ms: int
    phrases: Phrases

    @property
    def full(self) -> str:
        """The name as the language writes it: Chinese without a space."""
        chinese = ord(self.surname[0]) > 0x2E80
        return f"{self.first_name}{self.surname}" if chinese else f"{self.first_name} {self.surname}"

    @property
    def initials(self) -> str:
        """The initials of the name."""
        return self.first_name[0] + self.surname[0]

    @property
    def clock(self) -> str:
        """The time at which the turn begins, as hours, minutes and seconds."""
        seconds = self.start_ms // 1000
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@dataclass(frozen=True, slots=True)
class Style:
    """A label before a turn, and what it names the speaker; `above`: on a line of its own, `timed`: with a clock. It is
    written in `languages` only, None: in all."""

    label: Callable[[Named], str]
    called: Callable[[Named], str | None]
    above: bool = False
    timed: bool = False
    languages: frozenset[str] | None = None


def _full(named: Named) -> str:
    return named.full


def _number(named: Named) -> str:
    return named.phrases.speaker.format(named.number)


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "capitals": Style(lambda n: f"{n.full.upper()}:", _full),
        "full name": Style(lambda n: f"{n.full}:", _full),
        "first name": Style(lambda n: f"{n.first_name}:", lambda n: n.first_name),
        "surname later": Style(
            lambda n: f"{n.full.upper()}, {n.role.upper()}:" if n.first else f"{n.surname.upper()}:", lambda n: n.surname
        ),
        "house in brackets": Style(lambda n: f"{n.full} (BBC):", _full),
        "role in brackets": Style(lambda n: f"{n.full} ({n.role}):", _full),
        "role after a comma": Style(lambda n: f"{n.full}, {n.role}:", _full),
        "pronouns": Style(lambda n: f"{n.full} (she/her):", _full),
        "clock before": Style(lambda n: f"[{n.clock}] {n.full}:", _full, timed=True),
        "clock after": Style(lambda n: f"{n.full} [{n.clock}]:", _full, timed=True),
        "name and clock above": Style(lambda n: f"{n.full}  {n.clock}", _full, above=True, timed=True),
        "name in brackets, clock above": Style(lambda n: f"{n.full} ({n.clock}):", _full, above=True, timed=True),
        "clock and name above": Style(lambda n: f"{n.clock} {n.full}", _full, above=True, timed=True),
        "label above": Style(lambda n: f"{n.full}:", _full, above=True),
        "capitals above": Style(lambda n: f"{n.full.upper()}:", _full, above=True),
        "numbered": Style(lambda n: f"{_number(n)}:", _number),
        "numbered, capitals": Style(lambda n: f"{_number(n).upper()}:", _number),
        "numbered and clock above": Style(lambda n: f"{_number(n)} {n.clock}", _number, above=True, timed=True),
        "diarised": Style(lambda n: f"SPEAKER_{n.number:02}:", lambda n: f"SPEAKER_{n.number:02}"),
        "hash": Style(lambda n: f"speaker#{n.number}:", lambda n: f"speaker#{n.number}"),
        "question and answer": Style(lambda n: "QAB"[n.number - 1] + ":", lambda n: "QAB"[n.number - 1]),
        "role": Style(lambda n: f"{n.role}:", lambda n: n.role),
        "role, capitals": Style(lambda n: f"{n.role.upper()}:", lambda n: n.role),
        "chevrons and name": Style(lambda n: f">> {n.full.upper()}:", _full),
        "chevrons": Style(lambda n: ">>", lambda n: None),
        "square brackets": Style(lambda n: f"[{n.full}]:", _full),
        "angle brackets": Style(lambda n: f"<{n.full}>", _full),
        "emoji": Style(lambda n: f"🎙️ {n.full}:", _full),
        "wide colon": Style(lambda n: f"{n.full}：", _full, languages=frozenset({"zh"})),
        "space before the colon": Style(lambda n: f"{n.full} :", _full),
    }
)


def named_turns(programme: Programme, style: Style) -> Iterator[Block]:
    """The programme's turns with their labels."""
    phrases = PHRASES[programme.language]
    seen: set[int] = set()
    for turn in programme.turns:
        first_name, surname = programme.people[turn.person]
        role = phrases.roles[turn.person]
        named = Named(first_name, surname, turn.person + 1, role, turn.person not in seen, turn.start_ms, phrases)
        seen.add(turn.person)
        called = style.called(named)
        speech = tuple(Piece(sentence, True, called) for sentence in turn.sentences)
        end_ms = turn.start_ms + SENTENCE_MS * len(speech)
        yield Block(Role.TURN, speech, style.label(named), style.above, turn.start_ms, end_ms)
