"""Words that tell names from ordinary phrases, and what is heard from what is said, in the languages of common broadcasters.

All entries are case-folded. The lists decide only what no structure of the page decides.
"""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _phrases(*lines: str) -> frozenset[str]:
    return frozenset(phrase.strip() for line in lines for phrase in line.split("|") if phrase.strip())


HONORIFICS = _words(
    "mr mr. mrs mrs. ms ms. miss mx mx. dr dr. doctor prof prof. professor sir dame lord lady hon hon. rep rep. sen",
    "sen.",
    "gov gov. gen gen. col col. lt lt. maj maj. sgt sgt. capt capt. rev rev. fr fr. st st. senator president judge",
    "justice",
    "m. mme mme. mlle mlle. maître me herr frau sr sr. sra sra. srta srta. don doña señor señora dott. dott.ssa sig.",
    "sig.ra",
    "dhr. mevr. д-р г-н г-жа",
)

NAME_SUFFIXES = _words(
    "jr jr. sr sr. ii iii iv phd ph.d. ph.d md m.d. esq esq. mp mp. mep qc kc obe cbe dds rn jd",
)

PARTICLES = _words(
    "de da do dos das di del della delle dello der den des du van von vom zu zum zur ter ten te la le les el al bin",
    "bint ibn ben",
    "abu y e i и and und et & af av the der die das le la les los las il lo gli o a of d' l' dos degli dei af' op't",
)

# People who are named by what they do. Words of a label such as "Interviewer 2:".
ROLES = _words(
    "host cohost co-host anchor reporter correspondent presenter moderator interviewer interviewee narrator announcer",
    "speaker",
    "guest caller listener audience voice woman man male female boy girl child student teacher chair chairman",
    "chairwoman",
    "chairperson chairperson president participant witness judge clerk counsel attorney operator producer author",
    "editor expert",
    "panelist panellist commentator translator interpreter unidentified unknown respondent question answer all both",
    "crowd",
    "member minister secretary officer lawyer driver pilot patient protester protesters actor actress character",
    "singer",
    "animateur animatrice présentateur présentatrice journaliste invité invitée intervenant intervieweur modérateur",
    "modératrice",
    "narrateur narratrice président présidente question réponse homme femme voix auditeur ministre",
    "presentador presentadora locutor locutora periodista entrevistador entrevistadora entrevistado entrevistada",
    "narrador",
    "narradora moderador moderadora presidente presidenta hombre mujer voz pregunta respuesta invitado invitada",
    "moderator moderatorin sprecher sprecherin erzähler erzählerin interviewer interviewerin präsident präsidentin",
    "frage antwort",
    "mann frau stimme reporterin gast vorsitzender vorsitzende zuschauer",
    "conduttore conduttrice giornalista intervistatore intervistatrice narratore narratrice domanda risposta uomo",
    "donna ospite",
    "apresentador apresentadora entrevistador repórter narrador pergunta resposta homem mulher voz",
    "presentator verslaggever interviewster spreker voorzitter vraag antwoord vrouw stem",
    "prowadzący prowadząca dziennikarz pytanie odpowiedź marszałek poseł głos",
    "ведущий ведущая корреспондент журналист вопрос ответ председатель голос диктор гость",
    "programledare reporter speaker talman fråga svar röst",
    "q a int interviewer: p r f",
)

# What stands before a colon at the start of a line and is not a person.
NOT_NAMES = _phrases(
    "note|notes|please note|nb|n.b.|ps|p.s.|re|fwd|cc|subject|date|time|place|location|venue|topic|title|subtitle",
    "author's note",
    "editor's note|editors' note|editor’s note|editors’ note|editorial note|correction|clarification|update|updated",
    "warning|caution|disclaimer|important",
    "attention|breaking|breaking news|exclusive|related|related story|related stories|related content",
    "related articles|read more",
    "see also|more|more on this|next|next up|up next|coming up|previous|source|sources|photo|photos|image|images",
    "video|audio",
    "music|sound|credit|credits|copyright|transcript|transcripts|full transcript|summary|abstract|introduction|intro",
    "outro",
    "conclusion|background|context|contents|table of contents|overview|description|about|share|listen|watch|subscribe",
    "follow",
    "download|tags|tag|topics|category|categories|filed under|published|posted|aired|air date|recorded|duration",
    "length|runtime",
    "episode|season|show notes|links|references|resources|guests|hosts|in this episode|on this episode",
    "from the archive|from npr news",
    "contact|email|e-mail|phone|tel|fax|web|website|address|twitter|facebook|instagram|http|https|url|rss|sponsor",
    "sponsors",
    "example|for example|remember|result|results|answer key|hint|tip|tips|fact|facts|myth|key|legend|figure|table",
    "chart|step|steps|rule",
    "lesson|lessons|chapter|part|section|act|scene|verse|chorus|bridge|refrain|article|appendix|item|day|week|year",
    "monday|tuesday|wednesday",
    "thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november",
    "december",
    "headlines|headline|weather|sports|traffic|bottom line|in short|in summary|first|second|third|finally|also",
    "however|but|and|so|then|today|yesterday|tomorrow",
    "yes|no|ok|okay|well|look|listen|think|imagine|consider|here's the thing|thing is|fun fact|spoiler|spoiler alert",
    "trigger warning|content warning",
    "remarque|attention|exemple|par exemple|rappel|résumé|sommaire|crédits|source|sources|photo|à lire|à lire aussi",
    "à écouter|lire aussi|voir aussi|mise à jour",
    "nota|aviso|atención|ejemplo|por ejemplo|resumen|fuente|fuentes|foto|lea también|ver también|actualización",
    "corrección|créditos",
    "hinweis|achtung|beispiel|zum beispiel|quelle|quellen|foto|siehe auch|lesen sie auch|zusammenfassung|anmerkung",
    "anmerkung der redaktion|nachtrag",
    "nota|attenzione|esempio|fonte|fonti|leggi anche|riassunto|aggiornamento|atenção|exemplo|resumo|leia também",
    "let op|voorbeeld|bron",
    "lees ook|uwaga|źródło|przykład|внимание|примечание|источник",
    "пример|фото|читайте также|注|注意|例|写真|资料来源|来源|注意事项",
)

