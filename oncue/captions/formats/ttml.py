"""TTML in the text profile of IMSC 1.1 (W3C Recommendation of 8 November 2018): what streaming and the web take.

Letters are white on black; who speaks is named in the text as in SubRip, and in the markup (`ttm:agent`).
"""

from __future__ import annotations

from oncue.caption_readers.ttml_names import IMSC_1_1_TEXT
from oncue.captions.formats.ttml_document import REGION, TtmlFlavour, frame_parameters, ttml_document
from oncue.captions.formats.ttml_font_size import font_size
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack


def write(track: CaptionTrack) -> Written:
    """The captions as an IMSC 1.1 document."""
    options = track.options
    flavour = TtmlFlavour(
        parameters={
            "ttp:timeBase": "media",
            "ttp:contentProfiles": IMSC_1_1_TEXT,
            **frame_parameters(options.frame_rate),
        },
        styles={
            "block": {
                "tts:fontFamily": "proportionalSansSerif",
                "tts:fontSize": font_size(track),
                "tts:lineHeight": "125%",
                "tts:textAlign": "center",
                "ebutts:linePadding": "0.5c",
                "itts:fillLineGap": "true",
            },
            "line": {"tts:color": "white", "tts:backgroundColor": "black"},
        },
        region=REGION,
    )
    return Written(ttml_document(track, flavour), no_word_times(options))
