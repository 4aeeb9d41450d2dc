"""What is searched for where, and what the search's answer means."""

from __future__ import annotations

from dataclasses import replace

from oncue.alignment.match import match
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.segments import RecordingSlots, cut_segments
from oncue.alignment.timing.slots import Slot, build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Segment
from oncue.model import RecognisedWord, Token, UnspokenKind, WordStatus

WORD_MS = 400


def _tokens(text: str, kind: UnspokenKind | None = None) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word), kind=kind))
        at += len(word)
    return tokens


def _heard(text: str) -> tuple[list[RecognisedWord], list[tuple[int, int]]]:
    """Words of 400 ms; a `|` is a pause of 800 ms, with its place returned."""
    words: list[RecognisedWord] = []
    pauses: list[tuple[int, int]] = []
    at = 0
    for word in text.split():
        if word == "|":
            pauses.append((at, at + 800))
            at += 800
        else:
            words.append(RecognisedWord(word, at, at + WORD_MS, 0.9))
            at += WORD_MS
    return words, pauses


def _slots(tokens: list[Token], words: list[RecognisedWord]) -> list[Slot]:
    return build_slots(tokens, words, match(tokens, words, "en").matches, "en")


def _picture(tokens: list[Token], words: list[RecognisedWord], slots: list[Slot]) -> list[str]:
    return [
        f"{' '.join(tokens[i].text for i in slot.tokens)}{'=' if slot.matched else '/'}"
        f"{' '.join(words[j].text for j in slot.words)}"
        for slot in slots
    ]


def _segments(tokens: list[Token], heard: str) -> list[Segment]:
    words, pauses = _heard(heard)
    end = words[-1].end_ms
    return cut_segments(RecordingSlots(_slots(tokens, words), tokens, words, pauses, [(0, end)], end))


def test_the_script_holds_every_heard_word_once() -> None:
    words, _ = _heard("at the north gate he always waits for her sister")
    tokens = _tokens("At the stove gate he waits for her sister")
    assert _picture(tokens, words, _slots(tokens, words)) == [
        "At=at", "the=the", "stove/north", "gate=gate", "he=he", "/always", "waits=waits", "for=for", "her=her",
        "sister=sister",
    ]  # fmt: skip


def test_a_mishearing_over_two_words_is_one_place() -> None:
    words, _ = _heard("in spring the swallows formal choir under the old bridge")
    tokens = _tokens("In spring the swallows form a choir under the old bridge")
    assert "form a=formal" in _picture(tokens, words, _slots(tokens, words))


def test_a_last_word_misheard_before_a_long_passage_stays_at_its_sentence() -> None:
    passage = "we heard the wind and then a great many birds over the wide marsh"
    words, _ = _heard(f"the sailors mended the old hole {passage} perhaps the boat can leave tomorrow")
    tokens = _tokens("The sailors mended the old hull. Perhaps the boat can leave tomorrow.")
    picture = _picture(tokens, words, _slots(tokens, words))
    assert "hull./hole" in picture


def test_segments_are_cut_at_pauses_between_sure_words() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    words = text.split()
    heard = " ".join([*words[:8], "|", *words[8:]])
    segments = _segments(_tokens(text), heard)
    assert [(one.first_slot, one.last_slot) for one in segments] == [(0, 8), (8, 16)]
    assert segments[0].end_ms <= 8 * WORD_MS + 400 <= segments[1].start_ms


def test_no_cut_is_made_inside_a_hole_that_may_be_speech() -> None:
    text = "one two three four five six seven eight unheard nine ten eleven twelve thirteen fourteen fifteen sixteen"
    said = [word for word in text.split() if word != "unheard"]
    assert len(_segments(_tokens(text), " ".join([*said[:8], "|", *said[8:]]))) == 1


def test_no_cut_is_made_beside_a_word_that_reaches_into_the_pause() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    words, pauses = _heard(" ".join([*text.split()[:8], "|", *text.split()[8:]]))
    words[7] = RecognisedWord(words[7].text, words[7].start_ms, words[7].end_ms + 180, 0.9)
    tokens = _tokens(text)
    end = words[-1].end_ms
    assert len(cut_segments(RecordingSlots(_slots(tokens, words), tokens, words, pauses, [(0, end)], end))) == 1


