"""What Oncue knows of each language it can be given: a row of `LANGUAGES`, and where a part keeps more (`FACTS_ELSEWHERE`).

A further language is a row here, and a line in those of the other files that it has something for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

# ruff: noqa: SIM905 - a list of words reads best as a line of words


class NumberLibrary(StrEnum):
    """The library that says a language's numbers in words."""

    NUM2WORDS = "num2words"
    INDIC = "indic_numtowords"
    ICU = "icu"


@dataclass(frozen=True, slots=True)
class LanguageLimits:
    """The longest line, in characters, and the reading speed, in characters a second, of captions in a language.

    A character is `char_columns` wide. `counts_words` is False where a house's words a minute say nothing of the language.
    """

    max_chars: int = 42
    max_cps: float = 20.0
    char_columns: int = 1
    counts_words: bool = True


@dataclass(frozen=True, slots=True)
class Language:
    """One language: how it is written, said and shown. The defaults are those of most languages.

    `numbers` is None where no library says them: then `digits`, the words for 0 to 9, if there are any. `icu` and `cldr` are
    its code in ICU's number rules and in CLDR, None where that is its own. `told` is False where no text tells it.
    `written_as` is the language that a model takes it for which does not know it.
    """

    numbers: NumberLibrary | None = None
    digits: tuple[str, ...] = ()
    icu: str | None = None
    cldr: str | None = None
    spaced: bool = True
    spaced_by_whisper: bool = False
    limits: LanguageLimits | None = None
    told: bool = True
    written_as: str | None = None


# num2words writes these well. It also knows am (it never comes back from a million), bn, kn and te (the scale in place of
# the number: twelve one lakh), sk, sv and tr (written together or misspelt): those are read by others below.
_BY_NUM2WORDS = "az be ca cs cy da de en es fa fi fr he hu id is it lt lv nl pl pt ro ru sl sr tg uk"
_NUM2WORDS = NumberLibrary.NUM2WORDS
_INDIC = NumberLibrary.INDIC
# ICU says numbers of a language it does not know in that of the machine. Its Bosnian rules count with `jedinica`, a unit.
_ICU = NumberLibrary.ICU


def _digits(words: str, *, cldr: str | None = None, told: bool = True) -> Language:
    return Language(digits=tuple(words.split()), cldr=cldr, told=told)


# Netflix's pages for these languages, adult programmes, where they differ from 42 characters and 20 a second: the figures
# for the deaf and hard of hearing, whose captions say what is said in the language it is said in, as Oncue's do;
# translated subtitles have fewer characters a second (Chinese 9, Japanese 4 and lines of 13, Korean 12, Thai 17).
_CHINESE = LanguageLimits(16, 11.0, char_columns=2)
_JAPANESE = LanguageLimits(16, 7.0, char_columns=2)
_KOREAN = LanguageLimits(16, 14.0, char_columns=2, counts_words=False)  # has spaces, but a word is a phrase of two or three
# Netflix has no page for Lao, Khmer and Burmese; their letters are as wide and as many as Thai ones.
_THAI = LanguageLimits(35, 20.0)
_ARABIC = LanguageLimits(max_cps=23.0)  # short vowels are not written, so there are fewer characters to a word
_HINDI = LanguageLimits(max_cps=25.0)

_OF_THEIR_OWN: Mapping[str, Language] = MappingProxyType(
    {
        "ar": Language(_NUM2WORDS, limits=_ARABIC),
        "bo": Language(spaced=False, spaced_by_whisper=True, limits=LanguageLimits()),
        "br": _digits("mann unan daou tri pevar pemp c'hwec'h seizh eizh nav"),
        "bs": Language(_ICU, icu="sr_Latn"),
        "eu": _digits("zero bat bi hiru lau bost sei zazpi zortzi bederatzi"),
        "gl": _digits("cero un dous tres catro cinco seis sete oito nove"),
        "haw": _digits("'ole 'ekahi 'elua 'ekolu 'ehā 'elima 'eono 'ehiku 'ewalu 'eiwa", told=False),
        "hi": Language(_INDIC, limits=_HINDI),
        "ht": _digits("zewo en de twa kat senk sis sèt uit nèf"),
        "ja": Language(_NUM2WORDS, spaced=False, limits=_JAPANESE),
        "jw": _digits("nol siji loro telu papat lima enem pitu wolu sanga", cldr="jv"),
        "km": Language(_ICU, spaced=False, spaced_by_whisper=True, limits=_THAI),
        "ko": Language(_NUM2WORDS, limits=_KOREAN),
        "lo": Language(_ICU, spaced=False, limits=_THAI),
        "mi": _digits("kore tahi rua toru whā rima ono whitu waru iwa"),
        "my": Language(_ICU, spaced=False, limits=_THAI),
        "no": Language(_NUM2WORDS, icu="nb", cldr="nb"),
        "oc": _digits("zèro un dos tres quatre cinc sièis sèt uèch nòu"),
        "th": Language(_ICU, spaced=False, limits=_THAI),
        "tl": Language(_ICU, icu="fil", cldr="fil"),
        "uz": _digits("nol bir ikki uch to'rt besh olti yetti sakkiz to'qqiz"),
        "yue": Language(_ICU, spaced=False, limits=_CHINESE, told=False, written_as="zh"),  # by models before large-v3
        "zh": Language(_ICU, spaced=False, limits=_CHINESE),
    }
)