# A phrase that holds one of these is not a name, however it is capitalised.
FUNCTION_WORDS = _words(
    "this that these those here there it he she they we you i my your our his her their its what when where why how",
    "who which",
    "is are was were be been has have had will would can could should may might must do does did not no yes if then",
    "than because",
    "in on at by for with from to into about after before over under as but or so such said says told asked think",
    "know read",
    "more next next: up now only just also please related latest breaking here's there's it's that's let's",
    "ce cet cette ces ici c'est est sont dans pour avec sans sur par que qui quoi dit disait ne pas plus voici voilà",
    "selon",
    "este esta estos estas eso esto es son en para con sin sobre por que quien dijo dice no más según aquí",
    "dies diese dieser das ist sind im in für mit ohne auf von dass wer was sagt sagte nicht mehr laut hier",
    "questo questa è sono nel per con senza su che chi disse dice non più secondo isto isso é são em para com sem não",
    "dit deze is zijn in voor met zonder op dat wie wat zegt zei niet meer volgens hier",
    "это этот эта как что кто где когда в на для с без не сказал говорит",
)

# Verbs that introduce a quotation, and the endings that do so in Chinese, Japanese and Korean.
SAYING = _words(
    "said says say saying told tells asked asks adds added wrote writes replied replies answered continued explained",
    "explains",
    "concluded argued argues warned warns noted notes declared recalled states stated",
    "dit disait déclare déclaré ajoute répond explique écrit demande dijo dice dicen decía añade añadió explicó",
    "preguntó escribió",
    "sagt sagte fragt fragte erklärt erklärte schreibt schrieb antwortet disse dice ha detto chiede spiega diz",
    "afirmou perguntou",
    "zei zegt vroeg schreef сказал сказала говорит спросил ответил powiedział powiedziała mówi",
)
SAYING_ENDINGS = ("说", "說", "道", "曰", "言う", "言った", "称", "表示", "指出", "認為", "认为", "말했다")

# A phrase that begins with one of these and goes on with a number or another word names a part of the text.
PART_WORDS = _words(
    "chapter part episode season section figure fig fig. table step lesson act scene verse volume vol vol. article",
    "item page",
    "rule number no. chapitre partie épisode acte scène étape capítulo parte episodio escena paso kapitel teil folge",
    "akt szene",
    "schritt capitolo atto passo capítulo hoofdstuk deel stap rozdział część глава часть",
)

# Sounds and manners that a transcript describes. One of them in round brackets makes a stage direction of a short phrase.
SOUND_WORDS = _words(
    "soundbite laughter laughs laugh laughing chuckles chuckle chuckling giggles applause applauds cheering cheers",
    "crowd music song",
    "singing sings sung crosstalk inaudible unintelligible indistinct indiscernible silence pause pauses beat sighs",
    "sigh sighing",
    "gasps coughs cough coughing sneezes sniffs clears crying cries sobbing sobs weeping screams screaming shouting",
    "shouts",
    "whispers whispering whistling whistles humming hums noise noises sound sounds ringing rings beeping beep beeps",
    "bleep bleeped",
    "buzzing clicking knocking footsteps gunfire gunshot explosion siren sirens thunder wind chatter chattering",
    "barking chirping",
    "overlapping interposing interrupting interruption foreign speaking voiceover voice-over off-camera off-mic",
    "off-screen",
    "offscreen archived recording clip video videotape audiotape audio break theme jingle fades fade playing phonetic",
    "ph sic",
    "translated translation interpreter cross-talk off-mike audience groans groaning booing boos hissing clapping",
    "tone static",
    "commercial playback begin end ends advertisement advert jingle station identification",
    "background mumbles muttering stammers stutters exhales inhales snaps snorts yawns bell bells chimes horn engine",
    "typing",
    "rires rire applaudissements musique silence inaudible brouhaha chanson soupir soupirs toux bruit bruits",
    "exclamations",
    "sourires chante jingle générique extrait interruption protestations",
    "risas ríe aplausos música silencio inaudible canción suspira suspiro ruido ruidos pausa tose canta sintonía",
    "murmullos",
    "beifall applaus heiterkeit lachen lacht gelächter musik zuruf zurufe unverständlich pause stille seufzt geräusch",
    "geräusche",
    "zwischenruf zwischenrufe atmo einspieler o-ton husten jubel glocke",
    "risate ride applausi applauso musica silenzio incomprensibile sospira rumore rumori canzone sigla",
    "risos aplausos música silêncio inaudível suspira ruído gelach applaus muziek stilte onverstaanbaar",
    "śmiech oklaski muzyka cisza niesłyszalne dzwonek смех аплодисменты музыка тишина неразборчиво шум пауза skratt",
    "applåder musik",
    "latter bifall 笑 笑い 笑声 拍手 音楽 掌声 音乐 笑聲 掌聲 音樂 웃음 박수 음악 ضحك تصفيق موسيقى",
    "צחוק מחיאות מוזיקה หัวเราะ เสียงหัวเราะ ปรบมือ เสียงปรบมือ ดนตรี เสียงดนตรี हंसी हँसी तालियां तालियाँ संगीत",
)
