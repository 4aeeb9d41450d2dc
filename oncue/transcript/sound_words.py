"""What transcripts describe and nobody says: sounds, manners, breaks, in many languages."""

from __future__ import annotations

from functools import lru_cache

from oncue.text.normalize import fold

_SOUNDS_BY_LANGUAGE = {
    "en": "soundbite laughter laughs laugh laughing chuckles chuckle chuckling giggles giggling"
    " applause applauds cheering cheers crowd music song singing sings sung crosstalk inaudible unintelligible"
    " indistinct indiscernible silence pause pauses beat sighs sigh sighing gasps gasp coughs cough coughing"
    " sneezes sniffs sniffles clears crying cries sobbing sobs weeping screams screaming shouting shouts"
    " whispers whispering whistling whistles humming hums noise noises sound sounds ringing rings beeping beep"
    " beeps bleep bleeped buzzing buzzes clicking clicks knocking knocks footsteps gunfire gunshot gunshots"
    " explosion siren sirens thunder wind chatter chattering barking barks chirping chirps overlapping"
    " interposing interrupting interruption foreign speaking voiceover voice-over off-camera off-mic off-screen"
    " offscreen archived recording clip video videotape audiotape audio break theme jingle fades fade playing"
    " plays phonetic ph sic translated translation interpreter cross-talk off-mike audience groans groaning"
    " booing boos hissing clapping claps tone static commercial playback begin end ends advertisement advert"
    " station identification background mumbles mumbling muttering mutters stammers stutters exhales inhales"
    " snaps snorts yawns bell bells chimes horn engine typing",
    "fr": "rires rire rit applaudissements musique silence inaudible brouhaha chanson soupir"
    " soupirs soupire toux tousse bruit bruits exclamations sourires chante chant jingle générique extrait"
    " interruption protestations indistinct pleurs pleure cris crie sonnerie sirène sirènes aboiements tonnerre"
    " coups murmures sifflets sifflement huées incompréhensible éclats acclamations",
    "es": "risas risa ríe ríen aplausos aplauso música silencio inaudible canción suspira suspiro"
    " ruido ruidos pausa tose canta sintonía murmullos llanto llora grita gritos timbre sirena sirenas ladridos"
    " trueno truenos abucheos ovación ininteligible suena",
    "de": "beifall applaus heiterkeit lachen lacht gelächter musik zuruf zurufe unverständlich"
    " pause stille seufzt seufzen geräusch geräusche zwischenruf zwischenrufe atmo einspieler o-ton husten"
    " hustet jubel glocke weint weinen schreit schreie klingeln klingelt sirene sirenen bellt gebell donner"
    " schritte klopfen flüstert räuspert murmeln pfiffe",
    "it": "risate risata ride ridono applausi applauso musica silenzio incomprensibile sospira"
    " sospiro rumore rumori canzone sigla tosse tossisce piange pianto grida urla squillo sirena sirene"
    " abbaiare tuono passi mormorio fischi",
    "pt": "risos risadas riso ri aplausos música silêncio inaudível suspira suspiro ruído ruídos"
    " barulho canção tosse tosse chora choro grita gritos campainha sirene sirenes latidos trovão passos"
    " murmúrios vaias",
    "nl": "gelach lacht applaus muziek stilte onverstaanbaar zucht zuchten geluid geluiden gejuich"
    " hoest hoesten huilt gehuil schreeuwt geschreeuw sirene sirenes geblaf donder voetstappen fluistert"
    " gefluister",
    "pl": "śmiech śmieje oklaski brawa muzyka cisza niesłyszalne niezrozumiałe dzwonek westchnienie"
    " wzdycha kaszel kaszle płacz płacze krzyk krzyki syrena szczekanie grzmot kroki hałas szum szept gwizdy"
    " piosenka",
    "cs sk": "smích směje smiech potlesk hudba ticho nesrozumitelné nezrozumiteľné povzdech vzdychá"
    " kašel kašeľ pláč křik krik siréna štěkot štekot hrom kroky hluk šum píseň pieseň zvonění",
    "ru": "смех смеётся смеется смеются аплодисменты музыка тишина неразборчиво шум пауза вздох"
    " вздыхает кашель кашляет плач плачет крик крики кричит звонок сирена лай гром шаги шёпот шепчет свист"
    " песня поёт",
    "uk": "сміх сміється оплески музика тиша нерозбірливо шум пауза зітхає кашель плач крик дзвінок сирена пісня",
    "bg mk sr": "смях аплодисменти музика тишина неразбираемо въздишка кашлица смех аплауз музика тишина неразумљиво",
    "hr bs sr sl": "smijeh smeh pljesak aplauz glazba muzika glasba tišina nerazumljivo uzdah kašalj plač krik sirena",
    "sv": "skratt skrattar applåder musik tystnad ohörbart suckar suck hostar hosta gråter gråt skriker jubel oljud åska",
    "da no nn": "latter ler griner bifall bifald applaus musikk musik stillhet stilhed uhørlig sukker"
    " hoster gråter græder roper råber torden",
    "fi et": "naurua nauraa aplodeja taputuksia musiikkia musiikki hiljaisuus epäselvää huokaa yskii"
    " itkee huutaa naer naerab aplaus muusika vaikus köhib",
    "lv lt": "smiekli aplausi mūzika klusums juokas plojimai muzika tyla",
    "hu": "nevetés nevet taps zene csend érthetetlen sóhaj sóhajt köhög sír kiáltás sziréna",
    "ro": "râsete râde aplauze muzică liniște neinteligibil oftează tușește plânge strigă sirenă",
    "el": "γέλια γέλιο γελάει χειροκροτήματα χειροκρότημα μουσική σιωπή ακατάληπτο αναστενάζει βήχας κλάμα",
    "tr az": "gülüşmeler gülüyor kahkaha alkış alkışlar müzik sessizlik anlaşılmıyor iç öksürük"
    " öksürür ağlıyor bağırır siren gülüş alqış musiqi",
    "ca gl eu": "rialles riu aplaudiments música silenci inaudible sospira risas aplausos barreak txaloak musika isiltasuna",
    "ar": "ضحك ضحكات يضحك تضحك تصفيق موسيقى موسيقي صمت غير مسموع همهمة سعال بكاء يبكي صراخ هتاف هتافات تنهد صفارة",
    "fa ur ps": "خنده تشویق موسیقی سکوت نامفهوم سرفه گریه ہنسی قہقہہ تالیاں موسیقی خاموشی",
    "he yi": "צחוק צוחק צוחקת מחיאות כפיים מוזיקה מוסיקה שתיקה דממה אנחה שיעול בכי צעקות",
    "hi mr ne": "हंसी हँसी हंसते हँसते ठहाके तालियां तालियाँ संगीत खामोशी मौन अस्पष्ट खांसी रोना हास्य टाळ्या",
    "bn ta te": "হাসি হাততালি সঙ্গীত নীরবতা சிரிப்பு கைதட்டல் இசை నవ్వు చప్పట్లు సంగీతం",
    "zh yue": "笑 大笑 笑声 笑聲 掌声 掌聲 鼓掌 音乐 音樂 沉默 叹气 嘆氣 咳嗽 哭声 哭聲 欢呼 歡呼"
    " 听不清 聽不清 枪声 槍聲 脚步声 铃声",
    "ja": "笑 笑い 笑い声 拍手 音楽 歓声 沈黙 ため息 咳 泣き声 聞き取れず 聴取不能 足音 銃声 叫び声",
    "ko": "웃음 웃음소리 박수 박수갈채 음악 침묵 한숨 기침 울음 환호 환호성",
    "th vi id ms": "หัวเราะ เสียงหัวเราะ ปรบมือ เสียงปรบมือ ดนตรี เสียงดนตรี cười tiếng vỗ nhạc tertawa tawa"
    " tepuk musik muzik hening batuk",
    "sw": "kicheko makofi muziki ukimya",
}


