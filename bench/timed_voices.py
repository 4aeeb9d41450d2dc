"""Synthetic voices that tell when each word begins and ends: flite, festival and espeak-ng (Debian packages of these names).

What a voice of natural units says has the places of its units, to the sample; no person and no aligner is asked.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from bench import sounds
from bench.languages_voices import VoiceMissing
from bench.sounds import RATE_HZ, Samples

_ENCODINGS = {"czech": "iso8859-2", "lp": "latin-1", "pc": "latin-1", "hy": "latin-1", "suo": "latin-1"}
_WORDS_A_MINUTE = 165
_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class TimedVoice:
    """A speaker: the program that has it, its name there, and the language's code."""

    program: str
    name: str
    language: str

    def __str__(self) -> str:
        return f"{self.language}-{self.program}-{self.name}"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as it was read: its samples, and the start and end of each written word in seconds."""

    samples: Samples
    words: Sequence[tuple[float, float]]


VOICES: Sequence[TimedVoice] = (
    TimedVoice("flite", "cmu_us_slt", "en"),
    TimedVoice("flite", "cmu_us_rms", "en"),
    TimedVoice("flite", "cmu_us_awb", "en"),
    TimedVoice("flite", "cmu_us_kal16", "en"),
    TimedVoice("festival", "lp_diphone", "it"),
    TimedVoice("festival", "pc_diphone", "it"),
    TimedVoice("festival", "hy_fi_mv_diphone", "fi"),
    TimedVoice("festival", "suo_fi_lj_diphone", "fi"),
    TimedVoice("festival", "czech_machac", "cs"),
    TimedVoice("festival", "czech_dita", "cs"),
    TimedVoice("festival", "msu_ru_nsh_clunits", "ru"),
    TimedVoice("espeak-ng", "de", "de"),
    TimedVoice("espeak-ng", "fr", "fr"),
    TimedVoice("espeak-ng", "es", "es"),
    TimedVoice("espeak-ng", "pt", "pt"),
)
"""The voices, those of natural units first."""


def spoken(voice: TimedVoice, text: str, rate: float) -> Spoken | None:
    """The sentence read at `rate` times the voice's pace; None where the voice does not read it word by word.

    Raises `VoiceMissing` where the program or the voice is not installed.
    """
    found = _PROGRAMS[voice.program](voice, text, rate)
    if len(found.words) != len(text.split()) or any(end <= start for start, end in found.words):
        return None
    return found


def _flite(voice: TimedVoice, text: str, rate: float) -> Spoken:
    library, made = _flite_voice(voice.name)
    library.feat_set_float(made.features, b"duration_stretch", ctypes.c_float(1 / rate))
    utterance = library.flite_synth_text(text.encode("ascii", "ignore"), made.pointer)
    wave = library.utt_wave(utterance).contents
    samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.float64) / 32768
    words = []
    token = library.relation_head(library.utt_relation(utterance, b"Token"))
    while token:
        path = "{}.R:SylStructure.{}.{}.R:Segment.{}end"
        start = library.ffeature_float(token, path.format("daughter", "daughter", "daughter", "p.").encode())
        end = library.ffeature_float(token, path.format("daughtern", "daughtern", "daughtern", "").encode())
        words.append((float(start), float(end)))
        token = library.item_next(token)
    rate_hz = wave.sample_rate
    library.delete_utterance(utterance)
    return Spoken(_at_rate(samples, rate_hz), words)


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _VoiceHead(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


@dataclass(frozen=True, slots=True)
class _FliteVoice:
    pointer: int
    features: ctypes.c_void_p


@cache
def _flite_voice(name: str) -> tuple[ctypes.CDLL, _FliteVoice]:
    try:
        library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for part in ("libflite_usenglish.so.1", "libflite_cmulex.so.1"):
            ctypes.CDLL(part, mode=ctypes.RTLD_GLOBAL)
        register = getattr(ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL), f"register_{name}")
    except OSError as error:
        raise VoiceMissing(f"flite's {name} is not installed") from error
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for function, result, given in (
        ("flite_synth_text", pointer, (text, pointer)),
        ("utt_wave", ctypes.POINTER(_Wave), (pointer,)),
        ("utt_relation", pointer, (pointer, text)),
        ("relation_head", pointer, (pointer,)),
        ("item_next", pointer, (pointer,)),
        ("ffeature_float", ctypes.c_float, (pointer, text)),
        ("feat_set_float", None, (pointer, text, ctypes.c_float)),
        ("delete_utterance", None, (pointer,)),
    ):
        getattr(library, function).restype, getattr(library, function).argtypes = result, given
    library.flite_init()
    register.restype, register.argtypes = pointer, (text,)
    made = register(None)
    head = ctypes.cast(made, ctypes.POINTER(_VoiceHead)).contents
    return library, _FliteVoice(made, head.features)


_FESTIVAL_SCRIPT = """
(voice_{name})
(Parameter.set 'Duration_Stretch {stretch:.3f})
(set! utt (utt.synth (Utterance Text "{text}")))
(utt.save.wave utt "{wav}" 'riff)
(mapcar (lambda (word)
  (format t "word %s %f %f\\n" (item.feat word "R:Token.parent.addr")
    (item.feat word "R:SylStructure.daughter1.daughter1.segment_start")
    (item.feat word "R:SylStructure.daughtern.daughtern.segment_end")))
  (utt.relation.leafs utt 'Token))
"""


def _festival(voice: TimedVoice, text: str, rate: float) -> Spoken:
    said = re.sub(r'["«»“”„\\]', "", text)
    with tempfile.TemporaryDirectory(prefix="oncue-voice-") as folder:
        wav, script = Path(folder) / "spoken.wav", Path(folder) / "read.scm"
        written = _FESTIVAL_SCRIPT.format(name=voice.name, stretch=1 / rate, text=said, wav=wav)
        script.write_bytes(written.encode(_ENCODINGS.get(voice.name.partition("_")[0], "utf-8"), "replace"))
        try:
            run = subprocess.run(["festival", "-b", script], capture_output=True, timeout=_LIMIT_S, check=False)
        except FileNotFoundError as error:
            raise VoiceMissing("festival is not installed") from error
        if not wav.is_file():  # a number or a sign that it cannot read
            return Spoken(np.zeros(0), [])
        samples = sounds.read(wav)
    spans: dict[str, tuple[float, float]] = {}
    for line in run.stdout.decode("latin-1").splitlines():
        if line.startswith("word "):
            _, token, start, end = line.split()
            spans[token] = (spans[token][0] if token in spans else float(start), float(end))
    return Spoken(samples, list(spans.values()))


_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_AUDIO_RETRIEVAL, _PHONEME_EVENTS, _UTF8 = 1, 1, 1


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_SYNTH = (
    ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
    ctypes.c_void_p, ctypes.c_void_p,
)  # fmt: skip
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@cache
def _espeak_library() -> tuple[ctypes.CDLL, int]:
    """The library, made ready once, and its samples a second."""
    try:
        library = ctypes.CDLL("libespeak-ng.so.1")
    except OSError as error:
        raise VoiceMissing("espeak-ng is not installed") from error
    library.espeak_Synth.argtypes = _SYNTH
    return library, library.espeak_Initialize(_AUDIO_RETRIEVAL, 200, None, _PHONEME_EVENTS)


def _espeak(voice: TimedVoice, text: str, rate: float) -> Spoken:
    library, rate_hz = _espeak_library()
    pieces: list[Samples] = []
    events: list[tuple[int, int, float, bytes]] = []

    def take(wav: ctypes._Pointer[ctypes.c_short], count: int, told: ctypes._Pointer[_Event]) -> int:
        if wav and count:
            pieces.append(np.ctypeslib.as_array(wav, (count,)).astype(np.float64) / 32768)
        k = 0
        while told[k].type != _EVENT_END:
            one = told[k]
            events.append((one.type, one.text_position, one.audio_position / 1000, bytes(one.id.string)))
            k += 1
        return 0

    callback = _Callback(take)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(voice.name.encode())
    library.espeak_SetParameter(1, round(_WORDS_A_MINUTE * rate), 0)
    given = text.encode() + b"\0"
    library.espeak_Synth(given, len(given), 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    samples = np.concatenate(pieces)
    starts = [(at, second) for kind, at, second, _ in events if kind == _EVENT_WORD]
    stops = [second for kind, _, second, name in events if kind == _EVENT_PHONEME and name.startswith(b"_")]
    stops.append(len(samples) / rate_hz)
    words = []
    for written in re.finditer(r"\S+", text):
        own = [second for at, second in starts if written.start() < at <= written.end()]
        if not own:
            return Spoken(samples, [])
        later = [second for at, second in starts if at > written.end()]
        end = min([second for second in [*stops, *later] if second > own[-1]], default=stops[-1])
        words.append((own[0], end))
    return Spoken(_at_rate(samples, rate_hz), words)


def _at_rate(samples: Samples, rate_hz: int) -> Samples:
    """The samples at `RATE_HZ`."""
    if rate_hz == RATE_HZ:
        return samples
    pcm = np.round(samples * 32767).astype("<i2").tobytes()
    told = ("-f", "s16le", "-ar", str(rate_hz), "-ac", "1")
    made = sounds.ffmpeg(*told, "-i", "-", "-f", "s16le", "-ar", str(RATE_HZ), "-", given=pcm)
    return np.frombuffer(made, "<i2").astype(np.float64) / 32768


_PROGRAMS: Mapping[str, Callable[[TimedVoice, str, float], Spoken]] = MappingProxyType(
    {"flite": _flite, "festival": _festival, "espeak-ng": _espeak}
)
