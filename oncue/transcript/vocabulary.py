"""Words that tell names from ordinary phrases, in the languages of common broadcasters.

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
    "conclusion|background|context|contents|table of contents|overview|description|about|share|listen|watch",
    "subscribe",
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
    "obs|anm|anmärkning|varning|viktigt|exempel|källa|bemærk|merk|advarsel|eksempel|kilde|huom|varoitus",
    "esimerkki|lähde",
    "pozor|poznámka|příklad|zdroj|upozornění|príklad|megjegyzés|figyelem|példa|forrás|notă|exemplu|sursă",
    "opmerking|belangrijk",
    "waarschuwing|ostrzeżenie|ważne|uwagi|przypis|предупреждение|важно|вывод|итог|увага|приклад|джерело",
    "προσοχή|σημείωση",
    "παράδειγμα|πηγή|not|dikkat|uyarı|önemli|örnek|kaynak|ملاحظة|تنبيه|تحذير|مثال|المصدر|مصدر|هام|توجه|نکته",
    "هشدار|הערה",
    "אזהרה|דוגמה|מקור|शीर्षक|ध्यान दें|नोट|चेतावनी|उदाहरण|स्रोत|结论|結論|总结|問題|问题|警告|重要|提示",
    "备注|補足|参考|出典|結果|目的",
    "ポイント|まとめ|주의|참고|경고|예|예시|출처|중요|결론",
    "achtung|wichtig|fazit|ergebnis|warnung|tipp|hinweise|avertissement",
    "important|astuce|conclusion|résultat|définition|importante|conclusión|resultado|advertencia|consejo",
    "avvertenza|conclusione",
    "risultato|consiglio|aviso|dica|conclusão|wichtiger hinweis|nota bene|in brief|to do|todo|problem|solution",
    "goal|reason",
    "reminder|reminders|caveat|objective|observation|translation|definition|meaning|pros|cons|ingredients",
    "directions|method",
    "total|score|ratio|odds|dear all|to whom it may concern|timecode|time code|timestamp",
    "autor|autora|autorka|auteur|autrice|autore|автор|yazan|yazar|texto|transkript|transkription|transcription|transcriptie|trascrizione",
    "transcripción",
    "transcrição|transkrypcja|расшифровка|транскрипт|deşifre|النص|بقلم",
    "作者|文字整理|文字|文本|文稿|原文|本文|저자|글|words and music",
    "например|наприклад|např|napr|np|z. b.|d. h.|i. e.|e. g.|p. ej.|t. ex.|f. eks.",
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
    "questo questa è sono nel per con senza su che chi disse dice non più secondo isto isso é são em para com",
    "sem não",
    "dit deze is zijn in voor met zonder op dat wie wat zegt zei niet meer volgens hier",
    "это этот эта как что кто где когда в на для с без не сказал говорит",
    "det den detta är var som inte med utan för på och när hur varför to je není kdo proč kde pro bez bu şu ne",
    "neden nasıl",
    "için değil ve jest nie dla bez kto gdzie kiedy jak dlaczego",
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
    "säger sa sade frågar frågade svarade siger sier sagde spurte sanoo sanoi kysyi řekl řekla říká povedal",
    "povedala hovorí",
    "mondta mondja kérdezte spus spune spunea întrebat είπε λέει ρώτησε dedi diyor sordu söyledi قال قالت يقول",
    "تقول وقال وقالت سأل أضاف",
    "گفت می‌گوید אמר אמרה אומר שאל कहा बोला बोली पूछा сказали каже сказав сказала мовив rzekł dodał zapytał",
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

# A greeting before a colon or comma opens a letter: "Dear Anna:".
SALUTATIONS = _words(
    "dear hello hi hey greetings cher chère chers chères bonjour salut estimado estimada estimados querido",
    "querida queridos",
    "hola liebe lieber liebes hallo sehr geehrte geehrter guten caro cara cari gentile egregio ciao prezado",
    "prezada olá",
    "beste geachte lieve dag drogi droga drodzy szanowny szanowna szanowni cześć milý milá vážený vážená ahoj",
    "дорогой",
    "дорогая дорогие уважаемый уважаемая уважаемые привет здравствуйте шановний шановна käre kära hej kære hei",
    "kjære rakas",
    "kedves tisztelt dragă stimate αγαπητέ αγαπητή sevgili sayın merhaba عزيزي عزيزتي 亲爱的 親愛的 尊敬的 拝啓 प्रिय",
)

# Words that begin a sentence more often than they follow a name in one: "WILLIAM I don't think so."
SENTENCE_OPENINGS = _words(
    "i i'm i've i'd i'll nobody somebody everybody someone everyone nothing well oh ah hey hello hi thank",
    "thanks please sorry",
    "don't didn't doesn't isn't it's he's she's we're we've you're they're that's what's where's let's there's",
    "sure right okay",
    "je j'ai j'y tu il elle on nous vous bonjour merci oui non mais ich du er sie wir ihr danke ja nein aber",
    "yo él ella gracias sí",
    "io tu lui lei grazie eu ele ela obrigado sim ik jij hij zij wij bedankt nee ja nie tak nie dziękuję jag",
    "han hon tack nej",
)