def test_a_long_passage_that_was_not_heard_at_all_is_searched_for_where_somebody_speaks_as_long() -> None:
    passage = [f"unheard{k}" for k in range(60)]
    around = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    tokens = _tokens(" ".join([*around[:6], *passage, *around[6:]]))
    for speech_ms, searched in ((30_000, 60), (5_000, 0), (300_000, 0)):
        words = [RecognisedWord(word, at, at + 400, 0.9) for k, word in enumerate(around)
                 for at in [400 * k + speech_ms * (k > 5)]]  # fmt: skip
        end = words[-1].end_ms
        segments = cut_segments(RecordingSlots(_slots(tokens, words), tokens, words, [], [(0, end)], end))
        wanted = {edge.token for one in segments for edge in one.edges if edge.token in range(6, 66)}
        assert len(wanted) == searched


def test_a_word_misheard_at_the_edge_of_a_long_pause_is_on_its_own_side_of_it() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    heard = text.replace("seven", "heaven").split()
    words = [
        RecognisedWord(word, 400 * k + 60_000 * (k > 5), 400 * k + 400 + 60_000 * (k > 5), 0.9)
        for k, word in enumerate(heard)
    ]
    pauses = [(6 * WORD_MS, 6 * WORD_MS + 60_300)]
    speech = [(0, pauses[0][0]), (pauses[0][1], words[-1].end_ms)]
    tokens = _tokens(text)
    segments = cut_segments(RecordingSlots(_slots(tokens, words), tokens, words, pauses, speech, words[-1].end_ms))
    assert [[edge.token for edge in one.edges if edge.token is not None] for one in segments] == [
        list(range(6)),
        list(range(6, 12)),
    ]


def test_what_was_heard_instead_of_the_text_is_looked_for_where_it_was_heard() -> None:
    (segment,) = _segments(_tokens("at the stove gate he waits"), "at the north gate he waits")
    places = {edge.text: edge.heard_ms for edge in segment.edges}
    assert (places["north"], places["stove"]) == ((800, 1200), None)


def test_a_changed_word_may_be_said_either_way() -> None:
    (segment,) = _segments(_tokens("at the stove gate he waits"), "at the north gate he waits")
    choice = [(edge.text, edge.token) for edge in segment.edges if edge.text in ("stove", "north")]
    assert choice == [("stove", 2), ("north", None)]
    assert len({(edge.start, edge.end) for edge in segment.edges if edge.text in ("stove", "north")}) == 1


def test_words_that_were_not_both_heard_follow_each_other_within_their_sentence() -> None:
    tokens = _tokens("at the stove gate he waits. Then he sings")
    (segment,) = _segments(tokens, "at the north gate he then he sings")
    written = {edge.text: edge.follows for edge in segment.edges if edge.token is not None}
    assert [text for text, follows in written.items() if follows] == ["stove", "gate", "waits."]


def test_a_sentence_is_not_cut_beside_its_words_that_were_not_heard() -> None:
    heard = "one two three four uno dos | tres cuatro quattro seven eight nine ten"
    tokens = _tokens("One two three four five six seven eight nine ten")
    words, pauses = _heard(heard)
    far = 6000
    words = [replace(w, start_ms=w.start_ms + far * (k > 5), end_ms=w.end_ms + far * (k > 5)) for k, w in enumerate(words)]
    pauses = [(pauses[0][0], pauses[0][1] + far)]
    speech = [(0, pauses[0][0]), (pauses[0][1], words[-1].end_ms)]
    recording = RecordingSlots(_slots(tokens, words), tokens, words, pauses, speech, words[-1].end_ms)
    assert len(cut_segments(recording)) == 1


def test_a_headline_that_was_not_heard_is_not_searched_for() -> None:
    tokens = [*_tokens("Kerry In Paris", UnspokenKind.HEADING), *_tokens("the talks in the city went nowhere")]
    segments = _segments(tokens, "the talks in the city went nowhere")
    assert all(edge.token is None or edge.token >= 3 for one in segments for edge in one.edges)


