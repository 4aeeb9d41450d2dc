"""Recognising the sentences of a page that belong to the site and not to the programme: chrome, credits, biographies.

A phrase that no announcer says is certain. Everything that could also be read out is left for the audio to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from oncue.model import UnspokenKind

_EDGES = " \t\u00a0*_#|\u2022-\u2013\u2014"
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sentence is taken for; `certain` means that it is never heard."""

    kind: UnspokenKind
    certain: bool


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_TIME = r"\d{1,3}:\d{2}(?::\d{2})?"
_DATE = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,7}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}\.? [^\W\d_]{3,10}\.?,? \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:,? (?:at |um |à )?\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?)?"
)

# Whole lines that are the site's, in words that nobody says on the air.
_CHROME_LINE = _any(
    rf"{_TIME}(?:\s*[/|-]?\s*-?{_TIME})+|0{{1,2}}:00",
    r"play live radio|next up|available on air stations|all streams|load(?:ing)?(?:\.\.\.|\u2026)",
    r"skip to (?:main |primary )?(?:content|navigation)|toggle (?:more options|navigation|menu)|open (?:search"
    r"|navigation menu)",
    r"(?:listen|play|download|embed|audio|share|watch)(?: now| episode| audio| story| this story)?\s*[\u00b7\u2022|]?\s*"
    rf"{_TIME}(?:\s*/\s*{_TIME})?",
    r"\d{1,3}[- ]min(?:ute)?s?[- ](?:listen|read|watch)",
    r"<iframe.{0,400}|https?://\S+",
    r"(?:share|email|print|tweet)?(?:[\s|/,\u00b7\u2022]*(?:facebook|twitter|x|instagram|linkedin|flipboard|whatsapp"
    r"|email|e-mail|print|reddit|threads|bluesky)){2,8}",
    r"(?:apple podcasts?|spotify|google podcasts?|amazon music|youtube|overcast|stitcher|rss|pocket casts|iheartradio"
    r"|npr one)(?:[\s|/,\u00b7\u2022]+"
    r"(?:apple podcasts?|spotify|google podcasts?|amazon music|youtube|overcast|stitcher|rss|pocket casts|iheartradio"
    r"|npr one))+",
    r"(?:accept|reject|manage|allow) (?:all )?cookies|cookie (?:settings|preferences|policy)|privacy policy"
    r"|terms of (?:use|service)",
    r"back to top|hide caption|toggle caption|enlarge this image|view comments|leave a comment",
    r"accepter et fermer|aceptar cookies",
)

_LINK = r"(?:[^.!?>\u203a|\u00bb]|\u00bb(?!\s)|(?<!\s)\u00bb){1,40}"

# One or two words of a button; a poem may have such a line too.
_CHROME_WORD = _any(
    r"share|listen|download|embed|play|pause|subscribe|menu|search|home|news|about(?: us)?|contact(?: us)?|donate"
    r"|support us|live|on air",
    r"transcript|full transcript|read (?:more|the transcript)|show transcript|hide transcript|transcription|transkript"
    r"|transcripción",
    r"advertisement|sponsored|sponsor message|more|more stories|related(?: content| stories| articles)?|recommended"
    r"|comments|follow us|print|email",
    r"facebook|twitter|instagram|youtube|copy link|closed captions?|tags|partager|écouter|compartir|escuchar|teilen"
    r"|anhören|condividi|ascolta",
    r"by the numbers|top stories|latest|episodes?|all episodes|show notes|previous(?: episode)?|next(?: episode)?",
    r"sign (?:in|up|out)|log ?(?:in|out)|www\.\S+|\S+@\S+\.\w{2,10}|apple podcasts?|spotify|google podcasts?|rss",
    # A trail of links: "Home > Programs > All Things". A quotation mark that parts nothing belongs to a link.
    rf"{_LINK}(?:\s[>\u203a|\u00bb]\s{_LINK}){{1,8}}",
)

# What opens a note of the newsroom: all of its paragraph belongs to the page.
_NOTE_OPENING = _any(
    r"(?:editor|producer|author|publisher)(?:s['\u2019]|['\u2019]s)? note\b",
    r"(?:correction|clarification|update)s?(?: (?:appended|added|on|at|,)[^:]{0,60})?\s?:",
    r"(?:related|read more|see also|more on this|recommended|listen|watch|in case you missed it|go deeper|further reading)"
    r"(?: (?:story|stories|content|articles?|coverage|episodes?|to|also|now))?\s?:",
    r"next up:|image caption|caption:|(?:image|photo|picture|video) (?:source|credit)\b",
    r"(?:note de la rédaction|ndlr|nota (?:del editor|de la redacción|della redazione|do editor)|anmerkung der redaktion)\b",
    r"(?:à lire aussi|lire aussi|voir aussi|à écouter aussi|lea también|le puede interesar|lesen sie auch|mehr zum thema)\b",
    r"(?:leggi anche|leia também|lees ook|noot van de redactie|читайте также)\b",
    r"(?:we|this (?:site|website)) uses? cookies\b|nous utilisons des cookies\b|usamos cookies\b|wir verwenden cookies\b",
)

