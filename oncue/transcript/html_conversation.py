"""A conversation that the extractor of main texts left out, told from a box that looks like one."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from oncue.text.sentence_ends import has_sentence_end
from oncue.transcript.html_blocks import BLOCKS, BREAKS, HEADINGS, UNSPOKEN_TAGS, blocks_of, words_in
from oncue.transcript.html_signs import Block, without_signs
from oncue.transcript.speaker_names import Name, Shape, read_name

_SPACES = re.compile(r"\s+")
_TURN = re.compile(r"([^:\uff1a\n]{1,70})[:\uff1a](?:\s|$)")
_BOX = re.compile(
    r"comment|disqus|cookie|consent|gdpr|privacy|related|recommend|more-(?:on|stories|from)|newsletter|subscribe|promo|teaser"
    r"|faq|quiz|poll|share|social|breadcrumb|byline|meta-?data|credits?(?:\b|[_-])|tag-?list|advert|sponsor|most-(?:read|popular)",
    re.I,
)
_CLOCKS = re.compile(r"^[\s(\[]*\d{1,2}:\d{2}(?::\d{2})?[\s)\]]*")
_CLOCK_IN_LABEL = re.compile(r"[\s(\[]+\d{1,2}:\d{2}(?::\d{2})?[)\]]?(?=\s?[:\uff1a](?:\s|$))")
_BRACKETS = re.compile(r"^[\[<]([^\[\]<>\n]{1,60})[\]>](?=\s?[:\uff1a])")
_PANEL = re.compile(r"transcri|dialog(?:ue)?|interview|captions?", re.I)
_WORD = re.compile(r"\w+")


def with_lost_turns(page: etree._Element, main: list[Block]) -> list[Block]:
    """`main`, or more of `page` where turns of its conversation are not in it.

    What was found is never given up for something smaller: a part of the page that has all the turns takes its place if it
    holds the words of `main` or has more; else its turns are added below.
    """
    everything = blocks_of(page)
    if not main:
        return everything
    found = _turns(main)
    lost = _turns(everything) - found
    if not lost:
        return main
    turns = [element for element in page.iter(etree.Element) if _is_turn(element)]
    known = {name.key for line in found if (name := _name_of(line))}
    if sum(found.values()) > 1:
        # A page whose turns were found has lost only those of the same people.
        if not any((name := _name_of(line)) and name.key in known for line in lost):
            return main
    elif not _is_conversation([_line_of(element) for element in turns]):
        return main
    place = _home_of(turns, page)
    home = blocks_of(place)
    if _holds(home, main) or _length(home) >= _length(main):
        return home
    if _is_elsewhere(place, page, main):
        return main
    present = Counter(text for text, _ in main)
    return main + [block for block in home if not present[block[0]]]


def _turns(blocks: Sequence[Block]) -> Counter[str]:
    return Counter(line for text, _ in blocks for line in without_signs(text).split("\n") if _name_of(line))


def _name_of(line: str) -> Name | None:
    label = _TURN.match(_label_first(line))
    return read_name(label.group(1)) if label else None


def _label_first(line: str) -> str:
    """The line without a time before the name or in the label, and without brackets around the name."""
    return _BRACKETS.sub(r"\1", _CLOCK_IN_LABEL.sub("", _CLOCKS.sub("", line, count=1)))


def _is_turn(element: etree._Element) -> bool:
    """Whether the element begins as a turn does and goes on with speech, and stands in no box of the site's."""
    if element.tag in UNSPOKEN_TAGS or _name_of(_line_of(element)) is None:
        return False
    path = [element, *element.iterancestors()]
    if any(one.tag in UNSPOKEN_TAGS for one in path) or any(_is_box(one) for one in path):
        return False
    speech = _speech_of(element)
    if not speech or _is_link(element):
        return False
    # "Producer: Anna Smith" is a credit, and "Length: 5 min" a fact.
    return has_sentence_end(speech) or (read_name(speech) is None and len(speech.split()) > 3)


def _line_of(element: etree._Element) -> str:
    words = "".join((element.text or "", *_first_words(element)))
    return _SPACES.sub(" ", without_signs(words)[:400]).strip()[:80]


def _first_words(element: etree._Element) -> list[str]:
    """Text of the first inline children, so that a label in bold is seen together with its colon."""
    words: list[str] = []
    for child in itertools.islice(element, 3):
        if child.tag in BLOCKS or child.tag in BREAKS:
            break
        words += [child.text or "", child.tail or ""]
    return words


def _speech_of(element: etree._Element) -> str:
    """What follows the colon, in the element or, where nothing does, in the next one."""
    for holder in itertools.islice((element, *element.iterancestors()), 3):
        text = without_signs(words_in(holder))
        text = _label_first(text[:200]) + text[200:]
        label = _TURN.match(text)
        speech = _CLOCKS.sub("", text[label.end() :]).strip() if label else ""
        if speech:
            return speech[:2_000]
        following = holder.getnext()
        while following is not None and (following.tag in UNSPOKEN_TAGS or not _CLOCKS.sub("", words_in(following)).strip()):
            following = following.getnext()
        if following is not None and following.tag not in HEADINGS:
            return words_in(following)[:2_000]
        if holder.tag in BLOCKS and holder.tag not in ("dt", "p", "div"):
            break
    return ""


def _is_box(element: etree._Element) -> bool:
    return bool(_BOX.search(f"{element.get('class', '')} {element.get('id', '')} {element.get('data-component', '')}"))


def _is_link(element: etree._Element) -> bool:
    """Whether all of it is the text of links to other pages."""
    linked = sum(len(words_in(link)) for link in element.iter("a") if not link.get("href", "").startswith("#"))
    return linked * 10 > 9 * len(words_in(element)) > 0 or any(one.tag == "a" for one in element.iterancestors())


def _is_conversation(lines: Sequence[str]) -> bool:
    """Whether somebody comes back, or two people have names that are surely such."""
    names = [name for line in lines if (name := _name_of(line))]
    counts = Counter(name.key for name in names)
    sure = {name.key for name in names if name.words > 1 or name.shape is Shape.CAPITALS or name.has_role}
    return len(counts) > 1 and (max(counts.values()) > 1 or len(sure) > 1)


def _home_of(turns: Sequence[etree._Element], page: etree._Element) -> etree._Element:
    """The smallest element that holds all the turns."""
    home: list[etree._Element] | None = None
    for element in turns:
        path = [element, *element.iterancestors()][::-1]
        home = path if home is None else [one for one, other in zip(home, path, strict=False) if one is other]
    return home[-1] if home else page


def _is_elsewhere(place: etree._Element, page: etree._Element, main: Sequence[Block]) -> bool:
    """Whether the page has `main` in an article of its own, and `place` is neither in it nor a panel of a transcript."""
    path = [place, *place.iterancestors()]
    if any(_PANEL.search(f"{one.get('class', '')} {one.get('id', '')}") for one in path):
        return False
    articles = [each for each in page.iter("article", "main") if _holds(blocks_of(each), main)]
    return bool(articles) and not any(each in path for each in articles)


def _holds(home: Sequence[Block], main: Sequence[Block]) -> bool:
    """Whether nearly all words of `main` are in `home`."""
    words = _words(main)
    return sum((words & _words(home)).values()) * 10 >= 9 * sum(words.values())


def _length(blocks: Sequence[Block]) -> int:
    return sum(_words(blocks).values())


def _words(blocks: Sequence[Block]) -> Counter[str]:
    return Counter(word for text, _ in blocks for word in _WORD.findall(text.casefold()))
