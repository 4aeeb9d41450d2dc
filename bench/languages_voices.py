"""Programs that read a sentence aloud, and the voices of each language.

All but espeak-ng bring their own pronunciations, and espeak-ng's are not those of the library that the product asks.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import numpy as np

from bench import sounds
from bench.sounds import RATE_HZ, Samples

AUDIBLE_DB = 35
"""Decibels below the loudest moment of a sentence down to which its sounds lie: hisses at its end reach 30, what a voice
leaves behind it is below 37."""

_MOMENT = RATE_HZ // 100
_SHORTEST = RATE_HZ // 50
"""Samples of the shortest sound of a sentence: what is audible for a shorter time is a click of the voice."""

_LIMIT_S = 60
_WORDS_A_MINUTE = 160
_JAPANESE_DICTIONARY = "/var/lib/mecab/dic/open-jtalk/naist-jdic"
_JAPANESE_VOICES = "/usr/share/hts-voice"

_FESTIVAL_ENCODINGS = {"czech": "iso8859-2", **dict.fromkeys(("lp", "pc", "hy", "suo", "upc"), "latin-1")}
_WITHOUT_QUOTES = str.maketrans("", "", "«»“”„")
"""Removes quotation marks, at which some of festival's voices fall silent."""


class VoiceMissing(Exception):
    """The program or the voice is not installed, or could not read the sentence; the message says which."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker of one of the `PROGRAMS`, by the name that it goes by there."""

    program: str
    name: str
    noise_db: float = 0.0
    """Decibels by which the room that it was recorded in, and that is put around its words, is louder than that of the
    others."""

    def __str__(self) -> str:
        return f"{self.program} {self.name}"


Command = tuple[list[str], bytes]
"""A command line, and the bytes for its standard input."""


def _espeak(name: str, text: str, rate: float, wav: Path) -> Command:
    command = ["espeak-ng", "-b", "1", "-v", name, "-s", str(round(_WORDS_A_MINUTE * rate)), "-w", str(wav), "--stdin"]
    return command, text.encode()


def _pico(name: str, text: str, rate: float, wav: Path) -> Command:
    """The command of SVOX Pico.

    The name is the language and, after a slash, the pitch in percent: it has one speaker a language.
    """
    language, _, pitch = name.partition("/")
    spoken = f'<pitch level="{pitch or 100}"><speed level="{round(100 * rate)}">{escape(text)}</speed></pitch>'
    return ["pico2wave", "-l", language, "-w", str(wav), spoken], b""


def _rhvoice(name: str, text: str, rate: float, wav: Path) -> Command:
    return ["RHVoice-test", "-p", name, "-r", str(round(100 * rate)), "-o", str(wav)], text.encode()


def _festival(name: str, text: str, rate: float, wav: Path) -> Command:
    given = wav.with_suffix(".txt")
    given.write_bytes(
        text.translate(_WITHOUT_QUOTES).encode(_FESTIVAL_ENCODINGS.get(name.partition("_")[0], "utf-8"), "replace")
    )
    slower = f"(Parameter.set 'Duration_Stretch {1 / rate:.3f})"
    return ["text2wave", "-eval", f"(voice_{name})", "-eval", slower, str(given), "-o", str(wav)], b""


def _open_jtalk(name: str, text: str, rate: float, wav: Path) -> Command:
    voice = f"{_JAPANESE_VOICES}/{name}/{name.replace('-', '_')}.htsvoice"
    return ["open_jtalk", "-x", _JAPANESE_DICTIONARY, "-m", voice, "-r", f"{rate:.3f}", "-ow", str(wav)], text.encode()


PROGRAMS: Mapping[str, Callable[[str, str, float, Path], Command]] = MappingProxyType(
    {
        "espeak-ng": _espeak,
        "pico2wave": _pico,
        "RHVoice-test": _rhvoice,
        "text2wave": _festival,
        "open_jtalk": _open_jtalk,
    }
)


def _voices(program: str, *names: str) -> tuple[Voice, ...]:
    return tuple(Voice(program, name) for name in names)


def _formants(language: str) -> tuple[Voice, ...]:
    return _voices("espeak-ng", language, f"{language}+f2", f"{language}+m3")


