"""The acoustic model as read from its files: phones in context, their states, and what the states sound like."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import SILENCE, STATES, STREAM_WIDTH, STREAMS, AcousticModel, acoustic_model
from oncue.acoustic.gmm import feature_streams, log_likelihoods
from oncue.acoustic.phone_map import arpabet

MODEL = acoustic_model()
EVERY_STATE = np.arange(len(MODEL.codebook_of_state), dtype=np.int32)


@pytest.fixture(scope="module")
def frames() -> NDArray[np.float32]:
    """Features of frames that are spread as widely as speech is."""
    spread = np.array([30, 12, 12, 10, 10, 10, 10, 10, 10, 8, 8, 8, 8], np.float32)
    cepstra = np.random.default_rng(5).normal(0, 1, (60, STREAM_WIDTH)).astype(np.float32) * spread
    return feature_streams(cepstra, np.zeros(STREAM_WIDTH, np.float32))


def _triphones(model: AcousticModel) -> dict[tuple[int, int, int, bool, bool], int]:
    every = range(len(model.phones))
    return {
        (phone, left, right, begins, ends): model.triphone(phone, left, right, begins=begins, ends=ends)
        for phone, left, right, begins, ends in product(every, every, every, (False, True), (False, True))
    }


def test_the_model_has_the_phones_of_english_silence_and_noises() -> None:
    assert len(MODEL.phones) == 42
    assert {SILENCE, "+NSN+", "+SPN+"} < set(MODEL.phones)
    assert {phone for symbol in "iuɪʊeoəɛɔæɑptkbdɡmnŋrljwfvθðszʃʒh" for way in arpabet(symbol) for phone in way} < set(
        MODEL.phones
    )
    assert [MODEL.phones[MODEL.number[phone]] for phone in MODEL.phones] == MODEL.phones


def test_every_state_belongs_to_one_codebook_that_knows_it() -> None:
    assert len(EVERY_STATE) == 5126
    assert sorted(np.concatenate([book.states for book in MODEL.codebooks]).tolist()) == EVERY_STATE.tolist()
    for phone, book in enumerate(MODEL.codebooks):
        assert (np.diff(book.states) > 0).all()
        assert (MODEL.codebook_of_state[book.states] == phone).all()


def test_the_first_states_of_a_codebook_are_those_of_its_phone_in_no_context() -> None:
    for phone, book in enumerate(MODEL.codebooks):
        assert book.states[:STATES].tolist() == MODEL.sequences[MODEL.alone(phone)].tolist()


def test_a_phone_between_any_two_others_has_states_of_its_own_phone() -> None:
    found = _triphones(MODEL)
    phones = np.array([phone for phone, *_ in found])
    states = MODEL.sequences[list(found.values())]
    assert states.shape == (len(found), STATES)
    assert (MODEL.codebook_of_state[states] == phones[:, np.newaxis]).all()


def test_context_and_the_place_in_a_word_matter() -> None:
    number = MODEL.number

    def states(left: str, right: str, begins: bool = False, ends: bool = False) -> list[int]:
        sequence = MODEL.triphone(number["AE"], number[left], number[right], begins=begins, ends=ends)
        return [int(state) for state in MODEL.sequences[sequence]]

    alone = MODEL.sequences[MODEL.alone(number["AE"])].tolist()
    assert len({tuple(states(left, "T")) for left in ("K", "S", "M")} | {tuple(alone)}) == 4
    assert states("SIL", "T", begins=True) != states("K", "T")


def test_one_never_heard_at_its_place_in_a_word_is_that_of_another_place_else_of_no_context() -> None:
    contexts: dict[tuple[int, int, int], set[bool]] = {}
    for (phone, left, right, _, _), sequence in _triphones(MODEL).items():
        contexts.setdefault((phone, left, right), set()).add(sequence == MODEL.alone(phone))
    assert all(len(without_context) == 1 for without_context in contexts.values())
    heard = {context for context, without_context in contexts.items() if without_context == {False}}
    assert (MODEL.number["AE"], MODEL.number["K"], MODEL.number["T"]) in heard
    assert (MODEL.number["ZH"], MODEL.number["ZH"], MODEL.number["ZH"]) not in heard


def test_a_state_is_stayed_in_or_left() -> None:
    assert MODEL.stay.shape == MODEL.leave.shape == (len(MODEL.phones), STATES)
    assert (MODEL.stay < 0).all()
    assert (MODEL.leave < 0).all()
    np.testing.assert_allclose(np.exp(MODEL.stay) + np.exp(MODEL.leave), 1, atol=1e-5)


def test_the_weights_of_a_state_sum_to_about_one() -> None:
    """About: they are kept in steps of a tenth."""
    for book in MODEL.codebooks:
        for weights in book.weights:
            assert weights.shape[1] == len(book.states)
            np.testing.assert_allclose(weights.sum(axis=0), 0.95, atol=0.1)


def test_densities_are_normal_densities() -> None:
    """The constant of a quadratic form is what the mean and the variance in it make it."""
    for book in MODEL.codebooks:
        assert len(book.projection) == STREAMS
        for projection, level in zip(book.projection, book.level, strict=True):
            constant, linear, square = np.split(projection.astype(np.float64), [1, 1 + STREAM_WIDTH])
            mean, variance = _mean_and_variance(projection)
            assert (square < 0).all()
            expected = -0.5 * (np.log(2 * np.pi * variance) + mean * linear).sum(axis=0)
            np.testing.assert_allclose(constant[0] + level, expected, rtol=1e-5, atol=1e-3)


def _mean_and_variance(projection: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    _, linear, square = np.split(projection.astype(np.float64), [1, 1 + STREAM_WIDTH])
    variance = -0.5 / square
    return linear * variance, variance


def test_likelihoods_are_those_of_a_mixture_of_gaussians_computed_one_by_one(frames: NDArray[np.float32]) -> None:
    expected = np.zeros((frames.shape[1], len(EVERY_STATE)))
    for book in MODEL.codebooks:
        for stream, (projection, weights) in enumerate(zip(book.projection, book.weights, strict=True)):
            mean, variance = _mean_and_variance(projection)
            for frame, values in enumerate(frames[stream, :, 1 : 1 + STREAM_WIDTH].astype(np.float64)):
                away = (values[:, np.newaxis] - mean) ** 2 / variance
                density = -0.5 * (np.log(2 * np.pi * variance) + away).sum(axis=0)
                peak = density.max()
                mixed = np.exp(density - peak) @ weights.astype(np.float64)
                expected[frame, book.states] += peak + np.log(np.maximum(mixed, 1e-30))
    alone = np.concatenate([MODEL.sequences[MODEL.alone(phone)] for phone in range(len(MODEL.phones))])
    expected -= expected[:, alone].max(axis=1, keepdims=True)
    found = log_likelihoods(MODEL, frames, EVERY_STATE)
    possible = expected > -30  # what is less likely by more may be anything below
    np.testing.assert_allclose(found[possible], expected[possible], atol=0.02)
    assert (found[~possible] < -29).all()


def test_the_best_phone_in_no_context_fits_as_well_as_any_sound(frames: NDArray[np.float32]) -> None:
    alone = np.unique(np.concatenate([MODEL.sequences[MODEL.alone(phone)] for phone in range(len(MODEL.phones))]))
    np.testing.assert_allclose(log_likelihoods(MODEL, frames, alone).max(axis=1), 0, atol=1e-4)


def test_a_state_is_as_likely_whatever_other_states_are_asked_for(frames: NDArray[np.float32]) -> None:
    every = log_likelihoods(MODEL, frames, EVERY_STATE)
    for states in (EVERY_STATE[::97], EVERY_STATE[:1], EVERY_STATE[-1:], MODEL.sequences[MODEL.alone(MODEL.number["AE"])]):
        np.testing.assert_allclose(log_likelihoods(MODEL, frames, states), every[:, states], atol=1e-3)
