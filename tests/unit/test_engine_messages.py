"""The lines between the engine and its owner."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.engine.messages import (
    EngineProblem,
    EngineProgress,
    EngineRequest,
    EngineResult,
    Reply,
    reply_from_line,
    reply_to_line,
)

figures = st.floats(0, 1)
values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | figures | st.text()
objects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(st.text(), values)
requests = st.builds(EngineRequest, options=objects)
replies: st.SearchStrategy[Reply] = (
    st.builds(EngineProgress, done=figures)
    | st.builds(EngineResult, quality=objects, stage_s=st.dictionaries(st.text(), figures))
    | st.builds(EngineProblem, data=objects)
)


@given(requests)
def test_a_request_arrives_as_it_was_sent_on_one_line_whatever_its_texts(request_sent: EngineRequest) -> None:
    line = request_sent.to_line()
    assert line.splitlines() == [line[:-1]]
    assert EngineRequest.from_line(line) == request_sent


@given(replies)
def test_a_reply_arrives_as_it_was_sent_on_one_line_whatever_its_texts(reply: Reply) -> None:
    line = reply_to_line(reply)
    assert line.splitlines() == [line[:-1]]
    assert reply_from_line(line) == reply


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", '{"job": "j"}', "null", '"job"', "[" * 100_000])
def test_what_is_no_request_is_refused(line: str) -> None:
    with pytest.raises((ValueError, TypeError, RecursionError)):
        EngineRequest.from_line(line)


@pytest.mark.parametrize(
    "line", ["", "Loading model", "[]", "{}", "3", '{"news": {}}', '{"result": {}}', '{"progress": {"stage": "a", "x": 1}}']
)
def test_what_is_no_reply_is_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        reply_from_line(line)
