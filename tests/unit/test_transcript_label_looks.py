"""Lines that announce a speaker, and lines that only look so, in the middle of a page that labels two others."""

from __future__ import annotations

import pytest

from oncue.transcript import read_transcript

LABELS = """
en | Speaker 1: | Speaker 1
en | speaker#1: | speaker#1
en | SPEAKER_02: | SPEAKER_02
en | Speaker A: | Speaker A
en | Interviewer 1: | Interviewer 1
en | interviewer: | interviewer
en | all: | all
en | both: | both
en | crowd: | crowd
en | ALL: | ALL
en | F1: | F1
en | M2: | M2
en | S1: | S1
en | [S1] | S1
en | [Speaker 2] | Speaker 2
en | <Anna> | -
en | >> | -
en | >>> | -
en | >> ANNA: | ANNA
en | >>> Anna: | Anna
en | Anna (BBC): | Anna
en | Anna Smith, Host: | Anna Smith
en | ANNA [on phone]: | ANNA
en | HOST/ANNA: | HOST/ANNA
en | Anna & Ben: | Anna & Ben
en | Anna and Ben: | Anna and Ben
en | Anna (she/her): | Anna
en | 🎙️ Anna Smith: | Anna Smith
en | 👩🏽‍🦱 Anna Smith: | Anna Smith
en | @anna: | @anna
en | @anna_s.uk: | @anna_s.uk
en | anna@example.org: | anna@example.org
en | Anna Smith <anna@example.org>: | Anna Smith
en | **Anna Smith:** | Anna Smith
en | **Anna Smith**: | Anna Smith
en | __Anna Smith__: | Anna Smith
en | [00:01:02] Anna Smith: | Anna Smith
en | 00:01:02 Anna Smith: | Anna Smith
en | Anna Smith [00:01:02]: | Anna Smith
en | Anna Smith (00:01:02): | Anna Smith
en | Anna Smith 00:01:02: | Anna Smith
en | Dr. Anna Smith: | Dr. Anna Smith
en | Mrs. O'Brien-Smith: | Mrs. O'Brien-Smith
en | UNKNOWN WOMAN: | UNKNOWN WOMAN
en | UNIDENTIFIED MALE #2: | UNIDENTIFIED MALE #2
en | ZOE: | ZOE
en | Zoe: | Zoe
en | Zoe Lindqvist: | Zoe Lindqvist
en | Participant 12: | Participant 12
en | P3: | P3
en | Anna Smith : | Anna Smith
en | Anna Smith： | Anna Smith
en | The Narrator: | The Narrator
fr | Témoin 1 : | Témoin 1
fr | Locuteur 1 : | Locuteur 1
fr | Locutrice 2 : | Locutrice 2
fr | Orateur 1: | Orateur 1
fr | Intervenante : | Intervenante
fr | Tous : | Tous
fr | Hélène Morvan (journaliste) : | Hélène Morvan
de | Sprecher 2: | Sprecher 2
de | Sprecherin: | Sprecherin
de | Alle: | Alle
de | Zeugin 3: | Zeugin 3
de | Jutta Reinhardt (Moderatorin): | Jutta Reinhardt
es | Hablante 1: | Hablante 1
es | Entrevistador: | Entrevistador
es | Locutor 2: | Locutor 2
es | Testigo: | Testigo
it | Intervistatore: | Intervistatore
it | Voce 1: | Voce 1
it | Giornalista: | Giornalista
pt | Orador 1: | Orador 1
pt | Entrevistadora: | Entrevistadora
nl | Spreker 1: | Spreker 1
nl | Gast: | Gast
pl | Mówca 1: | Mówca 1
pl | Prowadząca: | Prowadząca
cs | Mluvčí 2: | Mluvčí 2
sv | Talare 1: | Talare 1
sv | Programledare: | Programledare
ru | Ведущий: | Ведущий
ru | Спикер 1: | Спикер 1
ru | ВЕДУЩАЯ: | ВЕДУЩАЯ
ru | Анна Соколовская: | Анна Соколовская
uk | Ведуча: | Ведуча
tr | Konuşmacı 1: | Konuşmacı 1
tr | Sunucu: | Sunucu
ar | المذيع: | المذيع
ar | المتحدث 1: | المتحدث 1
he | מראיין: | מראיין
hi | मेज़बान: | मेज़बान
hi | वक्ता 1: | वक्ता 1
zh | 主持人： | 主持人
zh | 记者： | 记者
zh | 发言人1： | 发言人1
ja | 記者： | 記者
ja | 話者2： | 話者2
ko | 진행자: | 진행자
ko | 화자 1: | 화자 1
"""

