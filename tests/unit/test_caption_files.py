"""Caption files of every type as transcripts: those of other programs, and small ones written here."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest
import srt
import webvtt

from oncue.errors import TranscriptEmpty, TranscriptUnreadable
from oncue.model import Transcript
from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.broadcast_files import scc_file, stl_block, stl_file
from tests.unit.transcript_pictures import drawn, picture

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "captions"
SAID = "Senator, we're making our final approach into Coruscant. Very good, Lieutenant."


def _words(transcript: Transcript) -> str:
    return " ".join(token.text for token in transcript.tokens)


def _codes(transcript: Transcript) -> list[str]:
    return [notice.split(":")[0] for notice in transcript.notices]


def _fixture(name: str) -> Transcript:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip("the fixtures that other programs wrote are not beside the project")
    return read_transcript(path.read_bytes(), name=path.name)


@pytest.mark.parametrize(
    "name",
    [
        "ass.ass", "ass_different_format.ass", "dfxp.dfxp", "ttml.ttml", "scc.scc", "smi.smi", "stl.stl", "sub_microdvd.sub",
        "sub_microdvd_with_styles.sub", "sub_viewer.sub", "sub_viewer_with_headers.sub", "vtt.vtt", "srt.srt",
    ],
)  # fmt: skip
def test_every_type_gives_the_words_of_the_same_captions(name: str) -> None:
    assert _words(_fixture(f"mixed/{name}")) == SAID


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mixed/ass_different_format3.ass", "The quick brown fox jumps over a lazy dog."),
        ("mixed/ttml_with_multiple_divs.ttml", f"{SAID} CLUB SHOU-TIME"),
        ("mixed/ttml_with_duplicated_element_ids.ttml", "First line. Second line. Third line."),
        ("mixed/ttml_with_fps_and_multiplier_given.ttml", "First line."),
        ("mixed/vtt_with_multiple_new_lines.vtt", "one two three"),
        (
            "mixed/ebu_stl_iso6937.stl",
            "Les réalisateurs de ce film ont passé plus de deux ans sur la route avec Ozzy Osbourne.",
        ),
        ("ttconv/lwsp_preserve.ttml", "hello my name is Mathilda"),
        ("ttconv/cumulative_set.stl", "Not part of cumulative set. 1 2 3 4"),
        ("ttconv/multi_tti_subtitle.stl", "Foo Bar Baz"),
        ("ttconv/overlapping_tti.stl", "Subtitle One Subtitle Two"),
        ("ttconv/br_new_colors.stl", "Blue On Yellow Yellow On Blue"),
        (
            "ttconv/paint-on.scc",
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Pellentesque interdum lacinia sollicitudin. "
            "Integer luctus et ligula ac sagittis.",
        ),
        ("ttconv/pop-on.scc", "( horn honking ) HEY, THE®E. Test ½ Caption Test test Captions"),
    ],
)
def test_files_of_other_programs_are_read(name: str, words: str) -> None:
    assert _words(_fixture(name)) == words


def test_rolled_up_captions_of_another_program_are_read_once() -> None:
    words = _words(_fixture("ttconv/mix-rows-roll-up.scc"))
    assert words.startswith(">>> HI. I'M KEVIN CUNNING AND AT INVESTOR'S BANK WE BELIEVE IN HELPING THE LOCAL NEIGHBORHOODS")
    assert words.count("KEVIN") == 1


@pytest.mark.parametrize("kind", ["srt", "ass", "ssa", "vtt", "microdvd", "mpl2", "tmp", "ttml"])
def test_what_pysubs2_writes_is_read(kind: str) -> None:
    file = pysubs2.SSAFile()
    for n, text in enumerate(("Good morning.\\NThis is the {\\i1}news{\\i0}.", "And the weather.", "It rains.")):
        file.append(pysubs2.SSAEvent(start=3000 * n, end=3000 * n + 2500, text=text))
    written = file.to_string(kind, fps=25.0) if kind == "microdvd" else file.to_string(kind)
    assert _words(read_transcript(written.encode())) == "Good morning. This is the news. And the weather. It rains."


def test_what_other_libraries_write_is_read() -> None:
    from datetime import timedelta

    cues = [srt.Subtitle(n, timedelta(seconds=3 * n), timedelta(seconds=3 * n + 2), f"Line {n}\nof it.") for n in (1, 2)]
    file = webvtt.WebVTT()
    for n in (1, 2):
        file.captions.append(webvtt.Caption(f"00:00:0{3 * n}.000", f"00:00:0{3 * n + 2}.000", f"Line {n}\nof it."))
    for written in (srt.compose(cues), file.content):
        assert _words(read_transcript(written.encode())) == "Line 1 of it. Line 2 of it."


def test_of_a_substation_script_only_the_dialogue_is_read_and_the_rest_is_told() -> None:
    events = [
        "Dialogue: 0,0:00:05.98,0:00:08.60,Default,,0,0,0,,The time has {\\i1}come{\\i0}.",
        "Dialogue: 0,0:00:00.00,0:00:02.50,Default,Anna,0,0,0,,Good morning,\\Neverybody.",
        "Comment: 0,0:00:05.00,0:00:05.90,Default,,0,0,0,,check this",
        "Dialogue: 0,0:00:03.00,0:00:04.00,Default,NTP,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}",
        "Dialogue: 0,0:00:03.00,0:00:04.00,Signs,,0,0,0,,NO ENTRY",
        "Dialogue: 1,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\k20}la {\\k30}la",
        "Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,{\\pos(10,20)}Chapter two",
    ]
    script = "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nStyle: broken\n\n[Events]\n" + "\n".join(events)
    transcript = read_transcript(script.encode())
    assert drawn(script.encode()) == picture("""
        Anna| Good morning, everybody.
        chrome? Chapter two
        -| The time has come.
    """)
    assert sorted(_codes(transcript)) == [
        "comments_left_out", "drawings_left_out", "karaoke_left_out", "order_by_time", "signs_left_out",
    ]  # fmt: skip


def test_the_columns_of_a_script_are_those_that_it_names() -> None:
    script = "[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:01.00,0:00:02.00,Bo,Well, well.\n"
    assert drawn(script, name="x.ass") == "Bo| Well, well."


def test_timed_text_of_any_year_names_agents_and_leaves_readings_out() -> None:
    page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <tt xmlns="http://www.w3.org/2006/10/ttaf1" xmlns:ttm="http://www.w3.org/2006/10/ttaf1#metadata"
            xmlns:tts="http://www.w3.org/2006/10/ttaf1#styling" xmlns:ttp="http://www.w3.org/2006/10/ttaf1#parameter"
            ttp:frameRate="25" ttp:tickRate="1000" xml:lang="en">
          <head><metadata><ttm:title>Not said</ttm:title><ttm:agent xml:id="a1" type="person"><ttm:name type="full">Ann
            Lee</ttm:name></ttm:agent></metadata></head>
          <body><div begin="10s">
            <p begin="4000t" dur="2s"><metadata>never said</metadata>un<span
              tts:fontStyle="italic">happy</span><br/>people&nbsp;here</p>
            <p begin="00:00:01:00" end="50f" ttm:agent="a1">Good <span tts:ruby="container"><span
              tts:ruby="base">day</span><span tts:ruby="text">reading</span></span>.</p>
            <p><span begin="8s" end="9s">Later.</span><span begin="7s" end="8s">Before it.</span></p>
          </div></body>
        </tt>
    """
    assert drawn(page) == picture("""
        Ann Lee| Good day.
        -| unhappy people here Before it. Later.
    """)


