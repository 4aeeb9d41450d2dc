"""What Oncue knows of single languages: the facts that several parts need, and where the others are.

A further language is a row here where it differs from most, and one in those of `FACTS_ELSEWHERE` that it has something for.
"""

from __future__ import annotations

from types import MappingProxyType

UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo"})
"""Languages written without spaces between words. Korean has them, though its words are phrases."""

SPACED_BY_WHISPER = frozenset({"km", "bo"})
"""Those of `UNSPACED` whose words Whisper's own tokenizer takes to stand apart."""

FACTS_ELSEWHERE = MappingProxyType(
    {
        "codes and names": "oncue/text/language_tags.py",
        "which library says its numbers": "oncue/text/numbers/spell_out.py",
        "how its numbers are written": "oncue/text/numbers/written_forms.py",
        "its marks of decimals, units and months": "oncue/text/numbers/locale.py",
        "ways to write one word": "oncue/text/spelling_variants.py",
        "where its words begin": "oncue/text/word_breaks.py",
        "where its sentences end": "oncue/text/sentence_ends.py",
        "its abbreviations": "oncue/text/abbreviations.py",
        "words that a line does not end with": "oncue/text/function_words.py",
        "length and speed of its captions": "oncue/captions/limits.py",
        "phrases of pages that are not spoken": "oncue/transcript/boilerplate_phrases.py",
        "words of labels and stage directions": "oncue/transcript/vocabulary.py",
    }
)
"""Facts that one part alone needs, and the file that has them, from the root of the repository."""
