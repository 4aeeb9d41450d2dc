"""Reduced pronunciations: how words are said in fast and free speech, beside how a dictionary has them.

Rules of sound hold for every word of a language, and a list for its commonest function words, which are reduced most. Both
are data, in IPA as the G2P writes it. Sources: for French Fagyal, Kibbee and Jenkins, French: A Linguistic Introduction
(2006), and Walker, French Sound Structure (2001): schwa, final liquids behind obstruents, `esc-` and `exc-`, `il`, `je`,
`puis`, and a mute e that is said before a pause; for German Kohler, Einführung in die Phonetik des Deutschen (1995):
syllabic nasals and their place, final t; for Spanish Hualde, The Sounds of Spanish (2005): final s and d, -ado; for
Portuguese Mateus and d'Andrade, The Phonology of Portuguese (2000): unstressed vowels; for Italian Bertinetto and Loporcaro,
The sound pattern of Standard Italian (2005); for Dutch Booij, The Phonology of Dutch (1995): final n behind schwa, clitics;
for Catalan Wheeler, The Phonology of Catalan (2005): final r.
"""

from __future__ import annotations

import re

MOST_REDUCED = 2
"""Most reduced pronunciations of one word: each is a branch of the search."""

# A pattern in the IPA of a word and what stands for it; a rule is tried on what those before it have left.
_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": ((r"^ɛks(?=[kpt])", "ɛs"), (r"^ɛs(?=k)", "s"), (r"(?<=[ptkbdɡgfv])[ʁl]ə?$", ""), (r"(?<=.)ə(?=.)", "")),
    "de": (
        (r"(?<=[bp])(?:ən|n̩)$", "m"), (r"(?<=[ɡk])(?:ən|n̩)$", "ŋ"), (r"(?<=[mnŋ])(?:ən|n̩)$", ""),
        (r"(?<=[fsʃçxtdzʁlaeiouyøɛɔœɪʊʏː\u032f])(?<!i\u032f)ən$", "n"), (r"(?<=[çxsʃn])t$", ""), (r"(?<=.)ə$", ""),
    ),
    "es": ((r"(?<=a)ð̞?(?=o$)", ""), (r"(?<=[aeo])(?:s|ð̞?)$", "")),
    "pt": ((r"(?<=[aeoɔɛ])[ɾɹʁ]$", ""), (r"(?<=.)ɨ$", ""), (r"^[iɨe](?=ʃ)", ""), (r"(?<=[pbtdkɡgfvszʃ])ɨ(?=.)", "")),
    "it": ((r"(?:(?<=[aeiouɛɔ][mnrl])|(?<=ː[mnrl]))[eo]$", ""),),
    "nl": ((r"(?<=ə)n$", ""), (r"(?<=[xsfk])t$", "")),
    "ca": ((r"(?<=[aeiouɛɔə])[ɾr]$", ""),),
}  # fmt: skip

_WORDS = {
    "fr": "il=i ils=i|iz elle=ɛ je=ʒ|ʃ suis=ɥi tu=t lui=ɥi puis=pi parce=pas celui=sɥi que=k de=d le=l me=m te=t se=s ce=s "
    "ne=n y=j quelque=kɛk puisque=pisk enfin=fɛ̃ voilà=vla déjà=dʒa bien=bɛ̃ maintenant=mɛ̃nɑ̃ monsieur=msjø cette=st|stə "
    "cet=st était=tɛ étais=tɛ avec=avɛ pour=pu sur=sy plus=py|plyz les=lez|ez des=dez ces=sez mes=mez ses=sez nos=noz "
    "vos=voz leurs=lœʁz nous=nuz vous=vuz|uz dans=dɑ̃z sans=sɑ̃z chez=ʃez très=tʁɛz deux=døz trois=tʁwaz "
    "quand=kɑ̃t sont=sɔ̃t tout=tut peut=pøt alors=alɔ|lɔʁ quoi=ka moi=ma toi=ta voir=vwa",
    "de": "ein=n eine=nə|n einen=n|nən einem=m|nəm einer=nɐ ich=ç|ɪ es=s das=s|as du=də sie=zə wir=vɐ|mɐ ihr=ɐ mir=mɐ "
    "dir=dɐ der=dɐ den=n|dən dem=m|dəm nicht=nɪ|nə und=ʊn|n auch=aʊ noch=nɔ schon=ʃo für=fɐ zu=tsə mal=ma aber=aɐ oder=oɐ "
    "ist=s|ɪs haben=ham|han habe=hab|ab hat=at werden=vɛɐn wieder=viɐ eigentlich=aɪŋlɪç irgendwie=ɪɐŋvi jetzt=jɛts",
    "es": "para=pa|paɾ está=ta estoy=toj están=tan pues=pes|ps todo=to nada=na entonces=tõnses muy=mu donde=õde",
    "pt": "está=ta|ʃta estou=to|ʃto estão=tɐ̃w̃|ʃtɐ̃w̃ estava=tavɐ|ʃtavɐ para=pɾɐ|pɐ você=se|ose não=nɐ̃|nũ com=kũ uma=mɐ "
    "que=k de=d se=s me=m te=t lhe=ʎ muito=mũtu porque=puɾk|pke pode=pɔd depois=dpojʃ em=ĩ por=pɾ|pu o=w",
    "it": "che=k di=d questo=sto|kwest questa=sta|kwest sono=so|son uno=un quello=kwel poi=pɔ non=nɔ|n "
    "dove=dɔv",
    "nl": "het=ət|t ik=k een=n dat=da|at niet=ni hij=i haar=ər hem=əm zijn=zən|zɛi mijn=mən mij=mə jij=jə wij=wə "
    "er=dər eigenlijk=ɛiɣlək|ɛixlək natuurlijk=tyrlək|tylək want=wɑn met=mɛ",
    "ca": "el=l amb=ə|m aquest=kɛt aquesta=kɛstə això=ʃɔ per=pə|p molt=mol què=k que=k de=d",
}  # fmt: skip
_MUTE_E = re.compile(r"\w\w(?:e|es|ent)$")
_FRENCH_VOWELS = tuple("aɑeɛəiouyøœɔ\u0303")
_LISTED = {
    language: {word: tuple(ways.split("|")) for word, _, ways in (entry.partition("=") for entry in words.split()) if ways}
    for language, words in _WORDS.items()
}

REDUCING = frozenset((*_RULES, *_WORDS))
"""The languages of which reduced pronunciations are known."""


def listed_words(language: str) -> tuple[str, ...]:
    """The words whose reduced ways are listed, and not found by rules."""
    return tuple(_LISTED.get(language, ()))


def reduced(word: str, ipa: str, language: str) -> tuple[str, ...]:
    """The IPA of a lower-case word as said in free speech, at most `MOST_REDUCED` ways; by rules the shortest first.

    None where that is as in `ipa`, which is the word in full.
    """
    listed = _LISTED.get(language, {}).get(word)
    if listed is not None:
        return listed[:MOST_REDUCED]
    found: list[str] = []
    said = ipa
    for pattern, instead in _RULES.get(language, ()):
        shorter = re.sub(pattern, instead, said)
        if shorter and shorter != said:
            said = shorter
            found.append(said)
    found.reverse()
    if language == "fr" and _MUTE_E.search(word) and not ipa.endswith(_FRENCH_VOWELS):
        found = [*found[: MOST_REDUCED - 1], ipa + "ə"]
    return tuple(found[:MOST_REDUCED])
