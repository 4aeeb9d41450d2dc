"""Edits at a desk of the whole service whose parts are killed: what was acknowledged is there, once, and gets its times."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.desk.faults import ROLES, faults_row

pytestmark = pytest.mark.timeout(600)


def test_no_acknowledged_edit_is_lost_where_the_api_the_aligner_and_redis_are_killed(tmp_path: Path) -> None:
    row = faults_row(tmp_path, None, len(ROLES), browser=False, only=ROLES, seconds=10)
    assert row.holds, row.seen