def test_the_languages_of_a_sami_file_are_told_apart_by_their_classes() -> None:
    said = [("Yes, of course.", "Oui, bien sûr."), ("No.", "Non."), ("Well then.", "Eh bien.")]
    page = "<SAMI><HEAD><STYLE><!-- .ENCC {Name: English; lang: en-US;} .FRCC {Name: French; lang: fr-FR;} --></STYLE>"
    page += "</HEAD><BODY>"
    for n, (english, french) in enumerate(said):
        page += f"<SYNC Start={3000 * n}>\n<P Class=ENCC>{english}\n<P Class=FRCC>{french}<SYNC Start={3000 * n + 2500}>"
        page += "<P Class=ENCC>&nbsp;<P Class=FRCC>&nbsp;"
    transcript = read_transcript(page.encode())
    assert _words(transcript) == " ".join(f"{english} {french}" for english, french in said)
    assert [part.language for part in transcript.languages] == ["en", "fr"] * 3


def test_a_song_is_read_in_the_order_of_its_times() -> None:
    page = "[ti:The Song]\n[ar:Somebody]\n[00:01.00][00:05.00]Sing it again\n[00:03.00]The <00:03.50>verse\n"
    transcript = read_transcript(page.encode(), name="song.lrc")
    assert (transcript.text, _codes(transcript)) == ("Sing it again\nThe verse\nSing it again\n", ["song_data_left_out"])


