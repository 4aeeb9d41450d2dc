"""How words are said in free speech: what a language reduces, elided words, and words that fit a strange model badly."""

from __future__ import annotations

import pytest

from oncue.acoustic.lexicon import Lexicon
from oncue.acoustic.misread_words import corrected
from oncue.acoustic.phone_map import arpabet
from oncue.acoustic.reductions import MOST_REDUCED, REDUCING, listed_words, reduced
from oncue.alignment.match import Match
from oncue.alignment.timing.holes import Hole, HoleWindow
from oncue.alignment.timing.placement import LEAST_GOP, MOST_LENIENT_SHIFT, ORDINARY_GOP, place_tokens
from oncue.alignment.timing.slots import Slot, build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord, Token
from oncue.text.elision import split_elision
from tests.unit.graph_ways import built


@pytest.mark.parametrize(
    ("language", "word", "ipa", "said"),
    [
        ("fr", "petit", "pəti", "pti"),
        ("fr", "quatre", "katʁ", "kat"),
        ("fr", "table", "tabl", "tab"),
        ("fr", "excusez", "ɛkskyze", "skyze"),
        ("fr", "je", "ʒə", "ʃ"),
        ("de", "haben", "haːbn̩", "ham"),
        ("de", "kommen", "kɔmən", "kɔm"),
        ("de", "fragst", "fʁaːkst", "fʁaːks"),
        ("es", "cansado", "kãnsað̞o", "kãnsao"),
        ("es", "verdad", "beɾð̞að̞", "beɾð̞a"),
        ("pt", "falar", "falaɾ", "fala"),
        ("pt", "está", "iʃta", "ta"),
        ("it", "andare", "andare", "andar"),
        ("it", "parlare", "parlaːre", "parlaːr"),
        ("it", "andiamo", "andjamo", "andjam"),
        ("de", "gehen", "ɡeːən", "ɡeːn"),
        ("de", "schauen", "ʃaʊ̯ən", "ʃaʊ̯n"),
        ("nl", "lopen", "lopən", "lopə"),
        ("ca", "cantar", "kəntaɾ", "kənta"),
    ],
)
def test_words_are_reduced_as_their_language_does(language: str, word: str, ipa: str, said: str) -> None:
    assert said in reduced(word, ipa, language)


@pytest.mark.parametrize(
    ("language", "word", "ipa"),
    [
        ("fr", "table", "ta"),
        ("en", "and", "ænd"),
        ("es", "sol", "sol"),
        ("fr", "ʁ", "ʁ"),
        ("de", "familien", "famiːli̯ən"),
    ],
)
def test_what_a_language_does_not_reduce_is_said_in_full(language: str, word: str, ipa: str) -> None:
    assert reduced(word, ipa, language) == ()


@pytest.mark.parametrize("language", sorted(REDUCING))
@pytest.mark.parametrize("ipa", ["ə", "də", "ʁ", "ən", "n̩", "st", "tʁ", "aðo", "as", "ɨ", "iʃ", "ɾ", "o", "ɛskyze"])
def test_a_word_is_never_reduced_to_nothing_and_only_in_few_ways(language: str, ipa: str) -> None:
    for word in ("de", "que", "est", "ist", "e", "o", "haben"):
        ways = reduced(word, ipa, language)
        assert len(ways) <= MOST_REDUCED
        assert all(map(arpabet, ways))


def test_reduced_ways_are_no_others_than_those_in_full() -> None:
    lexicon = Lexicon("fr")
    for word in ("je", "est-ce", "pour", "table"):
        assert not set(lexicon.reduced_pronunciations(word)) & set(lexicon.pronunciations(word))


@pytest.mark.parametrize("language", sorted(REDUCING))
def test_every_listed_word_is_reduced(language: str) -> None:
    """A way that sounds as the word in full would take the place of one that does not."""
    lexicon = Lexicon(language)
    for word in listed_words(language):
        in_full = set(lexicon.pronunciations(word))
        assert not [way for way in reduced(word, "", language) if in_full.issuperset(arpabet(way))]


def test_a_number_is_read_in_full() -> None:
    assert Lexicon("fr").reduced_pronunciations("1994") == ()


