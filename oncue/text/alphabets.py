"""The letters beyond A to Z that languages in Latin letters write, to tell which code page a text was saved in.

After Unicode's CLDR (exemplar characters, main and auxiliary, what nobody writes in running text left out).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ALPHABETS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(letters + letters.upper())
        for language, letters in {
            "en": "éèêïñöüçà",
            "fr": "àâæçéèêëîïôœùûüÿ",
            "de": "äöüßéèàê",
            "es": "áéíóúüñªº",
            "it": "àáèéìíîòóùúªº",
            "pt": "áàâãçéêíóôõúüªº",
            "ca": "àçéèíïóòúüñ·",
            "nl": "áàâäçéëèêïîíñóöôúüûĳ",
            "sv": "åäöéàü",
            "da": "æøåéáíóúöä",
            "no": "æøåéèêòóôà",
            "fi": "åäöéšž",
            "is": "áðéíóúýþæö",
            "et": "äõöüšž",
            "pl": "ąćęłńóśźż",
            "cs": "áčďéěíňóřšťúůýž",
            "sk": "áäčďéíĺľňóôŕšťúýž",
            "hu": "áéíóöőúüű",
            "ro": "ăâîșțşţ",
            "hr": "čćđšž",
            "sl": "čšžćđ",
            "sq": "çë",
            "lt": "ąčęėįšųūž",
            "lv": "āčēģīķļņōŗšūž",
            "tr": "çğıöşüâîûİ",
            "cy": "âêîôûŵŷäëïöüáéíóúàèìòù",
            "eu": "ñçü",
            "gl": "áéíóúüñï",
            "mt": "ċġħżàèìîòù",
            "af": "áéèêëïîôöúûüý",
        }.items()
    }
)
"""By Whisper's code; small and capital letters."""
