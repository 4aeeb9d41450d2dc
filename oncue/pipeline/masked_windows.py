"""The windows of a recording that are masked, by noise or by a telephone: there the forced aligner also listens to Whisper's
encoder."""

from __future__ import annotations

from oncue.acoustic.forced_aligner import EncoderAidedSearch, Search
from oncue.acoustic.phone_network import phone_network
from oncue.pipeline.whisper_passes import Recognition


def listen_where_masked(search: Search | None, heard: Recognition, model: str) -> bool:
    """Has the aligner listen to the encoder's states of masked windows that Whisper was given; True where there was one.

    There is none for a Whisper model without a phone network, an aligner that does without, and a recogniser without states.
    Raises what computing those that were not kept raises.
    """
    network = phone_network(model)
    if network is None or not isinstance(search, EncoderAidedSearch):
        return False
    listened = False
    for index in heard.first_windows:
        window = heard.windows[index]
        if index not in heard.heard or not search.is_masked(window.start_ms, window.end_ms):
            continue
        try:
            states = heard.encodings[index]
        except LookupError:
            return listened
        if states.shape[1] != network.width:
            continue  # it was heard by another model
        search.listen(network, states, window.start_ms, window.end_ms)
        listened = True
    return listened
