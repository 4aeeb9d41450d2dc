"""Settings: the page that lists them tells the truth, and what the environment says is read as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from oncue.jobs.environment import OTHER_VARIABLES, OWN_VARIABLES
from oncue.jobs.errors import SettingsInvalid
from oncue.jobs.settings import Settings, read_settings

ROW = re.compile(r"^\| `ONCUE_([A-Z0-9_]+)` \| (?:`([^`]+)`|(empty)) \| (.+) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ONCUE_{name.upper()}", raising=False)


@pytest.fixture(scope="module")
def rows(repository: Path) -> dict[str, tuple[str, str]]:
    """Of each documented setting, its default and its meaning."""
    page = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    found = [(name.lower(), (default, meaning)) for name, default, _, meaning in ROW.findall(page)]
    assert len(found) == len(dict(found)), "a setting is listed twice"
    return dict(found)


def test_every_setting_is_documented_and_nothing_else_is(rows: dict[str, tuple[str, str]]) -> None:
    assert rows.keys() == Settings.model_fields.keys()


def test_every_other_variable_is_documented_and_nothing_else_is(repository: Path, rows: dict[str, tuple[str, str]]) -> None:
    page = (repository / "docs" / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(ONCUE_[A-Z0-9_]+)`", page))
    assert named - {f"ONCUE_{name.upper()}" for name in rows} == OTHER_VARIABLES.keys()


def test_no_variable_is_read_that_the_processes_would_refuse(repository: Path) -> None:
    known = {f"ONCUE_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES.keys() | OWN_VARIABLES
    sources = [path for folder in ("oncue", "service", "worker") for path in (repository / folder).rglob("*.py")]
    sources += [repository / name for name in ("Dockerfile", "docker-compose.yml", ".env.example")]
    named = {
        name for path in sources for name in re.findall(r"\bONCUE_[A-Z0-9_]*[A-Z0-9]\b", path.read_text(encoding="utf-8"))
    }
    assert named - known == set()


@pytest.mark.parametrize("name", sorted(Settings.model_fields.keys() - {"data_dir"}))
def test_the_documented_default_is_the_default(rows: dict[str, tuple[str, str]], name: str) -> None:
    default, _ = rows[name]
    assert default == str(Settings.model_fields[name].default)


@pytest.mark.parametrize(("name", "field"), sorted(Settings.model_fields.items()))
def test_every_choice_is_documented(rows: dict[str, tuple[str, str]], name: str, field: FieldInfo) -> None:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    assert [choice for choice in choices if f"`{choice}`" not in rows[name][1]] == []
    assert field.description, "the code explains it too"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONCUE_LEASE_S", "")
    assert read_settings().lease_s == 60


@pytest.mark.parametrize(
    ("name", "value"),
    [("LEASE_S", "soon"), ("LEASE_S", "0"), ("PORT", "70000"), ("REQUIRE_API_KEY", "maybe"), ("MAX_ATTEMPTS", "0")],
)
def test_a_value_that_cannot_be_is_refused_by_the_variables_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ONCUE_{name}", value)
    with pytest.raises(SettingsInvalid, match=f"ONCUE_{name}: "):
        read_settings()


@pytest.mark.parametrize(
    ("given", "database", "blobs"),
    [
        ({}, "sqlite:////srv/oncue/oncue.db", "file:///srv/oncue/blobs"),
        ({"database_url": "postgresql://u:p@db/oncue"}, "postgresql+psycopg://u:p@db/oncue", "file:///srv/oncue/blobs"),
        ({"database_url": "postgres://db/oncue"}, "postgresql+psycopg://db/oncue", "file:///srv/oncue/blobs"),
        ({"database_url": "sqlite:////tmp/x.db"}, "sqlite:////tmp/x.db", "file:///srv/oncue/blobs"),
        ({"blobs_url": "s3://bucket/desk"}, "sqlite:////srv/oncue/oncue.db", "s3://bucket/desk"),
    ],
)
def test_database_and_files_are_in_the_data_folder_unless_said_otherwise(
    given: dict[str, Any], database: str, blobs: str
) -> None:
    settings = Settings(data_dir=Path("/srv/oncue"), **given)
    assert (settings.resolved_database_url, settings.resolved_blobs_url) == (database, blobs)


@pytest.mark.parametrize(
    ("host", "rule", "required"),
    [
        ("127.0.0.1", "auto", False),
        ("localhost", "auto", False),
        ("::1", "auto", False),
        ("0.0.0.0", "auto", True),
        ("::", "auto", True),
        ("captions.example", "auto", True),
        ("127.0.0.1", "always", True),
        ("0.0.0.0", "never", False),
    ],
)
def test_a_key_is_needed_as_soon_as_others_can_reach_the_service(host: str, rule: Any, required: bool) -> None:
    assert Settings(host=host, require_api_key=rule).keys_required is required
