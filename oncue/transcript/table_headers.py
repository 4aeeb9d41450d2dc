"""What the columns of a transcript's table are called, by programs, sites, and people in many languages."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache

from oncue.text.sentence_ends import ends_sentence


class Column(Enum):
    """What a column of a table holds."""

    START = auto()
    TIME = auto()
    """An end, a duration, or a time whose sense is not said."""
    SPEAKER = auto()
    TEXT = auto()
    NOTE = auto()
    """Remarks, which are the text where there is no other."""
    TRANSLATION = auto()
    PICTURE = auto()
    """What is seen meanwhile: the other column of a script."""
    OTHER = auto()


def _words(*lines: str) -> frozenset[str]:
    return frozenset(_folded(word.replace("_", " ")) for line in lines for word in line.split())


def _folded(text: str) -> str:
    """Without case, accents and signs; one space between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(c) != "Mn")
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


_START = _words(
    "start starts in inpoint in_point from begin begins beginning onset tc_in timecode_in mark_in source_in record_in",
    "in_time start_time start_tc starttime startzeit anfang beginn von début debut entrée inicio comienzo desde entrada",
    "inizio início ingresso aanvang begin_tijd starttid börjar alku początek začátek začiatok kezdet început inceput",
    "начало початок старт αρχή έναρξη başlangıç البداية התחלה شروع प्रारंभ शुरू 开始 開始 开始时间 開始時間 開始時刻",
    "시작 시작시간 bắt_đầu mulai mula เริ่ม pradžia почетак početak začetek algus sākums hasiera inici fillimi",
)
_TIME = _words(
    "time times timecode timecodes time_code tc timestamp timestamps time_stamp clock end ends stop out outpoint",
    "out_point to until finish offset duration dur length end_time end_tc endtime tc_out timecode_out mark_out seconds",
    "sec secs ms frame frames smpte ltc position hour sample samples sample_number zeit zeitcode zeitstempel ende bis",
    "dauer sekunden endzeit temps heure horodatage durée fin sortie jusqu tiempo hora código_de_tiempo duración salida",
    "tempo orario durata fine uscita fim duração saída tijd tijdcode einde eind duur tid tidskod slut varaktighet",
    "tidskode varighet slutt aika aikakoodi loppu kesto czas koniec czas_trwania kod_czasowy čas konec trvání koniec",
    "trvanie idő időkód vége időtartam vrijeme vreme kraj trajanje timp timp_cod sfârșit durată время тайм_код таймкод",
    "тайм конец длительность продолжительность час кінець тривалість край χρόνος ώρα τέλος διάρκεια zaman süre bitiş",
    "الوقت زمن النهاية المدة זמן סיום משך زمان پایان مدت समय अंत अवधि 时间 時間 時刻 时间码 時間碼 タイムコード 结束",
    "結束 終了 结束时间 終了時間 終了時刻 时长 長さ 시간 타임코드 끝 종료 종료시간 길이 thời_gian kết_thúc waktu masa",
    "selesai durasi เวลา สิ้นสุด laikas pabaiga trukmė aeg laiks temps_final koha",
)
_SPEAKER = _words(
    "speaker speakers speaker_name speaker_id speaker_label talker who voice voices character characters narrator name",
    "names person participant participants role talent actor interviewee cast attendee spoken_by said_by said",
    "channel_name sprecher sprecherin sprecher_in redner rednerin stimme rolle person_name wer locuteur locutrice",
    "intervenant intervenante intervenants orateur personnage voix nom qui hablante locutor locutora orador oradora voz",
    "personaje nombre interlocutor quien parlante relatore oratore oratrice voce personaggio nome chi falante orador_a",
    "personagem quem spreker naam stem personage wie talare namn röst vem taler navn stemme hvem taleren puhuja nimi",
    "ääni kuka mówca mówiący rozmówca osoba głos kto imię postać mluvčí řečník osoba hlas jméno postava rečník",
    "hovoriaci meno beszélő név hang szereplő govornik osoba glas ime lice vorbitor nume voce personaj говорящий спикер",
    "диктор имя кто персонаж оратор голос мовець спікер промовець особа говорител говорещ ομιλητής ομιλήτρια όνομα φωνή",
    "konuşmacı konuşan isim ad kişi المتحدث المتكلم الاسم الشخصية דובר דוברת שם גוینده گوینده نام वक्ता नाम 说话人",
    "說話人 发言人 發言人 讲者 講者 演讲者 人物 角色 姓名 说话者 話者 発言者 名前 スピーカー 화자 발화자 말하는_사람",
    "이름 người_nói tên pembicara penutur nama ผู้พูด ชื่อ kalbėtojas vardas kõneleja nimi runātājs parlant orador",
    "hizlaria folësi emri говорник лице",
)
_TEXT = _words(
    "text texts transcript transcripts transcription transcribed dialogue dialog dialogues dialogs utterance utterances",
    "caption captions subtitle subtitles content contents speech spoken sentence sentences segment_text body line lines",
    "words_spoken quote message paragraph statement lyrics script vo voiceover narration audio original source_text",
    "verbatim said_text cue cue_text transkript transkription wortlaut gesagtes untertitel inhalt äußerung satz texte",
    "transcription_texte paroles réplique répliques propos dialogues_texte sous_titre sous_titres contenu énoncé texto",
    "transcripción transcripcion diálogo dialogo subtítulo subtítulos contenido frase frases guion testo trascrizione",
    "dialoghi sottotitolo sottotitoli battuta battute transcrição transcricao legenda legendas fala falas conteúdo",
    "tekst transcriptie uitgeschreven ondertitel ondertitels zin transkription_text undertext replik innehåll",
    "undertekst udskrift replikk teksti litteraatti puhe tekstitys repliikki transkrypcja transkrypt wypowiedź napisy",
    "kwestia przepis přepis titulky replika prepis szöveg átirat felirat tekst_prijepis prijepis titl transcriere",
    "subtitrare replică conținut текст расшифровка транскрипт транскрипция реплика реплики субтитры речь стенограмма",
    "репліка розшифровка стенография κείμενο απομαγνητοφώνηση μεταγραφή διάλογος υπότιτλοι metin döküm altyazı",
    "transkripsiyon konuşma النص نص التفريغ الحوار الكلام טקסט תמלול דיאלוג כתובית متن رونوشت زیرنویس पाठ प्रतिलेख",
    "संवाद 文本 文字 文字稿 逐字稿 转录 轉錄 对白 對白 字幕 台词 台詞 内容 內容 テキスト 文字起こし 書き起こし セリフ",
    "発言 発話 本文 텍스트 내용 대사 자막 녹취록 văn_bản nội_dung lời_thoại phụ_đề teks transkrip dialog_teks ข้อความ",
    "บทสนทนา tekstas tekst_ee teksts transcripció testua teksti_sq",
)
_NOTE = _words(
    "note notes comment comments remark remarks description marker marker_name annotation annotations memo bemerkung",
    "bemerkungen anmerkung anmerkungen notiz notizen kommentar beschreibung remarque remarques commentaire commentaires",
    "notas nota comentario comentarios observaciones observación descripción commento commenti note_it osservazioni",
    "descrizione comentário comentários observações opmerking opmerkingen notitie anteckning anteckningar kommentarer",
    "bemærkning bemærkninger merknad huomautus uwagi uwaga komentarz notatki poznámka poznámky komentář komentár",
    "megjegyzés megjegyzések napomena napomene observații примечание примечания комментарий заметки примітка примітки",
    "коментар забележка σημειώσεις παρατηρήσεις not notlar açıklama yorum ملاحظات ملاحظة הערות הערה یادداشت टिप्पणी",
    "备注 備註 注释 備考 メモ コメント 비고 메모 ghi_chú catatan หมายเหตุ pastabos",
)
_TRANSLATION = _words(
    "translation translations translated target target_text target_language übersetzung traduction traduit traducción",
    "traduccion traduzione tradução vertaling översättning oversættelse oversettelse käännös tłumaczenie překlad",
    "preklad fordítás prijevod prevod traducere перевод переклад превод μετάφραση çeviri الترجمة ترجمة תרגום ترجمه",
    "अनुवाद 翻译 翻譯 译文 訳 翻訳 訳文 번역 bản_dịch terjemahan คำแปล vertimas tõlge tulkojums traducció",
)
_OTHER = _words(
    "index id ids no nr num number count words word_count chars cps wpm confidence conf score probability accuracy",
    "language lang locale color colour file filename clip clip_name reel scene take shot track channel style font layer",
    "type kind category tag tags topic sentiment status url link page pagina revision project asset media version video",
    "image picture visual visuals action camera music sfx sound effect effects section nummer zeile sprache datei seite",
    "bild farbe spur kamera konfidenz vertrauen sicherheit szene numéro n langue fichier page_fr image couleur piste",
    "confiance plan scène número idioma archivo página imagen color_es pista confianza escena plano numero lingua",
    "immagine colore traccia affidabilità scena confidência imagem cena taal beeld betrouwbaarheid språk sida bild_sv",
    "kieli kuva język strona obraz pewność jazyk obraz_cs nyelv oldal kép jezik slika limba imagine номер язык файл",
    "страница изображение уверенность мова зображення език γλώσσα εικόνα dil sayfa görüntü güven اللغة رقم שפה מספר",
    "भाषा 语言 語言 序号 序號 编号 編號 置信度 画面 畫面 言語 番号 映像 信頼度 언어 번호 영상 신뢰도 ngôn_ngữ bahasa",
    "nomor ภาษา ลำดับ",
)
_PICTURE = _words(
    "video visual visuals image images picture pictures bild bilder bildinhalt imagen imágenes vidéo immagine immagini",
    "imagem imagens beeld obraz изображение картинка видеоряд зображення εικόνα görüntü صورة תמונה 画面 畫面 映像 화면",
)
_LANGUAGES = _words(
    "english en eng french français francais fr fra german deutsch de deu ger spanish español espanol es spa italian",
    "italiano it portuguese português pt dutch nederlands nl swedish svenska sv danish dansk da norwegian norsk nb",
    "finnish suomi fi polish polski pl czech čeština cs slovak slovenčina sk hungarian magyar hu romanian română ro",
    "russian русский ru ukrainian українська uk bulgarian български bg greek ελληνικά el turkish türkçe tr arabic",
    "العربية ar hebrew עברית he persian فارسی fa hindi हिन्दी hi chinese 中文 汉语 英文 英语 zh japanese 日本語 英語 ja",
    "korean 한국어 ko vietnamese vi indonesian bahasa_indonesia thai ไทย catalan català ca welsh cymraeg cy irish",
    "gaeilge englisch französisch spanisch anglais allemand espagnol inglés francés alemán inglese francese tedesco",
    "inglês francês engels frans duits engelska tyska franska angielski niemiecki английский немецкий",
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST = 48


@lru_cache(maxsize=4096)
def column_called(head: str) -> Column | None:
    """What a column under `head` holds, as its name tells; None where that is no name of a known kind."""
    if not head or len(head) > _LONGEST or ends_sentence(head.rstrip()[-1:]):
        return None
    name = _folded(_CAMEL.sub(" ", head))
    words = name.split()
    if not words or len(words) > 5:
        return None
    for known, column in _WHOLE:
        if name in known:
            return column
    if any(word.isdigit() for word in words):
        return None
    found = {column for word in words for known, column in _BY_WORD if word in known}
    for column in (Column.TRANSLATION, Column.NOTE):
        if column in found:
            return column
    if Column.OTHER in found:
        # "Speaker ID" and "file name" end differently from "speaker confidence" and "text length".
        last = words[-1]
        return (
            Column.SPEAKER if Column.SPEAKER in found and last in ("id", "name", "no", "number", "label") else Column.OTHER
        )
    for column in (Column.START, Column.TIME, Column.SPEAKER, Column.TEXT):
        if column in found:
            return column
    return Column.TEXT if names_language(head) and len(words) == 1 and len(name) > 2 else None


def names_language(head: str) -> bool:
    """Whether the name of a column holds that of a language: "Text (EN)", "Français"."""
    return any(word in _LANGUAGES for word in _folded(_CAMEL.sub(" ", head)).split())


def is_any_name(head: str) -> bool:
    """Whether a column is called a name, without a word on whose it is."""
    return _folded(head) in ("name", "names")


_WHOLE = (
    (_START, Column.START),
    (_TIME, Column.TIME),
    (_SPEAKER, Column.SPEAKER),
    (_TEXT, Column.TEXT),
    (_TRANSLATION, Column.TRANSLATION),
    (_NOTE, Column.NOTE),
    (_PICTURE, Column.PICTURE),
    (_OTHER, Column.OTHER),
)
_BY_WORD = (
    (_START - _words("in from von de desde begin"), Column.START),
    (_TIME - _words("to bis out"), Column.TIME),
    (_SPEAKER - _words("nom name names who chi qui wer wie ad ime"), Column.SPEAKER),
    (_TEXT, Column.TEXT),
    (_TRANSLATION, Column.TRANSLATION),
    (_NOTE, Column.NOTE),
    (_OTHER - _words("n no de"), Column.OTHER),
)