# Sentences that a station's page adds. They read like prose, so a presenter might say them.
_NOTE = _any(
    r"(?:this |the )?(?:transcript|transcription|captions?|subtitles?)(?: (?:is|was|were|has been|have been))? "
    r"(?:created|edited|generated|prepared|condensed|lightly)\b",
    r"you can (?:read|find|see|view|download|watch|listen to|hear)\b.{0,120}"
    r"\b(?:web ?site|web ?page|online|page|here|link|below|above|notes)\b",
    r"(?:an? )?(?:earlier|previous) versions? of (?:this|the)\b",
    r"this (?:story|article|transcript|interview|conversation|post|page|piece|text|item) (?:has been|was|is|originally"
    r"|may|first)\b",
    r"(?:click|tap) (?:here|on|the|below)\b|(?:to )?(?:read|see|view|hear|listen to) the (?:full|complete|rest|entire)\b",
    r"(?:sign up|subscribe) (?:for|to|now|here|on)\b|(?:follow|like|find) (?:us|the show|him|her|them) (?:on|at)\b",
    r"(?:download|get) (?:the|our) app\b|support (?:for )?(?:this|our|the)\b.{0,80}\b(?:comes from|is provided"
    r"|journalism|newsroom)",
)

_CREDIT_CERTAIN = _any(
    r"(?:this |the )?(?:transcript|transcription|captions?|captioning|closed[- ]captions?|subtitles?"
    r"|subtitling)(?: (?:is|was|are|were))? "
    r"(?:provided|created|made|edited|produced|prepared|generated|transcribed|corrected) by\b",
    r"(?:captioned|subtitled|transcribed|captioning|subtitling) by\b",
    # "Copyright NPR." is a notice, "Copyright law is complicated." a sentence.
    r"\u00a9\s?\S|\(c\)\s?\d{4}|copyright\s*(?:\u00a9|\(c\))?\s*\d{4}"
    r"|copyright (?-i:[A-Z])[\w.&'\u2019-]*(?: (?-i:[A-Z])[\w.&'\u2019-]*){0,4}[.,]?$",
    r".{0,120}\ball rights reserved\.?$",
    r"(?:NPR|the)? ?transcripts are created on a rush deadline\b|this text may not be in its final form\b",
    r"accuracy and availability (?:of \w+ transcripts )?may vary\b|the authoritative record of\b.{0,80}\bis the audio\b",
    r"transcripts? (?:text )?may be revised\b|visit our website terms of use and permissions\b|this is a rush transcript\b",
    r"(?:transcription|sous-titrage|sous-titres|sous-titrage st'? ?\d+)\b.{0,12}\b(?:par|réalisée?s?|:)\b.{0,100}",
    r".{0,80}\b(?:tutti i diritti riservati|todos os direitos reservados|wszelkie prawa zastrzeżone|все права защищены"
    r"|tüm hakları saklıdır|alle rechten voorbehouden|všechna práva vyhrazena|alla rättigheter förbehållna"
    r"|todos los derechos reservados|alle rechte vorbehalten|tous droits réservés)\.?$",
    r".{0,60}(?:جميع الحقوق محفوظة|版权所有|版權所有)[.。]?$",
    r"(?:subtítulos|subtitulado|transcripción) (?:por|realizad[oa]s? por|proporcionad[oa]s? por)\b.{0,100}",
    r"(?:untertitel|untertitelung|transkription)\s?(?::|von|im auftrag)\b.{0,100}|tous droits réservés"
    r"|todos los derechos reservados|alle rechte vorbehalten",
)

