"""The source of pronunciations: grapheme-to-phoneme conversion, and the acoustic model's phones for IPA."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oncue.acoustic.g2p import has_phonemes, load_phonemes, phonemes
from oncue.acoustic.phone_map import Phones, arpabet


@dataclass(frozen=True, slots=True)
class Pronouncer:
    """A G2P, as four functions that may be given one by one. The defaults are the product's own.

    `knows` says whether words of a language can be turned into IPA here. `load` makes ready for a language, so that the
    first word does not wait. `ipa` gives each way to read a lower-case word of a language, none where it knows none.
    `phones` gives each way to say an IPA string with the acoustic model's phones.
    """

    knows: Callable[[str], bool] = has_phonemes
    load: Callable[[str], None] = load_phonemes
    ipa: Callable[[str, str], tuple[str, ...]] = phonemes
    phones: Callable[[str], tuple[Phones, ...]] = arpabet


OWN_PRONOUNCER = Pronouncer()