def test_time_codes_with_frames_at_the_left_are_no_subtitle_format() -> None:
    page = "10:00:01:12 ANNA: Good morning.\n10:00:03:20 BO: Hello.\n10:00:05:01 ANNA: And goodbye.\n"
    assert type_of(UploadedFile(page.encode(), "x.txt")).name == "plain text"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"\x00\x00\x01\xba" + bytes(60), "film.sub", "VobSub"),
        (b"# VobSub index file, v7\nsize: 720x576\n", "film.idx", "VobSub"),
        (b"PG\x00\x00\x10\x00\x00\x00\x00\x00\x16" + bytes(60), "film.sup", "PGS"),
        (
            b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div xmlns:s="s" s:backgroundImage="#a"></div></body></tt>',
            "a.ttml",
            "pictures",
        ),
    ],
)
def test_captions_that_are_pictures_are_refused_by_name(data: bytes, name: str, told: str) -> None:
    with pytest.raises(TranscriptUnreadable, match=told):
        read_transcript(data, name=name)


def test_prose_about_films_rated_pg_is_prose() -> None:
    assert _words(read_transcript(b"PG films are fine.")) == "PG films are fine."


TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">Good morning.</p></div></body></tt>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TTML[:-30].encode(), "a.ttml"),
        (TTML.replace("1s", "soon").encode(), "a.ttml"),
        (TTML.replace("Good", "<span>" * 100 + "x" + "</span>" * 100).encode(), "a.ttml"),
        (('<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + TTML.replace("Good", "&b;")).encode(), "a.ttml"),
        (('<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + TTML.replace("Good", "&a;")).encode(), "a.ttml"),
        (("<tt " + " ".join(f"a{n}='1'" for n in range(9_000)) + TTML[3:]).encode(), "a.ttml"),
        (stl_file(stl_block(1, b"Good morning."))[:-40], "a.stl"),
        (stl_file(), "a.stl"),
        (scc_file("00:00:01:00\t9420 94zz"), "a.scc"),
        (b"[Script Info]\nTitle: x\n", "a.ass"),
        (b"[Events]\nFormat: Start, Text\nDialogue: Good, morning\n", "a.ass"),
        (b"00:00:01:00 , 00:00:02:00 , Good morning.\nand more of it\n", "a.stl"),
        (b"{1}{25}Good morning.\n" * 20 + b"and more of it\n", "a.sub"),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_file_is_refused_with_what_to_do(data: bytes, name: str) -> None:
    with pytest.raises(TranscriptUnreadable, match=r"xport it again"):
        read_transcript(data, name=name)


@pytest.mark.parametrize(
    "data", [b"WEBVTT\n", TTML.replace("Good morning.", "").encode(), b"<SAMI><BODY></BODY></SAMI>", scc_file()]
)
def test_a_file_without_words_is_empty(data: bytes) -> None:
    with pytest.raises(TranscriptEmpty):
        read_transcript(data)


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.vtt", None])
def test_the_content_tells_the_type_whatever_the_name(name: str | None) -> None:
    assert _words(read_transcript(TTML.encode(), name=name)) == "Good morning."
    assert _words(read_transcript(stl_file(stl_block(1, b"Good morning.")), name=name)) == "Good morning."