def test_a_replaced_word_shares_the_time_of_what_was_said() -> None:
    words, _ = _heard("at the north gate he waits")
    tokens = _tokens("at the stove gate he waits")
    slots = _slots(tokens, words)
    found = [AlignedWord(i, i, 400 * i, 400 * i + 400, -1.0) for i in (0, 1, 3, 4, 5)] + [
        AlignedWord(None, 2, 820, 1180, -1.0)
    ]
    placed = place_tokens(tokens, words, slots, found)
    assert (placed[2].start_ms, placed[2].end_ms, placed[2].status) == (820, 1180, WordStatus.ESTIMATED)
    assert placed[3].status is WordStatus.ALIGNED


def test_a_word_nobody_heard_needs_a_sound_like_it() -> None:
    words, _ = _heard("talks in the city")
    tokens = _tokens("talks held in the city")
    slots = [Slot((0,), (0,), True, True), Slot((1,), (), False, False), Slot((2,), (1,), True, True)]
    sounds = [AlignedWord(0, 0, 0, 400, -1.0), AlignedWord(1, 1, 400, 500, -9.0), AlignedWord(2, 2, 500, 800, -1.0)]
    assert sorted(place_tokens(tokens, words, slots, sounds)) == [0, 2]


def test_a_matched_word_found_far_away_in_a_foreign_sound_is_where_it_was_heard() -> None:
    words, _ = _heard("one two three")
    tokens = _tokens("one two three")
    slots = [Slot((i,), (i,), True, True) for i in range(3)]

    def third(score: float) -> tuple[int, WordStatus]:
        found = [AlignedWord(0, 0, 0, 400, -1.0), AlignedWord(1, 1, 400, 800, -1.0), AlignedWord(2, 2, 3000, 3400, score)]
        place = place_tokens(tokens, words, slots, found)[2]
        return place.start_ms, place.status

    assert third(-1.0) == (3000, WordStatus.ALIGNED)
    assert third(-9.0) == (800, WordStatus.ESTIMATED)


def test_places_never_run_backwards() -> None:
    words, _ = _heard("one two three")
    tokens = _tokens("one two three")
    slots = [Slot((i,), (i,), True, True) for i in range(3)]
    found = [AlignedWord(0, 0, 0, 500, None), AlignedWord(1, 1, 420, 900, None), AlignedWord(2, 2, 100, 300, None)]
    placed = place_tokens(tokens, words, slots, found)
    assert [(placed[i].start_ms, placed[i].end_ms) for i in sorted(placed)] == [(0, 500), (500, 900)]


def test_speech_without_any_pause_is_cut_between_words_all_the_same() -> None:
    text = " ".join(f"word{n}" for n in range(600))
    words = tuple(RecognisedWord(word, 500 * n, 500 * n + 480, 0.9) for n, word in enumerate(text.split()))
    slots = [Slot((i,), (i,), True, True) for i in range(600)]
    segments = cut_segments(RecordingSlots(slots, _tokens(text), words, [], [(0, 300_000)], 300_000))
    assert max(segment.end_ms - segment.start_ms for segment in segments) <= 60_000
    assert [edge.token for segment in segments for edge in segment.edges] == list(range(600))


def test_a_whole_programme_that_nobody_published_is_cut_like_any_other_speech() -> None:
    programme = " ".join(f"unpublished{k}" for k in range(300))
    text = "the talks in Paris went nowhere today the ministers left the building before noon"
    before, after = text[: text.index("today") + 5], text[text.index("today") + 6 :]
    words, _ = _heard(f"{before} {programme} {after}")
    tokens = _tokens(text)
    slots = _slots(tokens, words)
    assert [j for slot in slots for j in slot.words] == list(range(len(words)))
    assert max(len(slot.words) for slot in slots) <= 20
    segments = cut_segments(RecordingSlots(slots, tokens, words, [], [(0, words[-1].end_ms)], words[-1].end_ms))
    assert max(one.end_ms - one.start_ms for one in segments) <= 60_000
    assert {edge.token for one in segments for edge in one.edges} - {None} == set(range(len(tokens)))