@lru_cache(maxsize=16384)
def sound_key(word: str) -> str:
    """What words of these lists are compared by: capitals are often without accents, and Turkish has two letters i."""
    return fold(word).replace("\u0131", "i")


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(sound_key, words.split()))


SOUND_WORDS = _keys(" ".join(_SOUNDS_BY_LANGUAGE.values()))
"""`sound_key`s. One of them in round brackets makes a stage direction of a short phrase."""

_ENGLISH_SOUND_VERBS = (
    "barks yaps yelps howls growls purrs meows mews hisses squeaks squeals squawks chirps tweets crows clucks"
    " quacks honks hoots neighs whinnies moos bleats oinks croaks roars snarls whimpers whines slams creaks"
    " bangs thuds thumps crashes smashes shatters clatters rattles clangs clanks clinks chinks jingles tinkles"
    " rings dings chimes tolls beeps bleeps buzzes whirs whirrs hums drones rumbles roars revs screeches skids"
    " backfires toots hoots wails blares sounds starts stops plays ticks clicks snaps pops cracks crackles"
    " fizzes sizzles bubbles boils gurgles splashes drips trickles rustles whistles blows howls pours falls"
    " laughs chuckles giggles cackles sniggers snickers guffaws titters sighs groans moans grunts gasps pants"
    " wheezes coughs sneezes sniffs sniffles snores snorts yawns sobs cries weeps whimpers screams shrieks"
    " shouts yells cheers applauds claps boos jeers heckles chants sings hums murmurs mumbles mutters whispers"
    " gulps slurps belches burps hiccups retches vomits chatters gabbles exhales inhales tuts clears continues"
    " approaches opens closes shuts knocks fades explodes fires vibrates pings"
)

