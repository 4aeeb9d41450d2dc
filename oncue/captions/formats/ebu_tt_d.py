"""EBU-TT-D (EBU Tech 3380), the TTML of European broadcasters: times of the clock, styles by reference only, hex colours.

Speakers have the BBC's colours (BBC Subtitle Guidelines), and their names as in SubRip, as four colours tell four people.
"""

from __future__ import annotations

from oncue.captions.formats.speaker_colours import shared_colours, speaker_colours
from oncue.captions.formats.ttml_document import Node, TtmlFlavour, frame_parameters, ttml_document
from oncue.captions.formats.ttml_font_size import font_size
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack

_STANDARDS = ("urn:ebu:tt:distribution:2014-01", "http://www.w3.org/ns/ttml/profile/imsc1/text")
_COLOURS = {"white": "#FFFFFF", "yellow": "#FFFF00", "cyan": "#00FFFF", "green": "#00FF00"}


def write(track: CaptionTrack) -> Written:
    """The captions as an EBU-TT-D document; one without captions has no body, as a body may not be empty."""
    options = track.options
    colours = speaker_colours(track.cues) if options.speakers else {}
    rate = frame_parameters(options.frame_rate)
    metadata = [Node("ebuttm:conformsToStandard", standard) for standard in _STANDARDS]
    if rate:
        metadata.append(Node("ebuttm:authoredFrameRate", rate["ttp:frameRate"]))
        if multiplier := rate.get("ttp:frameRateMultiplier"):
            metadata.append(Node("ebuttm:authoredFrameRateMultiplier", multiplier))
    metadata.append(Node("ebuttm:documentEbuttVersion", "v1.0"))
    flavour = TtmlFlavour(
        parameters={"ttp:timeBase": "media", "ttp:cellResolution": "32 15"},
        metadata=[Node("ebuttm:documentMetadata", metadata)],
        styles={
            "block": {
                "tts:fontFamily": "proportionalSansSerif",
                "tts:fontSize": font_size(track),
                "tts:lineHeight": "120%",
                "tts:textAlign": "center",
                "ebutts:multiRowAlign": "center",
                "ebutts:linePadding": "0.5c",
            },
            "line": {"tts:color": _COLOURS["white"], "tts:backgroundColor": "#000000"},
            **{name: {"tts:color": _COLOURS[name]} for name in sorted({*colours.values()} - {"white"})},
        },
        colours={speaker: colour for speaker, colour in colours.items() if colour != "white"},
    )
    return Written(ttml_document(track, flavour), (*no_word_times(options), *shared_colours(colours)))
