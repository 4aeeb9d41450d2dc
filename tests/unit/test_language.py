"""Telling the language of a transcript."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.errors import LanguageUnknown, LanguageUnsupported, UsageError
from oncue.text.language_id import Detected, detect, language_of, language_warnings
from oncue.text.language_tags import WHISPER_LANGUAGES, ensure_model_speaks, language_code
from oncue.transcript import read_transcript

IRISH = (
    "De bhrí go bhfuil aithint dínte dúchasach agus chearta comhionanna agus doshannta an uile dhuine den chine daonna "
    "mar bhunús leis an tsaoirse, leis an gceartas agus leis an tsíocháin sa domhan."
)
ESPERANTO = (
    "Pro tio ke agnosko de la esenca digno kaj de la egalaj kaj nefordoneblaj rajtoj de ĉiuj membroj de la homara familio "
    "estas la fundamento de libero, justo kaj paco en la mondo."
)
KURDISH = (
    "Herwekî nasîna heysiyeta ku tê de ye û ji bo hemû endamên malbata mirovahiyê û mafên wan ên wekhev û yên ku nayên "
    "guhertin bingeha azadî, dad û aştiya cîhanê ne."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The polls are open until nine o'clock tonight.", "en"),
        ("Les bureaux de vote sont ouverts jusqu'à vingt heures.", "fr"),
        ("Las urnas están abiertas hasta las nueve de la noche.", "es"),
        ("Die Wahllokale sind bis achtzehn Uhr geöffnet.", "de"),
        ("De stembussen zijn vanavond tot negen uur open.", "nl"),
        ("Le urne sono aperte fino alle nove di sera.", "it"),
        ("As urnas ficam abertas até às nove horas da noite.", "pt"),
        ("Избирательные участки открыты до девяти вечера.", "ru"),
        ("Виборчі дільниці відкриті до восьмої вечора.", "uk"),
        ("投票所は今夜八時まで開いています。", "ja"),
        ("投票站今晚九点关闭。", "zh"),
        ("투표소는 오늘 저녁 여덟 시까지 열려 있습니다.", "ko"),
        ("مراكز الاقتراع مفتوحة حتى الساعة التاسعة مساء.", "ar"),
        ("צפו בתוצאות הבחירות הערב.", "he"),
        ("די וואַל־לאָקאַלן זײַנען אָפֿן ביז נײַן אַ זייגער.", "yi"),
        ("བོད་ཀྱི་རླུང་འཕྲིན་ཁང་གི་གསར་འགྱུར།", "bo"),
        ("انتخابات آج رات نو بجے تک جاری رہیں گے۔", "ur"),
        ("حوزه‌های رای‌گیری تا ساعت نه شب باز هستند.", "fa"),
        ("मतदान केंद्र आज रात नौ बजे तक खुले हैं।", "hi"),
        ("मतदान केंद्रे आज रात्री नऊ वाजेपर्यंत उघडी आहेत.", "mr"),
        ("मतदान केन्द्रहरू आज राति नौ बजेसम्म खुला रहनेछन्।", "ne"),
        ("Выбарчыя ўчасткі адкрытыя да дзевяці вечара.", "be"),
        ("Избирателните секции са отворени до девет вечерта.", "bg"),
        ("Бирачка места су отворена до девет увече, а гласови ће се бројати ноћас.", "sr"),
        ("Valgstederne er åbne indtil klokken otte i aften, og stemmerne tælles i nat.", "da"),
        ("Vallokalene er åpne til klokka ni i kveld, og stemmene telles i natt.", "no"),
        ("Vallokala er opne til klokka ni i kveld, og røystene vert talde i natt. Eg veit ikkje kven som vinn.", "nn"),
        ("Os colexios electorais están abertos ata as nove da noite.", "gl"),
        ("Els col·legis electorals són oberts fins a les nou del vespre.", "ca"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello", "en"),
        ("Yes.", "en"),
        ("OK", "en"),
        ("Bonjour", "fr"),
        ("Guten Tag", "de"),
        ("Привет", "ru"),
        ("你好", "zh"),
        ("こんにちは", "ja"),
    ],
)
def test_a_word_gives_the_likely_language(text: str, language: str) -> None:
    assert detect(text).language == language


@pytest.mark.parametrize("text", ["", "   ", "12 34 56", "...!?"])
def test_text_without_letters_is_taken_for_english(text: str) -> None:
    assert detect(text).language == "en"


def test_capitals_are_read_like_small_letters() -> None:
    assert detect("LES BUREAUX DE VOTE SONT OUVERTS JUSQU'À VINGT HEURES").language == "fr"


def test_a_foreign_menu_does_not_outweigh_the_programme() -> None:
    page = (
        "Play Live Radio. Available on air stations. " * 5 + "Les bureaux de vote sont ouverts jusqu'à vingt heures. " * 400
    )
    assert detect(page).language == "fr"


@given(st.text())
def test_the_answer_is_always_a_language_whisper_knows(text: str) -> None:
    assert detect(text).language in WHISPER_LANGUAGES


@pytest.mark.parametrize(("text", "code"), [(IRISH, "ga"), (ESPERANTO, "eo"), (KURDISH, "ku")])
def test_a_language_whisper_does_not_know_is_not_taken_for_its_neighbour(text: str, code: str) -> None:
    tokens = read_transcript(text.encode()).tokens
    assert detect(text).foreign == code
    with pytest.raises(LanguageUnsupported, match="Whisper does not know"):
        language_of(tokens)
    assert language_of(tokens, "en") == Detected("en", 1.0)


def test_a_doubtful_language_is_told_to_a_person() -> None:
    assert language_warnings(detect("Les bureaux de vote sont ouverts jusqu'à vingt heures.")) == []
    assert language_warnings(detect("12 34")) != []
    (warning,) = language_warnings(Detected("gl", 0.5))
    assert warning.startswith("language_uncertain: the transcript was taken to be in Galician (gl)")


def test_croatian_that_may_be_bosnian_is_certain_enough() -> None:
    found = detect("Birališta su otvorena do devet sati navečer. Rezultati će biti objavljeni sutra ujutro.")
    assert found.language in ("hr", "bs", "sr")
    assert not found.uncertain


def test_headings_and_labels_do_not_tell_the_language() -> None:
    text = "MARIE: Les bureaux de vote sont ouverts.\n\n(APPLAUSE)\n\nPAUL: Jusqu'à quelle heure?\n"
    assert language_of(read_transcript(text.encode()).tokens).language == "fr"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("en", "en"), ("EN_gb", "en"), ("pt-BR", "pt"), ("zh-Hans", "zh"), ("zh-TW", "zh"), ("zh-Hant-HK", "zh"),
        ("cmn", "zh"), ("yue", "yue"), ("zh-yue", "yue"), ("haw", "haw"), ("nb", "no"), ("nb-NO", "no"), ("nn", "nn"),
        ("no", "no"), ("iw", "he"), ("in", "id"), ("jv", "jw"), ("fil", "tl"), ("deu", "de"), ("ger", "de"),
        ("fre", "fr"), ("mo", "ro"), ("sh", "sr"), ("sr-Latn", "sr"), ("arb", "ar"), ("pes", "fa"), ("ekk", "et"),
        ("gsw", "de"), ("German", "de"), ("deutsch", "de"), (" Português ", "pt"), ("français", "fr"),
        ("русский", "ru"), ("日本語", "ja"), ("Flemish", "nl"), ("norsk bokmål", "no"),
    ],
)  # fmt: skip
def test_tags_codes_and_names_mean_whispers_languages(given: str, code: str) -> None:
    assert language_code(given) == code


@pytest.mark.parametrize(
    ("given", "named"),
    [("xx", "'xx'"), ("ga", "Irish"), ("tlh", "Klingon"), ("", "''"), ("../en", "../en"), ("mul", "'mul'")],
)
def test_another_language_is_refused_with_what_to_do(given: str, named: str) -> None:
    with pytest.raises(LanguageUnknown, match="told from the transcript") as refused:
        language_code(given)
    assert named in refused.value.detail


@given(st.text(max_size=20))
def test_anything_given_as_a_language_is_one_or_refused(text: str) -> None:
    with suppress(LanguageUnknown):
        assert language_code(language_code(text)) == language_code(text)


@pytest.mark.parametrize("code", sorted(WHISPER_LANGUAGES))
def test_every_language_of_whisper_is_known_by_its_code(code: str) -> None:
    assert language_code(code) == code


def test_an_english_model_says_which_one_to_take_instead() -> None:
    with pytest.raises(UsageError, match=r"Welsh \(cy\): choose small$"):
        ensure_model_speaks("small.en", "cy", multilingual=False)


@pytest.mark.needs_torch
def test_the_list_is_whispers_own() -> None:
    from whisper import tokenizer

    assert set(tokenizer.LANGUAGES) - {"haw", "yue"} == WHISPER_LANGUAGES