# openai-whisper's `tokenizer.LANGUAGES`; kept here because this package must not need torch, and a test compares the two.
# "jw" is Whisper's old code for Javanese.
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        **dict.fromkeys(_BY_NUM2WORDS.split(), Language(_NUM2WORDS)),
        **dict.fromkeys("as bn gu kn ml mr ne pa sa ta te ur".split(), Language(_INDIC)),
        **dict.fromkeys("af am bg el et fo hr hy ka kk lb mk ms mt nn sk sq su sv sw tr vi".split(), Language(_ICU)),
        **dict.fromkeys("ba ha la ln mg mn ps sd si sn so tk tt yi yo".split(), Language()),
        **_OF_THEIR_OWN,
    }
)
"""Every language that can be given, by Whisper's code for it."""

UNSPACED = frozenset(code for code, known in LANGUAGES.items() if not known.spaced)
"""Languages written without spaces between words. Korean has them, though its words are phrases."""

SPACED_BY_WHISPER = frozenset(code for code, known in LANGUAGES.items() if known.spaced_by_whisper)
"""Those of `UNSPACED` whose words Whisper's own tokenizer takes to stand apart."""

FACTS_ELSEWHERE = MappingProxyType(
    {
        "tags and names that mean it": "oncue/text/language_tags.py",
        "how likely it is, and which others it is near": "oncue/text/language_id.py",
        "its halves, thirds and quarters": "oncue/text/numbers/fractions.py",
        "its word for a number": "oncue/text/spoken_forms.py",
        "its letters beyond A to Z": "oncue/text/alphabets.py",
        "English: dates, times, heights and units": "oncue/text/numbers/english_forms.py",
        "ways to write one word": "oncue/text/spelling_variants.py",
        "where its words begin": "oncue/text/word_breaks.py",
        "which marks end its sentences": "oncue/text/sentence_ends.py",
        "its abbreviations": "oncue/text/abbreviations.py",
        "words that a line does not end with": "oncue/text/function_words.py",
        "its years and ranks in words": "oncue/text/numbers/spell_out.py",
        "how its numbers are written": "oncue/text/numbers/written_forms.py",
        "its marks of decimals, units and months": "oncue/text/numbers/locale.py",
        "English: how words are compared": "oncue/text/normalize.py",
        "how its words sound": "oncue/acoustic/g2p.py",
        "words whose sounds its models misread": "oncue/acoustic/misread_words.py",
        "its elided words": "oncue/text/elision.py",
        "how its words sound in fast speech": "oncue/acoustic/reductions.py",
        "English: where a line may end": "oncue/captions/segmentation/syntax.py",
        "phrases that a line is not divided in": "oncue/captions/segmentation/unspaced_breaks.py",
        "its code in EBU STL": "oncue/captions/formats/stl_header.py",
        "phrases of pages that are not spoken": "oncue/transcript/boilerplate_phrases.py",
        "words that tell names from phrases": "oncue/transcript/vocabulary.py",
        "what people are called by what they do": "oncue/transcript/role_words.py",
        "sounds that transcripts describe": "oncue/transcript/sound_words.py",
        "whether it writes compounds as one word": "oncue/transcript/line_end_hyphens.py",
        "whether certificates were measured with it": "oncue/desk/doubts/certificate.py",
    }
)
"""Facts that one part alone needs, and the file that has them, from the root of the repository."""
