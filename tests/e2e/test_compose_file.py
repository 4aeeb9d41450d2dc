"""What the compose file says of its processes: how they are confined, what they are given, and whose passwords agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from oncue.jobs.settings import Settings
from tests.e2e.images import OWN, filled


@pytest.fixture(scope="module")
def compose(repository: Path) -> Any:
    """The compose file, as YAML has it: variables are not filled in."""
    return YAML(typ="safe").load(repository / "docker-compose.yml")


def test_every_process_of_the_compose_file_is_confined(compose: Any) -> None:
    services: dict[str, Any] = compose["services"]
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only") or name == "align", name
        assert "container_name" not in service, f"{name} could not be scaled"
    assert [name for name, service in services.items() if "ports" in service] == ["service"]
    assert [name for name, service in services.items() if "profiles" in service] == ["align"]


def test_the_compose_file_gives_settings_that_the_processes_accept(compose: Any, repository: Path) -> None:
    example = (repository / ".env.example").read_text(encoding="utf-8")
    for name in OWN:
        given: dict[str, Any] = compose["services"][name]["environment"]
        own: dict[str, Any] = {
            each.removeprefix("ONCUE_").lower(): filled(value) for each, value in given.items() if each.startswith("ONCUE_")
        }
        assert own.keys() <= Settings.model_fields.keys()
        settings = Settings(**own)
        assert settings.resolved_database_url == "postgresql+psycopg://oncue:secret@postgres/oncue"
        assert settings.redis_url == "redis://:secret@redis:6379/0"
        folder = settings.resolved_blobs_url.removeprefix("file://")
        assert f"blobs:{folder}" in compose["services"][name]["volumes"]
    required = set(re.findall(r"\$\{(\w+):\?", (repository / "docker-compose.yml").read_text(encoding="utf-8")))
    assert required == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))
    mentioned = {name.lower() for name in re.findall(r"^#ONCUE_(\w+)=", example, re.MULTILINE)}
    assert mentioned <= Settings.model_fields.keys()


def test_the_databases_password_is_the_one_that_the_processes_use(compose: Any) -> None:
    services: dict[str, Any] = compose["services"]
    password = services["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert f":{password}@" in services["service"]["environment"]["ONCUE_DATABASE_URL"]
    redis = services["redis"]["command"]
    password = redis[redis.index("--requirepass") + 1]
    assert f":{password}@" in services["worker"]["environment"]["ONCUE_REDIS_URL"]
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"
    assert redis[redis.index("--appendonly") + 1] == "yes"
