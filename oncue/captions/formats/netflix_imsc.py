"""TTML as Netflix takes it: its profile "IMSC 1.1 Netflix Text" (Netflix Partner Help Center, article 360053755033).

That is IMSC 1.1 without animation, without colours and backgrounds of its own, with direction for right-to-left languages
only. Times are counted in frames where a frame rate is chosen, else in ticks of 100 ns.
"""

from __future__ import annotations

from oncue.caption_readers.ttml_names import IMSC_1_1_TEXT
from oncue.captions.formats.ttml_document import REGION, Node, TtmlFlavour, frame_parameters, ttml_document
from oncue.captions.formats.ttml_font_size import font_size
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack

_NETFLIX = "https://www.netflix.com/ns/imsc1.1/text/1"
_TICKS_IN_MS = 10_000

_DELIVERY = "delivery: Netflix asks for this form in Japanese only, for other languages in TTML1: ask before you deliver."
"""By the disclaimer of the profile's page, as of November 2026."""


def write(track: CaptionTrack) -> Written:
    """The captions as a document of Netflix's profile."""
    options = track.options
    rate = options.frame_rate
    ticking = {} if rate else {"ttp:tickRate": str(1000 * _TICKS_IN_MS)}
    size = font_size(track)
    initial = {"tts:color": "white", "tts:fontFamily": "proportionalSansSerif", "tts:fontSize": size}
    # The Japanese guide: the lines of a caption begin below each other, and their block is centred.
    is_japanese = track.alignment.language.lower().split("-")[0] == "ja"
    japanese = {"ebutts:multiRowAlign": "start"} if is_japanese else {}
    flavour = TtmlFlavour(
        parameters={
            "ttp:timeBase": "media",
            "ttp:contentProfiles": f"{IMSC_1_1_TEXT} {_NETFLIX}",
            **frame_parameters(rate),
            **ticking,
        },
        styling=[Node("tt:initial", (), initial)],
        region={**REGION, "tts:textAlign": "center", **japanese},
        agents=False,
        time=lambda ms: f"{rate.frame_at(ms)}f" if rate else f"{ms * _TICKS_IN_MS}t",
    )
    lost = no_word_times(options) if is_japanese else (*no_word_times(options), _DELIVERY)
    return Written(ttml_document(track, flavour), lost)
