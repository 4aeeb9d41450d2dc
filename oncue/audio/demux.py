"""Prints when the streams of a file begin, as JSON: `python demux.py URL CONTAINERS DECODERS`, both lists with commas.

A program of its own, run confined (`confined_process.py`), because it parses media that nobody vouches for. It takes packets
out of the file and decodes none of them; `DECODERS` holds the sound decoders that FFmpeg may open to learn a stream's
parameters.
"""

from __future__ import annotations

import json
import re
import struct
import sys
from typing import Any

import av
import av.logging
from av.stream import Disposition

_US = 1_000_000

# A stream that has not begun after this much of another begins later than it.
_LOOKED_AT_US = 10 * _US
_MOST_PACKETS = 5000
# Enough to find the first sample behind the longest encoder delay, 0.1 s.
_KEPT_PACKETS = 16

_PROGRAM = re.compile(r"  Program (\d+)")
_STREAM = re.compile(r"  Stream #0:(\d+).*?: (?:Audio|Video): (\w+)")
_NOT_SHOWN = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_SECONDARY = Disposition.comment | Disposition.visual_impaired | Disposition.descriptions | Disposition.clean_effects
_LONGEST_TAG = 200


def main() -> None:
    """Writes one line to stdout; what FFmpeg says goes where it says it."""
    url, containers, decoders = sys.argv[1:4]
    options = {
        "protocol_whitelist": "file,subfile",
        "format_whitelist": containers,
        "codec_whitelist": decoders,
    }
    with av.open(url, options=options, metadata_errors="ignore") as container:
        programs, codecs = _listed(container)
        streams = {
            stream.index: _described(stream, programs.get(stream.index, []), codecs.get(stream.index, ""))
            for stream in container.streams
            if _is_shown(stream)
        }
        _take_packets(container, streams)
        told = {"container": container.format.name, "start_us": container.start_time or 0, "streams": list(streams.values())}
    sys.stdout.write(json.dumps(told))


def _is_shown(stream: Any) -> bool:
    return stream.type in ("audio", "video") and not stream.disposition & _NOT_SHOWN


def _listed(container: Any) -> tuple[dict[int, list[int]], dict[int, str]]:
    """By stream, the programs of a transport stream that it belongs to, and its codec: read off FFmpeg's listing.

    PyAV itself tells no programs.
    """
    av.logging.set_level(av.logging.INFO)
    listing = container.dumps_format()
    av.logging.set_level(None)
    programs: dict[int, list[int]] = {}
    codecs: dict[int, str] = {}
    program: int | None = None
    for line in listing.splitlines():
        if match := _PROGRAM.match(line):
            program = int(match[1])
        elif line.startswith("  No Program"):
            program = None
        elif match := _STREAM.match(line):
            codecs[int(match[1])] = match[2]
            if program is not None:
                programs.setdefault(int(match[1]), []).append(program)
    return programs, codecs


def _described(stream: Any, programs: list[int], codec: str) -> dict[str, Any]:
    rate_hz = getattr(stream.codec_context, "sample_rate", None) if stream.type == "audio" else None
    return {
        "index": stream.index,
        "kind": "sound" if stream.type == "audio" else "picture",
        "codec": codec,
        "sample_rate_hz": rate_hz or 0,
        "programs": programs,
        "trimmed_samples": 0,
        "packets": [],
        **(_sound(stream) if stream.type == "audio" else {}),
    }


def _sound(stream: Any) -> dict[str, Any]:
    """What tells the sound tracks of a file apart."""
    layout, tags = stream.codec_context.layout, stream.metadata
    return {
        "language": str(tags.get("language", ""))[:_LONGEST_TAG],
        "title": str(tags.get("title", ""))[:_LONGEST_TAG],
        "is_default": bool(stream.disposition & Disposition.default),
        "is_secondary": bool(stream.disposition & _SECONDARY),
        "layout": str(layout.name),
        "channels": stream.codec_context.channels,
        "positions": [str(channel.name) for channel in layout.channels],
    }


def _take_packets(container: Any, streams: dict[int, dict[str, Any]]) -> None:
    for count, packet in enumerate(container.demux()):
        if count >= _MOST_PACKETS:
            return
        told = streams.get(packet.stream_index)
        time = packet.pts if packet.pts is not None else packet.dts
        if told is None or time is None or not packet.size:
            continue
        # An edit list leaves out what lies before the first shown picture; of sound it says itself how much.
        if told["kind"] == "picture" and packet.is_discard:
            continue
        packets = told["packets"]
        time_us = round(time * packet.time_base * _US)
        if packets and time_us - packets[0][0] > _LOOKED_AT_US:
            return
        if len(packets) < _KEPT_PACKETS:
            if not packets and packet.has_sidedata("skip_samples"):
                told["trimmed_samples"] = struct.unpack_from("<I", bytes(packet.get_sidedata("skip_samples")))[0]
            if not packets and told["codec"] == "mp3" and _is_layer_2(bytes(packet)[:2]):
                told["codec"] = "mp2"
            packets.append((time_us, round((packet.duration or 0) * packet.time_base * _US)))
        if all(len(one["packets"]) >= (_KEPT_PACKETS if one["kind"] == "sound" else 1) for one in streams.values()):
            return


def _is_layer_2(header: bytes) -> bool:
    """Transport streams call every layer of MPEG audio by one name, and so does FFmpeg at first."""
    return len(header) == 2 and header[0] == 0xFF and header[1] & 0xE6 == 0xE4


if __name__ == "__main__":
    main()
