"""What the checking of requests costs each of them."""

from __future__ import annotations

from service.routes.jobs import IdempotencyHeader
from service.schemas import BatchQuery, CaptionsQuery, WaitQuery


def test_the_schema_that_each_request_asks_for_is_made_once() -> None:
    for model in (IdempotencyHeader, WaitQuery, BatchQuery, CaptionsQuery):
        assert model.model_json_schema() is model.model_json_schema()
        assert set(model.model_json_schema()["properties"]) == {
            each.alias or name for name, each in model.model_fields.items()
        }
    assert WaitQuery.model_json_schema(mode="serialization") == WaitQuery.model_json_schema()
