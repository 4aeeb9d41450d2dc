"""What a desk's player really plays: the samples that reach the browser's audio graph, found again in the time code."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from bench.browser_session import Page
from bench.desk.time_code import RATE, heard_at_ms

SAMPLES = 3_200
"""A fifth of a second, from the first sample that is no silence."""

_LISTEN = """(async () => {
  const context = new AudioContext({ sampleRate: %(rate)d });
  const code = `registerProcessor('keep', class extends AudioWorkletProcessor {
    process([[channel]]) { if (channel) this.port.postMessage([currentFrame, channel.slice()]); return true } })`;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  const keep = new AudioWorkletNode(context, 'keep');
  context.createMediaElementSource(audio).connect(keep).connect(context.destination);
  const heard = { context, frame: null, samples: [] };
  keep.port.onmessage = ({ data: [frame, block] }) => {
    if (heard.samples.length >= %(samples)d) return;
    for (let at = 0; at < block.length; at += 1) {
      if (heard.frame === null && block[at] === 0) continue;
      heard.frame ??= frame + at;
      heard.samples.push(Math.round(block[at] * 32768));
    }
  };
  window.heard = heard;
  await context.resume();
})()"""

_SEEK_AND_PLAY = """(async () => {
  audio.pause();
  await new Promise(done => setTimeout(done, 150)); // what was on its way is heard to the end
  const there = new Promise(done => audio.addEventListener('seeked', done, { once: true }));
  audio.currentTime = %(at)r;
  await there;
  Object.assign(heard, { frame: null, samples: [] });
  await audio.play();
  for (let tries = 0; tries < 100 && heard.samples.length < %(samples)d; tries += 1)
    await new Promise(done => setTimeout(done, 20));
  return heard.samples;
})()"""

_LIGHTS = """(() => {
  window.lights = [];
  let last = '';
  const look = () => {
    const said = document.querySelector('.behind .lit')?.textContent ?? '';
    if (said && said !== last) lights.push([performance.now(), said]);
    last = said;
  };
  const all = { subtree: true, childList: true, characterData: true };
  new MutationObserver(look).observe(document.getElementById('cues'), all);
})()"""

_CLOCKS = """(() => {
  const { contextTime, performanceTime } = heard.context.getOutputTimestamp();
  return [heard.frame / %(rate)d, contextTime, performanceTime];
})()"""


@dataclass(frozen=True, slots=True)
class Seek:
    """Where was sought, and what was heard from there, in milliseconds; None: nothing of the sound around that place."""

    wanted_ms: float
    heard_ms: float | None

    @property
    def off_ms(self) -> float:
        """How far it is off; an hour where nothing was heard."""
        return 3_600_000.0 if self.heard_ms is None else abs(self.heard_ms - self.wanted_ms)


def listen(page: Page) -> None:
    """Taps the desk's player. The page must have been opened with its content security policy set aside."""
    page.until(lambda: page.ask("audio.readyState >= 1"))
    page.ask(_LISTEN % {"rate": RATE, "samples": SAMPLES})


def seeks(page: Page, duration_ms: int, count: int, seed: int = 1) -> list[Seek]:
    """So many seeks to anywhere, each played for a moment."""
    places = random.Random(seed)
    found = []
    for _ in range(count):
        wanted_ms = places.randrange(0, duration_ms - 2_000)
        samples = page.ask(_SEEK_AND_PLAY % {"at": wanted_ms / 1000, "samples": SAMPLES})
        found.append(Seek(wanted_ms, heard_at_ms(samples, wanted_ms) if len(samples) == SAMPLES else None))
    page.ask("audio.pause()")
    return found


def lit_words(page: Page, from_ms: int, play_ms: int, starts_ms: dict[str, int]) -> list[tuple[str, float]]:
    """Each word that was lit while `play_ms` played, in order, and how many ms that came after its sound; negative: before.

    A word's sound is when its first sample leaves the audio graph for the loudspeaker, as the browser tells it.
    """
    page.ask(_LIGHTS)
    samples = page.ask(_SEEK_AND_PLAY % {"at": from_ms / 1000, "samples": SAMPLES})
    first_ms = heard_at_ms(samples, from_ms)
    assert first_ms is not None, "nothing is heard where the words are"
    page.ask(f"new Promise(done => setTimeout(done, {play_ms}))")
    frame_s, context_s, performance_ms = page.ask(_CLOCKS % {"rate": RATE})
    seen: list[Any] = page.ask("audio.pause(), lights")
    late = []
    for at_ms, text in seen:
        if first_ms + 100 < starts_ms.get(text, -1) < first_ms + play_ms:
            sound_ms = performance_ms + 1000 * (frame_s - context_s) + (starts_ms[text] - first_ms)
            late.append((text, at_ms - sound_ms))
    return late
