"""Labels and stage directions in scripts without capitals, with full-width signs, with vowel signs."""

from __future__ import annotations

from tests.unit.transcript_pictures import drawn, picture


def test_scripts_without_capitals() -> None:
    assert drawn("المذيع: مرحبا بكم.\n\nأحمد: شكرا.\n\nالمذيع: أهلا.\n\nأحمد: نعم.") == picture("""
        [label] المذيع:
        المذيع| مرحبا بكم.
        [label] أحمد:
        أحمد| شكرا.
        [label] المذيع:
        المذيع| أهلا.
        [label] أحمد:
        أحمد| نعم.
    """)
    assert drawn("田中：はい。\n佐藤：ええ（笑）。\n田中：いや。\n佐藤：うん。") == picture("""
        [label] 田中：
        田中| はい。
        [label] 佐藤：
        佐藤| ええ
        [stage] （笑）。
        [label] 田中：
        田中| いや。
        [label] 佐藤：
        佐藤| うん。
    """)


def test_labels_and_stage_directions_with_full_width_signs() -> None:
    assert drawn(
        "【速報】\n記者（東京）：はい。\n司会：ええ（笑）。\n記者（東京）：いや。\n司会：うん【音楽】。"
    ) == picture("""
        [stage] 【速報】
        [label] 記者 （東京）：
        記者| はい。
        [label] 司会：
        司会| ええ
        [stage] （笑）。
        [label] 記者 （東京）：
        記者| いや。
        [label] 司会：
        司会| うん
        [stage] 【音楽】。
    """)


def test_sounds_are_no_speech_in_scripts_whose_vowels_are_signs_on_letters() -> None:
    for sound in ("เสียงหัวเราะ", "तालियाँ", "מחיאות כפיים"):
        shown = drawn(f"क ख ग ({sound}) घ ङ च").replace(" ", "")
        assert f"[stage]({sound.replace(' ', '')})\n" in shown


def test_names_with_vowel_signs_are_names() -> None:
    assert drawn("मेज़बान: नमस्ते।\n\nअतिथि: जी।\n\nमेज़बान: धन्यवाद।\n\nअतिथि: हाँ।") == picture("""
        [label] मेज़बान:
        मेज़बान| नमस्ते।
        [label] अतिथि:
        अतिथि| जी।
        [label] मेज़बान:
        मेज़बान| धन्यवाद।
        [label] अतिथि:
        अतिथि| हाँ।
    """)