VOICES: Mapping[str, tuple[Voice, ...]] = MappingProxyType(
    {
        "en": _voices("RHVoice-test", "alan", "slt"),
        "de": _voices("pico2wave", "de-DE/100", "de-DE/85", "de-DE/115"),
        "it": _voices("text2wave", "lp_diphone", "pc_diphone"),
        "es": _voices("pico2wave", "es-ES/100", "es-ES/85", "es-ES/115"),
        "fr": _voices("pico2wave", "fr-FR/100", "fr-FR/85", "fr-FR/115"),
        "pt": _voices("RHVoice-test", "Leticia-F123"),
        "nl": _voices("espeak-ng", "mb-nl2", "mb-nl3"),
        "cs": _voices("text2wave", "czech_ph", "czech_dita", "czech_machac"),
        "pl": _voices("RHVoice-test", "magda", "natan"),
        "ru": _voices("RHVoice-test", "elena", "aleksandr", "irina"),
        "uk": _voices("RHVoice-test", "natalia", "anatol", "marianna"),
        "hi": (Voice("text2wave", "hindi_NSK_diphone", noise_db=15.0),),
        "ar": _voices("espeak-ng", "mb-ar1", "mb-ar2"),
        "ja": _voices("open_jtalk", "nitech-jp-atr503-m001"),
        "zh": _formants("cmn-latn-pinyin"),
        "sv": _voices("espeak-ng", "mb-sw1", "mb-sw2"),
        "da": _formants("da"),
        "no": _formants("nb"),
        "fi": _voices("text2wave", "hy_fi_mv_diphone", "suo_fi_lj_diphone"),
        "hu": _voices("espeak-ng", "mb-hu1"),
        "ro": _voices("espeak-ng", "mb-ro1"),
        "el": _voices("espeak-ng", "mb-gr2"),
        "tr": _voices("espeak-ng", "mb-tr1", "mb-tr2"),
        "ko": _formants("ko"),
        "vi": _formants("vi"),
        "id": _voices("espeak-ng", "mb-id1"),
        "fa": _voices("espeak-ng", "mb-ir1"),
        "ca": _voices("text2wave", "upc_ca_ona_hts"),
        "bg": _formants("bg"),
        "hr": _voices("espeak-ng", "mb-cr1"),
        "sk": _formants("sk"),
        "ta": _formants("ta"),
        "te": _voices("text2wave", "telugu_NSK_diphone"),
        "mr": _voices("text2wave", "marathi_NSK_diphone"),
        "mk": _voices("RHVoice-test", "kiko"),
        "sq": _voices("RHVoice-test", "hana"),
        "sl": _formants("sl"),
        "sr": _formants("sr"),
        "lt": _voices("espeak-ng", "mb-lt1", "mb-lt2"),
        "is": _voices("espeak-ng", "mb-ic1"),
        "af": _voices("espeak-ng", "mb-af1"),
        "cy": _formants("cy"),
        "sw": _formants("sw"),
        "ka": _formants("ka"),
        "kk": _formants("kk"),
        "ms": _formants("ms"),
        "bn": _formants("bn"),
    }
)
"""The voices by Whisper's code of the language; its sentences are shared out among them."""


def own_phonemes(language: str) -> bool:
    """True where the language's voices do not take their phonemes from espeak-ng."""
    return all(voice.program != "espeak-ng" for voice in VOICES[language])


def spoken(voice: Voice, text: str, rate: float) -> Samples:
    """The sentence from its first to its last audible sample. Raises `VoiceMissing`."""
    if shutil.which(voice.program) is None:
        raise VoiceMissing(f"{voice.program} is not installed")
    with tempfile.TemporaryDirectory(prefix="oncue-voice-") as folder:
        wav = Path(folder) / "spoken.wav"
        command, given = PROGRAMS[voice.program](voice.name, text, rate, wav)
        run = subprocess.run(command, input=given, capture_output=True, timeout=_LIMIT_S, check=False)
        if run.returncode or not wav.is_file() or wav.stat().st_size <= 44:
            raise VoiceMissing(f"{voice} said nothing: is the voice installed?")
        samples = trimmed(sounds.read(wav), AUDIBLE_DB - voice.noise_db)
    if not len(samples):
        raise VoiceMissing(f"{voice} was silent")
    return samples


def trimmed(samples: Samples, audible_db: float = AUDIBLE_DB) -> Samples:
    """The samples from the first to the last audible moment; empty where none is."""
    if len(samples) < _SHORTEST or not np.any(samples):
        return samples[:0]
    power = np.convolve(samples**2, np.ones(_MOMENT) / _MOMENT, mode="same")
    edges = np.flatnonzero(np.diff(np.concatenate(([False], power >= power.max() / 10 ** (audible_db / 10), [False]))))
    runs = [(start, end) for start, end in edges.reshape(-1, 2) if end - start >= _SHORTEST]
    return samples[runs[0][0] : runs[-1][1]] if runs else samples[:0]


def speaker(voices: Sequence[Voice], language: str) -> Callable[[str, int], Samples]:
    """A function that reads the sentence of an index.

    Voices take turns, and hurry or dawdle a little, the same each time.
    """
    rng = np.random.default_rng(list(language.encode()))
    rates = rng.uniform(0.9, 1.12, 1000)

    def speak(text: str, index: int) -> Samples:
        return spoken(voices[index % len(voices)], text, float(rates[index]))

    return speak
