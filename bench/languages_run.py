"""One recording aligned in a process of its own, once with each source.

AUDIO TRANSCRIPT LANGUAGE ENGINE LISTEN FOLDER SOURCE ...: a source is where the sounds of words come from. Writes
FOLDER/SOURCE.json, the alignment, for each, and prints JSON: for each the seconds of its stages and of all of it, and the
share of the text's words that it can pronounce. The recognition of the first serves the others.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, cast

from bench.languages_sources import SOURCES
from oncue.acoustic.lexicon import Lexicon, can_pronounce
from oncue.captions.formats import alignment_to_json
from oncue.options.recognition import Listen
from oncue.pipeline.align import AlignOptions, Components, Report, align
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.transcript import read_transcript


def main() -> None:
    """Aligns and prints."""
    audio, text, language, engine, listen = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
    folder = Path(sys.argv[6])
    figures: dict[str, dict[str, Any]] = {}
    for source in sys.argv[7:]:
        kept = folder / "heard"
        recognitions = StoredRecognitions(audio_sha256="", stored=kept if kept.exists() else None, save_to=kept)
        transcript = read_transcript(text.read_bytes(), name=text.name)
        report, started = Report(), time.perf_counter()
        pronouncer = SOURCES[source]
        components = Components(pronouncer=pronouncer, recognitions=recognitions)
        options = AlignOptions(engine=engine, language=language, listen=cast(Listen, listen))
        result = align(audio, transcript, options, folder=folder, components=components, report=report)
        lexicon = Lexicon(language, pronouncer)
        said = [token.text for token in transcript.tokens if any(character.isalnum() for character in token.text)]
        spoken = can_pronounce(language, pronouncer)
        known = sum(bool(lexicon.pronunciations(word)) for word in said) if spoken else 0
        (folder / f"{source}.json").write_text(alignment_to_json(result), encoding="utf-8")
        figures[source] = {
            "stage_s": report.stage_s,
            "seconds": time.perf_counter() - started,
            "pronounced": known / max(1, len(said)),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
