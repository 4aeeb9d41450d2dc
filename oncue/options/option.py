"""`Option`: the declaration of one option, beside its name and type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from oncue.errors import UsageError


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. It annotates a key of a `TypedDict`, from which `options_of` takes its name and type.

    `least` and `most` bound a number, in the option's own unit, and the length of a text. `default` is what it means not to
    choose where neither a job nor a setting chose; None: the profile says.
    """

    help: str
    least: float | None = None
    most: float | None = None
    default: str | float | bool | None = None
    names: tuple[str, ...] = ()
    """The values that it may have. Those of a `Literal` are known without."""
    pattern: str | None = None
    """A regular expression that it must match."""
    limit: str = ""
    """The field of `CaptionLimits` that it sets. One that ends in `_ms` is chosen in seconds."""
    metavar: str = ""
    on_command_line: str = ""
    """The command line's help, where leaving it out means something else there."""
    or_path: bool = False
    """True where the command line takes a path, too; over HTTP nobody may name a file of the worker's disk."""
    name: str = ""
    kind: type = str

    @property
    def factor(self) -> int:
        """The count of the limit's units in one unit of the option."""
        return 1000 if self.limit.endswith("_ms") else 1

    def ensure_possible(self, value: Any) -> None:
        """Raises `UsageError` for a value that is of another type, out of range, or not among the names."""
        if self.kind in (int, float):
            ensure_number(self.name, value, self.least, self.most, whole=self.kind is int)
        elif not isinstance(value, self.kind):
            what = "true or false" if self.kind is bool else "a text"
            raise UsageError(f"{self.name} must be {what}, not {value!r}.", option=self.name, value=value)
        elif self.names and not self.or_path and value not in self.names:
            known = ", ".join(self.names)
            raise UsageError(f"There is no {self.name} {value!r}; known are {known}.", option=self.name, value=value)

    def ensure_matches(self, value: str) -> None:
        """Raises `UsageError` for a text that does not look as it must."""
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise UsageError(f"{self.name} cannot be {value[:60]!r}: {self.help}", option=self.name, value=value)


def ensure_number(name: str, value: Any, least: float | None, most: float | None, *, whole: bool) -> None:
    """Raises `UsageError` for a value that is no number from `least` to `most`, or not a whole one where it must be."""
    number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    low, high = float("-inf") if least is None else least, float("inf") if most is None else most
    if not number or not low <= value <= high:
        kind = "a whole number" if whole else "a number"
        raise UsageError(f"{name} must be {kind} from {least} to {most}, not {value!r}.", option=name, value=value)


def options_of(choices: type) -> dict[str, Option]:
    """The options that a `TypedDict` declares, by name, in their order."""
    found: dict[str, Option] = {}
    for name, hint in get_type_hints(choices, include_extras=True).items():
        kind, option = get_args(hint) if get_origin(hint) is Annotated else (hint, None)
        if not isinstance(option, Option):
            raise TypeError(f"{name} is not annotated with an Option")
        if get_origin(kind) is Literal:
            option, kind = replace(option, names=get_args(kind)), str
        found[name] = replace(option, name=name, kind=kind)
    return found
