"""Common words that the models of `g2p2` misread: taken for letters, for rarer words spelt the same, or by a wrong rule.

The readings are those that any dictionary of the language has.
"""

from __future__ import annotations

_WORDS = {
    "fr": "à=a a=a as=a y=i ô=o est=ɛ|ɛt|ɛst dis=di eu=y met=mɛ peut=pø plus=ply|plys tous=tu|tus six=sis|si|siz "
    "dix=dis|di|diz euh=œ|ø",
    "pl": "w=v|f z=z|s",
    "pt": "de=dɨ|dʒi me=mɨ|mi te=tɨ|tʃi se=sɨ|si você=vose vocês=voseʃ|voses este=eʃtɨ|estʃi esta=ɛʃtɐ|ɛstɐ essa=ɛsɐ "
    "pode=pɔdɨ|pɔdʒi faz=faʃ|fas nós=nɔʃ|nɔs vós=vɔʃ|vɔs",
    "ca": "el=əl els=əls en=ən les=ləs",
}
_BY_LANGUAGE = {
    language: {word: tuple(readings.split("|")) for word, _, readings in (entry.partition("=") for entry in words.split())}
    for language, words in _WORDS.items()
}


def corrected(word: str, language: str) -> tuple[str, ...]:
    """The IPA of a lower-case word that its model misreads, the likeliest first; none for every other word."""
    return _BY_LANGUAGE.get(language, {}).get(word, ())