LOOK_ALIKES = """
en | Note: the door was open all day.
en | Warning: the door is hot.
en | WARNING: the door is hot.
en | Rule one: never open the door.
en | Rule 1: never open the door.
en | Step 2: close it again.
en | Chapter 3: the door in the wall.
en | He said: go home.
en | She asked: who is there?
en | The minister, Anna Smith, said: we will go.
en | Remember this: never stop.
en | In other words: it works.
en | Here's the thing: it works.
en | The answer is simple: no.
en | One more thing: thank you.
en | Question is: who pays?
en | At 10:30 we left the house.
en | 10:30 was too early for us.
en | It was 3:1 at the break.
en | The odds were 5:1 against it.
en | John 3:16 is what he read to us.
en | Genesis 1:1 says it all.
en | 1:1 was the score at the end.
en | See https://example.org/door: it is there.
en | https://example.org/a has it all.
en | Dear Anna: thank you for the letter.
en | Hello Anna: how are you?
en | Hi everyone: we are late.
en | To whom it may concern: the door is open.
en | "Anna: come here," he wrote.
en | “Anna: come here,” he wrote.
en | Example: a door in a wall.
en | For example: a door in a wall.
en | PS: the door is open.
en | Monday: it rained.
en | First: the door.
en | Two things: a door and a wall.
en | What I mean: it rained.
en | My point: it rained.
en | The ratio was 2:1 that year.
en | It opens at 9:00 and closes at 17:00.
en | Paris - the city of light - was full.
en | It rained - and how.
en | We had three: bread, milk and tea.
en | Important: it rained.
en | Tip: take a coat.
en | Conclusion: it rained.
en | NASA sent it up again.
en | IKEA may have something like that.
en | It said NO ENTRY on the gate.
en | I have 2 < 3 and that is all.
en | Well: it rained.
fr | Remarque : la porte était ouverte.
fr | Attention : la porte est chaude.
fr | Il a dit : je pars.
fr | Par exemple : une porte.
fr | Chapitre 2 : la porte.
fr | Chère Anna : merci de votre lettre.
fr | À 10:30 nous sommes partis.
de | Hinweis: die Tür war offen.
de | Achtung: die Tür ist heiß.
de | Er sagte: geh nach Hause.
de | Zum Beispiel: eine Tür.
de | Kapitel 2: die Tür.
de | Liebe Anna: danke für den Brief.
de | Zuhörer:innen haben uns geschrieben.
de | Sehr geehrte Damen und Herren: danke.
es | Nota: la puerta estaba abierta.
es | Por ejemplo: una puerta.
es | Ella dijo: vete a casa.
es | Querida Anna: gracias por la carta.
it | Nota: la porta era aperta.
it | Lui ha detto: vai a casa.
it | Cara Anna: grazie della lettera.
pt | Atenção: a porta está quente.
pt | Ele disse: vai para casa.
nl | Let op: de deur is heet.
nl | Hij zei: ga naar huis.
nl | Beste Anna: bedankt voor de brief.
pl | Uwaga: drzwi są gorące.
pl | On powiedział: idź do domu.
cs | Pozor: dveře jsou horké.
sv | Obs: dörren är varm.
sv | Han sa: gå hem.
ru | Внимание: дверь горячая.
ru | Он сказал: иди домой.
ru | Дорогая Анна: спасибо за письмо.
ru | Например, глава 2: дверь.
tr | Dikkat: kapı sıcak.
tr | Örnek: bir kapı.
ar | ملاحظة: كان الباب مفتوحا.
ar | قال: اذهب إلى البيت.
he | אזהרה: הדלת חמה.
hi | नोट: दरवाज़ा खुला था।
zh | 注意：门很热。
zh | 他说：你好。
zh | 例：一扇门。
ja | 注意：ドアが熱い。
ja | 例：ドア。
ko | 주의: 문이 뜨겁습니다.
"""


def _rows(drawn: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split(" | ")] for row in drawn.strip().splitlines()]


def _page(line: str) -> tuple[str, int]:
    before = "ROSA QUILL: We begin.\n\nTOM BRINE: We go on.\n\n"
    return f"{before}{line}\n\nROSA QUILL: We end here.", len(before)


@pytest.mark.parametrize(("label", "speaker"), [tuple(row[1:]) for row in _rows(LABELS)])
def test_what_follows_a_label_is_nobody_elses(label: str, speaker: str) -> None:
    page, start = _page(f"{label} xyz abc.")
    tokens = [token for token in read_transcript(page.encode()).tokens if token.char_start >= start]
    said = [token for token in tokens if token.text in ("xyz", "abc.")]
    assert [token.speaker for token in said] == [None if speaker == "-" else speaker] * 2
    assert all(token.kind is None for token in said)
    assert all(token.kind is not None for token in tokens if token.char_end <= said[0].char_start)


@pytest.mark.parametrize("line", [row[1] for row in _rows(LOOK_ALIKES)])
def test_what_only_looks_like_a_label_is_speech_of_who_spoke_before(line: str) -> None:
    page, start = _page(line)
    inside = [token for token in read_transcript(page.encode()).tokens if start <= token.char_start < start + len(line)]
    assert [(token.text, token.kind) for token in inside if token.kind is not None] == []
    assert {token.speaker for token in inside} == {"TOM BRINE"}


@pytest.mark.parametrize("line", [row[1] for row in _rows(LOOK_ALIKES)])
def test_what_only_looks_like_a_label_is_speech_on_a_page_without_labels(line: str) -> None:
    page = f"It was a day like any other, with a door in it.\n\n{line} It went on for an hour.\n\nThen it was over."
    assert all(token.speakable and token.speaker is None for token in read_transcript(page.encode()).tokens)


def test_the_list_has_both_kinds_in_twelve_languages() -> None:
    labels, others = _rows(LABELS), _rows(LOOK_ALIKES)
    assert len({row[0] for row in labels} & {row[0] for row in others}) >= 12
    assert min(len(labels), len(others)) >= 75