@pytest.mark.parametrize(
    ("language", "written", "phones"),
    [
        ("fr", "c'est", "S EH"),
        ("fr", "s’est", "S EH"),
        ("fr", "jusqu'à", "ZH UW S K AE"),
        ("fr", "Qu'", "K"),
        ("fr", "qu'on", "K OW N"),
        ("it", "c'è", "CH EH"),
        ("ca", "s'ha", "S AE"),
        ("fr", "l’«ami»", "L AE M IY"),
        ("fr", 'd\'"or"', "D OW HH"),
        ("fr", "j'…", "ZH"),
        ("fr", "(j’", "ZH"),
        ("fr", "«d’", "D"),
        ("fr", "QU'IL", "K IY L"),
        ("fr", "QU’", "K"),
        ("it", "C'È", "CH EH"),
        ("fr", "presqu'île", "P HH EH S K IY L"),
        ("de", "nicht", "N IH HH T"),
    ],
)
def test_words_have_the_sound_of_their_language(language: str, written: str, phones: str) -> None:
    assert tuple(phones.split()) == Lexicon(language).pronunciations(written)[0]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("c'est", ("s", "est")),
        ("j'n'ai", ("ʒn", "ai")),
        ("aujourd'hui", ("", "aujourd'hui")),
        ("d'", ("d", "")),
        ("l'l'l'l'l'", ("lll", "l'l'")),
        ("est", ("", "est")),
    ],
)
def test_elided_words_are_parted_from_what_follows(word: str, parts: tuple[str, str]) -> None:
    assert split_elision(word, "fr") == parts


def test_what_nobody_says_has_no_sound_however_much_is_elided_in_it() -> None:
    for language in ("fr", "it", "ca"):
        assert Lexicon(language).pronunciations("c'" * 40000) == Lexicon(language).reduced_pronunciations("c'" * 40000) == ()


def test_a_word_that_its_model_misreads_is_read_otherwise() -> None:
    assert corrected("dis", "fr") == ("di",)
    assert corrected("dis", "de") == ()


def test_ways_to_say_a_word_share_what_they_have_alike_at_their_beginning() -> None:
    apart = sum(built(f"0 1 {way}", final=1).node_count for way in ("K AE T S", "K AE T"))
    # Both have silence and noise before and behind the word; K before AE is one node, and so is AE before T.
    assert built("0 1 K AE T S / K AE T", final=1).node_count == apart - len(("K", "AE")) - len(("SIL", "NOISE")) * 2


def test_ways_that_differ_at_their_beginning_share_nothing_behind_it() -> None:
    apart = [built(f"0 1 {way}", final=1).node_count for way in ("K AE T S AE", "K EH T S AE")]
    # The pause and the noise are there once; K is another one before another vowel.
    assert built("0 1 K AE T S AE / K EH T S AE", final=1).node_count == sum(apart) - len(("SIL", "NOISE")) * 2


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return tokens


def _quoi(gop_of_others: float, gop: float) -> bool:
    """Whether `quoi`, which nobody heard, has a place among words that were heard and fit so well."""
    tokens = _tokens("des questions quoi")
    heard = [RecognisedWord("des", 0, 300, 0.9), RecognisedWord("questions", 300, 900, 0.9)]
    slots = [Slot((0,), (0,), True, True), Slot((1,), (1,), True, True), Slot((2,), (), False, False)]
    found = [
        AlignedWord(0, 0, 0, 300, gop_of_others),
        AlignedWord(1, 1, 300, 900, gop_of_others),
        AlignedWord(2, 2, 900, 1200, gop),
    ]
    return 2 in place_tokens(tokens, heard, slots, found)


def test_an_unheard_word_is_held_against_how_well_those_fit_that_were_heard() -> None:
    assert _quoi(0.0, LEAST_GOP)
    assert not _quoi(ORDINARY_GOP, LEAST_GOP - 0.1)
    assert _quoi(ORDINARY_GOP - 0.5, LEAST_GOP - 0.5)
    assert not _quoi(-9.0, LEAST_GOP + MOST_LENIENT_SHIFT - 0.1)


@pytest.mark.parametrize(("between", "slots"), [(" ", 1), ("\n\n", 2)])
def test_the_beginning_of_another_sentence_is_no_part_of_a_word_that_was_heard_wrongly(between: str, slots: int) -> None:
    tokens = _tokens(f"cantine{between}et ouais")
    heard = [RecognisedWord("campedine", 0, 500, 0.5)]
    assert len(build_slots(tokens, heard, [Match(0, 1, 0, 1, 0.6)], "fr")) == slots


def test_in_a_window_words_follow_each_other_only_in_one_sentence() -> None:
    tokens = _tokens("mais euh\n\net donc")
    segment = HoleWindow(0, 1000, (0, 1, 2, 3), (Hole((1,)),)).segment(tokens)
    assert [edge.follows for edge in segment.edges if edge.text] == [False, True, False, True]
