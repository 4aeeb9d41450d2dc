"""The windows of a recording that are masked, by noise or by a telephone: there the forced aligner also listens to Whisper's
encoder."""

from __future__ import annotations

from collections.abc import Callable

from oncue.acoustic.forced_aligner import EncoderAidedSearch, Search
from oncue.acoustic.phone_network import phone_network
from oncue.pipeline.recognizers import CANNOT_HEAR
from oncue.pipeline.whisper_passes import Recognition


def listen_where_masked(search: Search | None, heard: Recognition, model: str, on_progress: Callable[[float], None]) -> bool:
    """Has the aligner listen to the encoder's states of masked windows that Whisper was given; True where there was one.

    There is none for a Whisper model without a phone network, an aligner that does without, and a recogniser without states.
    States that were not kept are computed, which takes a while; where their recogniser cannot be had, the windows from
    there on are done without. `on_progress` is called with the share of the windows that are done.
    """
    network = phone_network(model)
    if network is None or not isinstance(search, EncoderAidedSearch):
        return False
    listened = False
    windows = heard.first_windows
    for done, index in enumerate(windows):
        on_progress(done / len(windows))
        window = heard.windows[index]
        if index not in heard.heard or not search.is_masked(window.start_ms, window.end_ms):
            continue
        try:
            states = heard.encodings[index]
        except (LookupError, *CANNOT_HEAR):
            return listened
        if states.shape[1] != network.width:
            continue  # it was heard by another model
        search.listen(network, states, window.start_ms, window.end_ms)
        listened = True
    return listened
