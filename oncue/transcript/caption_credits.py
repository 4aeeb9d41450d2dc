"""Cues in which somebody names himself who made the captions, or a site that offers them: nobody says them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 300

_SITES = (
    r"opensubtitles|addic7ed|subscene|podnapisi|tvsubtitles|subtitulos\.es|sous-titres\.eu|yifysubtitles"
    r"|osdb\.link|amara\.org|u-sub\.net|my-subs|elsubtitle|titlovi\.com|titulky\.com|napisy24|feliratok|subs?land|yts\."
    r"|subtitleseeker|moviesubtitles|legendas\.tv|italiansubs|swsub|subdl"
)
_MADE = (
    r"(?:sub(?:title)?s?|subtitled|subtitling|(?:closed[- ])?captions?|captioned|captioning|re-?sync(?:ed)?|sync(?:ed)?"
    r"|ripped|encoded)"
)
_HELPED = (
    r"(?:synchroni[sz](?:ed|ation)|transcripts?|transcri(?:bed|ption)|corrections?|corrected|timing|timed|translated"
    r"|translation)"
)
_NAMES = r"[^\W\d_a-z][\w.'@-]{0,40}(?:[ ,&+]{1,3}(?:and |et |und |y |e |i )?[^\W\d_a-z][\w.'@-]{0,40}){0,5}"

_SURELY = re.compile(
    # "Subs by Bo", "Synced and corrected by Bo", "Subtitles downloaded from www..."
    rf"(?:{_MADE}(?:[ ,&+/]+(?:and )?(?:{_MADE}|{_HELPED}|downloaded)){{0,4}}(?: (?:were|was|are|is))?"
    r"(?: (?:made|created|provided|prepared|produced|downloaded))? (?:by|from)\b|sub(?:title)?s ?:).{1,120}"
    r"|(?:sous-?titr(?:es|age)|sous-titré)(?: \S+){0,3} ?(?:par\b|:).{1,120}"
    r"|(?:untertitel(?:ung)?)(?: \S+){0,3} ?(?:von\b|durch\b|im auftrag\b|:|[©,]).{1,120}"
    r"|untertitel(?:ung)?\b.{0,60}\b(?:zdf|ard|ndr|wdr|swr|br|mdr|orf|srf|funk)\b.{0,40}"
    r"|(?:subt[íi]tulos|subtitulado|subtitulación)(?: \S+){0,4} ?(?:por\b|de\b|:).{1,120}"
    r"|sottotitoli(?: \S+){0,4} ?(?:di\b|a cura\b|creati\b|:).{1,120}"
    r"|(?:legendas?|legendado)(?: \S+){0,3} ?(?:por\b|de\b|pela\b|:).{1,120}"
    r"|(?:ondertitel(?:s|ing|d))(?: \S+){0,3} ?(?:door\b|:).{1,120}"
    r"|(?:undertekster?|undertexter?|tekstet|textning)(?: \S+){0,3} ?(?:av\b|af\b|:).{1,120}"
    r"|(?:napisy|titulky)(?: \S+){0,3} ?:.{1,120}"
    r"|(?:субтитры|редактор субтитров)(?: \S+){0,4} ?(?::|сделал|создавал|создал|подготов).{1,120}"
    r"|редактор субтитров .{1,80}"
    r"|altyazı(?: \S+){0,2} ?:.{1,80}|字幕(?:组|組|制作|製作|提供|by)?\s?[:：].{1,80}",
    re.I,
)
# Who helped is named in the same way, and so may be something that is said: the recording decides.
_PERHAPS = re.compile(
    rf"(?i:{_HELPED})(?:[ ,&+/]+(?i:(?:and )?(?:{_HELPED}|{_MADE}))){{0,4}} ?(?:(?i:by)\b|:) ?{_NAMES}"
    rf"|(?i:traduction|übersetzung|bearbeitung|traducción|traduzione|tradução|vertaling|översättning|oversættelse|tłumaczenie"
    rf"|překlad|preklad|перевод|корректор|çeviri) ?(?::|(?i:par|von|por|di|door|av)\b) ?{_NAMES}"
    r"|(?:翻译|翻譯|校对|校對|时间轴|時間軸)\s?[:：].{1,40}|(?:الترجمة|ترجمة) ?: ?.{1,40}",
)
_SITE = re.compile(rf"(?:https?://|www\.|\b)\S{{0,40}}(?:{_SITES})\S{{0,40}}", re.I)
_ADVERT = re.compile(
    r"(?:please )?(?:rate this subtitle|support us and become|become a vip member|help other users|advertise your product"
    r"|download (?:the )?(?:movies|subtitles)|watch (?:any|online|more) (?:video|movies))\b.*",
    re.I,
)
_BARE_SITE = re.compile(r"[-=~*# ]*(?:https?://\S+|www\.\S+)[-=~*# ]*", re.I)
_EDGES = " \t\u00a0-=~*#_[](){}<>\u266a|"


def credit_of(lines: Sequence[str]) -> bool | None:
    """True where a whole cue surely is such a line, whatever stands around it in ornaments; False where it may be."""
    text = " ".join(lines)
    if not text or len(text) > _LONGEST:
        return None
    bare = text.strip(_EDGES)
    if _SURELY.fullmatch(bare) or _ADVERT.fullmatch(bare) or _BARE_SITE.fullmatch(text):
        return True
    if _SITE.search(bare) and not _is_sentence(bare):
        return True
    return False if _PERHAPS.fullmatch(bare) else None


def _is_sentence(text: str) -> bool:
    """Somebody may talk about such a site, in many words and ending as a sentence does."""
    return len(_SITE.sub("", text).split()) > 12
