"""The windows of a recording that are masked, by noise or by a telephone: there the forced aligner also listens to Whisper's
encoder."""

from __future__ import annotations

from collections.abc import Callable

from oncue.acoustic.forced_aligner import EncoderAidedSearch, Search
from oncue.acoustic.network_windows import HeardPhones, NetworkWindow, first_frame
from oncue.acoustic.phone_network import phone_network
from oncue.pipeline.recognition_cache import RecognitionResult
from oncue.pipeline.recognizers import CANNOT_HEAR


def listen_where_masked(
    search: Search | None, result: RecognitionResult, on_progress: Callable[[float], None]
) -> HeardPhones | None:
    """Has the aligner listen to the encoder's states of masked windows that Whisper was given, and gives what the network
    heard in them; None where there was none.

    There is none for a Whisper model without a phone network, an aligner that does without, and a recogniser without states.
    What is kept of it is not heard again: where that is all, it is given back as it is. States that were not kept are
    computed, which takes a while; where their recogniser cannot be had, the windows from there on are done without.
    `on_progress` is called with the share of the windows that are done.
    """
    network, heard = phone_network(result.model), result.recognition
    if network is None or not isinstance(search, EncoderAidedSearch):
        return None
    kept = result.phones if result.phones is not None and result.phones.sha256 == network.sha256 else None
    known = {one.first: one for one in kept.windows} if kept is not None else {}
    found: list[NetworkWindow] = []
    has_states, all_kept = True, True
    windows = heard.first_windows
    for done, index in enumerate(windows):
        on_progress(done / len(windows))
        window = heard.windows[index]
        if index not in heard.heard or not search.is_masked(window.start_ms, window.end_ms):
            continue
        one = known.get(first_frame(window.start_ms))
        if one is None and has_states:
            try:
                states = heard.encodings[index]
            except (LookupError, *CANNOT_HEAR):
                has_states = False
                continue
            if states.shape[1] != network.width:
                continue  # it was heard by another model
            one, all_kept = search.listen(network, states, window.start_ms, window.end_ms), False
        if one is not None:
            search.take(one, network.classes)
            found.append(one)
    if not found:
        return None
    return kept if all_kept else HeardPhones(network.sha256, network.classes, tuple(found))
