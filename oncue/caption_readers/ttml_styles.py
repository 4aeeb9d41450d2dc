"""What the head of a Timed Text document says about its text: who the agents are, and how what is named there looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncue.caption_readers.ttml_names import attributes_of, local_name, xml_attribute

_RUBY = ("text", "textContainer", "delimiter")
"""Readings above their characters, which they repeat."""

_READ = ("ruby", "display", "color")
_MOST_NAMES = 20
_MOST_AGENTS = 4
_LONGEST_NAME = 80


class TtmlStyles:
    """The agents, styles and regions of a document, by their identifiers."""

    def __init__(self, root: Any) -> None:
        self._agents: dict[str, str] = {}
        self._styles: dict[str, dict[str, str]] = {}
        self._hidden_regions: set[str] = set()
        for element in root.iter("{*}agent", "{*}style", "{*}region"):
            identifier = xml_attribute(element, "id")
            if not identifier:
                continue
            match local_name(element):
                case "agent":
                    names = (" ".join("".join(child.itertext()).split()) for child in element if local_name(child) == "name")
                    self._agents[identifier] = next(filter(None, names), identifier)[:_LONGEST_NAME]
                case "style":
                    given = attributes_of(element)
                    self._styles[identifier] = {name: self.value(given, name) for name in _READ}
                case "region" if self.value(attributes_of(element), "display") == "none":
                    self._hidden_regions.add(identifier)

    def speaker(self, given: Mapping[str, str]) -> str | None:
        """The agents of an element, by name."""
        agents = given.get("agent", "").split()[:_MOST_AGENTS]
        return " & ".join(self._agents.get(identifier, identifier)[:_LONGEST_NAME] for identifier in agents) or None

    def is_hidden(self, given: Mapping[str, str]) -> bool:
        """Whether what an element says is not on screen, or is a reading above what is."""
        return (
            self.value(given, "ruby") in _RUBY
            or self.value(given, "display") == "none"
            or given.get("region") in self._hidden_regions
        )

    def value(self, given: Mapping[str, str], name: str) -> str:
        """The value of a style, of an element's own or of the styles that it names; empty for none."""
        value = given.get(name)
        for identifier in given.get("style", "").split()[:_MOST_NAMES] if value is None else ():
            value = self._styles.get(identifier, {}).get(name) or value
        return value or ""
