"""What is said in a recording: by Whisper where it must be asked, by the published text where the sound confirms it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from alignment.match import match
from alignment.model import Token
from worker.audio.pcm import Pcm
from worker.audio.windows import Window
from worker.confirm import Run, Text, confirm, plan, runs_between, speaking_rate
from worker.listen import Heard, Listener, Manner
from worker.refine.search import StretchSearch


def hear(
    pcm: Pcm,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    manner: Manner,
    search: StretchSearch | None,
    *,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Heard:
    """Every window's words; encoder outputs are spooled into `folder`. `on_progress` is called with 0..1.

    Without `search` Whisper hears all windows.
    """
    listener = Listener(pcm, windows, manner, folder)
    total = len(windows) + 1
    done = 0

    def listen(indices: Sequence[int]) -> None:
        nonlocal done
        before = done
        listener.hear(indices, lambda count: on_progress((before + count) / total))
        done += len(indices)

    if search is None:
        listen(range(len(windows)))
    else:
        known = plan(len(windows))
        listen(known)
        while runs := runs_between(known):
            spared = _confirmed(listener, windows, tokens, manner.language, known, runs, search)
            done += len(spared)
            on_progress(done / total)
            asked = [(run.first + run.last) // 2 for run in runs if run.first not in spared]
            listen(asked)
            known = sorted({*known, *spared, *asked})
    listener.hear_again()
    on_progress(1.0)
    return listener.heard()


def _confirmed(
    listener: Listener,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    language: str,
    known: Sequence[int],
    runs: Sequence[Run],
    search: StretchSearch,
) -> list[int]:
    """Takes what the sound confirms into `listener`; the windows that are thereby known."""
    heard = listener.heard()
    text = Text(tokens, match(tokens, heard.words, language).matches, len(heard.words), heard.window_of_word, language)
    confirmed = confirm(text, windows, runs, speaking_rate(text, windows, known), search)
    for index, words in confirmed.items():
        listener.know(index, words)
    return list(confirmed)
