"""Abbreviations whose full stop ends no sentence, without that stop and in small letters.

One set for all languages, as the words around them are often read before the language is known: what is an ordinary last
word of a sentence in one of them ("art.", "on.") is in none but `BEFORE_FIGURES`. CLDR's lists (`ss-standard` of ICU) are of
eight languages, lack "Gov." and "Sen.", and hold "U.S." only as one that never ends a sentence.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - a list of words reads best as a line of words

ABBREVIATIONS = frozenset(
    (
        # English
        "mr mrs ms mx dr st prof rev gen sen rep gov sgt capt cpl maj lt col cmdr adm jr sr hon vs vol cf mt ft messrs "
        # German
        "hr fr frl bzw ca evtl ggf inkl sog vgl zzgl dipl geb mio mrd dr.-ing dipl.-ing "
        # French
        "mme mmes mlle mlles mgr "
        # Spanish, Catalan, Portuguese, Galician
        "sr sra srta sres dña ud uds dra profa exmo exma "
        # Italian
        "dott dott.ssa sig sig.ra sigg prof.ssa avv "
        # Dutch, Danish, Norwegian, Swedish
        "dhr mevr mw bijv drs hr fru f.eks bl.a t.ex dvs "
        # Polish, Czech
        "św tzw np inż ul tzv např mudr judr "
        # Russian, Ukrainian, Bulgarian
        "д-р г-н г-жа проф акад гос ул им тов св "
    ).split()
)

BEFORE_FIGURES = frozenset(
    (
        "no nos nr nrs núm num art abs fig sec vol ch p pp pg s bd kap no nº nn čl str стр рис гл ст п "
        "jan feb febr mar apr jun jul aug sep sept oct okt nov dec dez"
    ).split()
)
"""Those that are such only before a figure: "No. 5", "Sept. 11", "Art. 3"; "He said no. Then" ends a sentence."""

GERMAN_MONTHS = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember".split()
)
"""Behind "3." these go on with a date: German alone writes both the ordinal's full stop and a capital."""