# Who made it and when: often read out at the end of a programme.
_CREDIT = _any(
    r"(?:this |the |our |today['\u2019]s )?"
    r"(?:story|episode|podcast|programme|program|show|interview|segment|report|piece|audio|broadcast|music|theme|web"
    r"|digital)"
    r"(?: (?:story|version|music|interview|broadcast))?(?: (?:is|was|were|has been))?(?: (?:originally|also|then|later))? "
    r"(?:produced|edited|adapted|mixed|engineered|recorded|fact-checked|aired|hosted|written|composed|reported|condensed)\b",
    r"(?:produced|edited|reported|written|hosted|recorded|mixed|photograph(?:y|ed)|photos?|music|translat(?:ion|ed)) by\b",
    r"(?:transkript(?:ion)?|transcription|trascrizione|transcrição|transcripción|transkrypcja|transcriptie|расшифровка"
    r"|транскрипт|deşifre|النص|文字整理)\s?[:：]\s?[^.!?。]{2,60}[.。]?$",
    r"(?:executive |senior |associate |assistant )?(?:producers?|editors?|engineers?|researchers?|photographers?"
    r"|composers?):\s",
)

# Whole lines only.
_CREDIT_LINE = _any(
    r"(?:transcri(?:pt|ption|bed)|transkript(?:ion)?|trascrizione|transcrição|transcripción|transkrypcja|transcriptie"
    r"|расшифровка|транскрипт|deşifre|النص|文字整理|author|autor|autora|auteur|autore|автор|yazan|作者|words|lyrics|music"
    r"|words and music|paroles(?: et musique)?|musique|text und musik|letra(?: y música)?)\s?[:：]\s?[^.!?。]{2,80}",
    # Possessive: without, a run of capitals can be cut into six words in a hundred million ways.
    r"by (?:the )?(?:(?-i:[A-Z])[\w.'\u2019-]{0,40}+(?:,? and|,)? ?){1,6}",
    r"(?:published|posted|updated|aired|first broadcast|broadcast|heard on|last updated|publié|mis à jour|publicado"
    r"|actualizado|veröffentlicht)"
    rf"(?: (?:on|le|el|am|the))?:? (?:{_DATE}|(?-i:[A-Z])[\w' ]{{2,40}})[^.!?]{{0,60}}",
    rf"{_DATE}(?: ?[|\u00b7\u2022-] ?[^.!?]{{0,40}})?",
    r"[\w .,'\u2019-]{2,60}\s?/\s?(?:AP|AFP|Getty(?: Images)?|Reuters|NPR|EPA|Associated Press|Bloomberg|Shutterstock|dpa)",
)

_FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'\u2019-]{0,30}(?: [^\W\d_a-z][\w.'\u2019-]{0,30}){1,3}")
_BIOGRAPHY = re.compile(
    r"(?:has|is|was|joined|covers?|reports?|hosts?|leads?|writes?|lives?|works?|serve[sd]|spent|began|started|graduated|teaches|"
    r"studied|holds|grew up|est|es|ist|è|é|arbeitet|berichtet|travaille|trabaja|lavora|trabalha)\b"
)


def opens_note(paragraph: str) -> bool:
    """Return whether a paragraph is a note of the newsroom or a pointer to another page, by how it begins."""
    return bool(_NOTE_OPENING.match(paragraph))


def of_line(line: str) -> Verdict | None:
    """Return what a whole line is by its words alone, None if they do not say. Only here are a player's buttons certain."""
    line = line.strip(_EDGES)
    bare = line.rstrip(".:")
    if not line or len(line) > _LONGEST_LINE:
        return None
    if _CHROME_LINE.fullmatch(bare):
        return Verdict(UnspokenKind.CHROME, certain=True)
    if _CHROME_WORD.fullmatch(bare):
        return Verdict(UnspokenKind.CHROME, certain=False)
    if _CREDIT_LINE.fullmatch(bare):
        return Verdict(UnspokenKind.CREDIT, certain=False)
    return None


def of_sentence(sentence: str) -> Verdict | None:
    """Return what a sentence is by its words alone, None if it could be anything."""
    sentence = sentence[:_LONGEST_LINE].strip(_EDGES)
    if _CREDIT_CERTAIN.match(sentence):
        return Verdict(UnspokenKind.CREDIT, certain=True)
    if _NOTE.match(sentence) or _NOTE_OPENING.match(sentence):
        return Verdict(UnspokenKind.CHROME, certain=False)
    if _CREDIT.match(sentence):
        return Verdict(UnspokenKind.CREDIT, certain=False)
    return None


def is_biography(paragraph: str, surnames: frozenset[str]) -> bool:
    """Return whether a paragraph tells in the third person who somebody is, in full name, who has one of the `surnames`
    (case-folded)."""
    opening = _FULL_NAME.match(paragraph)
    if not opening or not _BIOGRAPHY.match(paragraph[opening.end() : opening.end() + 80].lstrip(" ,")):
        return False
    return opening.group().split()[-1].casefold() in surnames