_ENGLISH_SOUND_NOUNS = (
    "bang crash thud thump smash clatter rattle clang clank click crack creak splash rustle whoosh whistle"
    " screech squeal roar rumble hum buzz ring ringing tone ringtone bark barking yap yapping birdsong hubbub"
    " murmur murmuring murmurs chatter shouting screaming screams laughter applause cheering cheers jeering"
    " booing sobbing groaning moaning panting snoring music fanfare drumroll thunder thunderclap gunfire"
    " gunshot gunshots shots explosion explosions sirens siren footsteps static feedback beeping ticking"
    " tolling barking howling growling meowing neighing mooing bleating honking hooting clapping whispering"
    " wailing crying whimpering retching coughing sneezing"
)

_LABELS_AND_SIGNS_TOO = (
    "begin end ends break video audio clip recording foreign theme commercial background audience crowd tone"
    " static iç ri translation interpreter ph sic beat wind horn engine song station identification speaking"
    " phonetic translated voiceover voice-over passi ride gri rit ler naer archived videotape audiotape"
    " playback advertisement advert bell bells off-camera off-mic off-screen offscreen off-mike fade fades"
    " playing begins pausa pause o-ton atmo chant coups son tawa tiếng"
)

_SAID_AS_OFTEN = (
    "starts stops plays opens closes shuts falls pours continues approaches sounds sound rings ring blows pops"
    " snaps cracks cries fires knocks sings shouts screams roars revs boils clears hum hums bang crash snap"
    " click shots static singing sung song tweets tolls crack splash ping dings tone silence silences music"
    " whistle pants clicks ticks drips fades rumble roar ringing ringtone explosion explosions jingle noise"
    " noises music songs stille música musica musique musik музыка silencio silenzio silêncio 音楽 音乐 音樂"
    " thunder siren sirens bruit grida grita urla"
)

SOUNDS_IN_CAPITALS = _keys(f"{_ENGLISH_SOUND_VERBS} {_ENGLISH_SOUND_NOUNS}") | (SOUND_WORDS - _keys(_LABELS_AND_SIGNS_TOO))
"""One of them at the end or the beginning of a phrase in capitals without brackets makes a stage direction of it:
"DOG BARKS", "APPLAUSE". Words that labels and signs have, too, are not among them."""

UNSURE_SOUNDS = _keys(_SAID_AS_OFTEN)
"""Those of `SOUNDS_IN_CAPITALS` that are said as often: of a phrase with no better one the recording decides."""
