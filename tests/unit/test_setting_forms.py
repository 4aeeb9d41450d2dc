"""What a setting may look like, and that a wrong one is told by name, with what to write, and without its secrets."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.environment import OTHER_VARIABLES, OWN_VARIABLES
from oncue.jobs.errors import SettingsInvalid
from oncue.jobs.setting_places import check_places
from oncue.jobs.settings import Settings, read_settings

SECRET = "s3cr3t"

GOOD = {
    "DATABASE_URL": [
        "postgresql://oncue:secret@db.example/oncue",
        "postgres://oncue@127.0.0.1:5433/oncue",
        "postgresql+psycopg://oncue:p%40ss%2Fword@[::1]:5432/oncue?sslmode=require",
        "postgresql:///oncue?host=/var/run/postgresql",
        "sqlite:////srv/on cue/oncue.db",
    ],
    "BLOBS_URL": ["s3://oncue-captions", "s3://oncue-captions/desk/2", "file:///srv/blobs", "file:///srv/100% #1"],
    "REDIS_URL": [
        "redis://127.0.0.1",
        "redis://:secret@redis:6379/15",
        "rediss://user:p%3Aw@[2001:db8::1]:6380/0?ssl_cert_reqs=required",
        "redis+socket:///tmp/oncue/redis.sock",
        "redis+socket:///tmp/redis.sock?virtual_host=3",
    ],
    "HOST": ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "captions.example", "my_host"],
    "ALLOWED_HOSTS": ["captions.example", "a.example, b.example,::1,"],
    "CORS_ORIGINS": [
        "*",
        "https://player.example.org",
        "http://localhost:3000, HTTPS://A.example:443,*",
        "http://[::1]:8080",
    ],
    "ENGINE_COMMAND": ["engine --model 'the large one'"],
    "DATA_DIR": ["/srv/oncue", "out/data"],
}

BAD = {
    "DATABASE_URL": [
        ("mysql://user:s3cr3t@host/name", "`mysql://` is not supported; write `postgresql://"),
        ("oncue.db", "it is no address; write `postgresql://"),
        ("/srv/oncue.db", "it is no address"),
        ("user:s3cr3t@host/name", "it is no address"),
        ("postgresql+asyncpg://host/name", "is not supported"),
        ("sqlite://oncue.db", "four slashes"),
        ("sqlite:///oncue.db", "four slashes"),
        ("sqlite://", "four slashes"),
        ("sqlite:///:memory:", "four slashes"),
        ("sqlite:////srv/", "four slashes"),
        ("postgresql://user:s3cr3t@/name", "names no host"),
        ("postgresql:///name", "names no host"),
        ("postgresql://user:s3cr3t@host", "names no database"),
        ("postgresql://user:s3cr3t@host/", "names no database"),
        ("postgresql://user:s3cr3t@host:five/name", "port is no number"),
        ("postgresql://user:s3cr3t@host:70000/name", "port is no number"),
        ("postgresql://user:s3cr3t@host:/name", "port is no number"),
        ("postgresql://user:s3cr3t@::1/name", "brackets"),
        ("postgresql://user:s3cr3t@[::1/name", "brackets"),
        ("postgresql://user:s3cr3t@[nine]/name", "IPv6 address"),
        ("postgresql://user:s3cr3t@300.1.1.1/name", "no host's name"),
        ("postgresql://user:s3cr3t@one:1,two:2/name", "brackets|no host's name"),
        ("postgresql://user:s3@cr3t@host/name", "more than one `@`"),
        ("postgresql://user:s3cr3t/x@host/name", "%2F"),
        ("postgresql://user:s3cr3t#x@host/name", "%23"),
        (" postgresql://host/name", "is not supported|holds a space"),
        ("postgresql://ho st/name", "holds a space"),
    ],
    "BLOBS_URL": [
        ("gs://bucket/desk", "`gs://` is not supported; write `s3://bucket"),
        ("memory://", "is not supported"),
        ("/srv/blobs", "it is no address"),
        ("s3://", "names no bucket"),
        ("s3:///desk", "names no bucket"),
        ("s3://key:s3cr3t@bucket", "AWS_ACCESS_KEY_ID"),
        ("s3://bucket:9000/desk", "names no bucket"),
        ("s3://bucket/desk?region=eu", "nothing may follow"),
        ("file://srv/blobs", "three slashes"),
        ("file://", "three slashes"),
        ("file:///", "three slashes"),
        ("file:blobs", "it is no address"),
    ],
    "S3_ENDPOINT_URL": [
        ("minio:9000", "it is no address; write `https://host:9000`"),
        ("s3://minio", "is not supported"),
        ("http://", "names no host"),
        ("http://minio:port", "port is no number"),
        ("http://key:s3cr3t@minio:9000", "AWS_ACCESS_KEY_ID"),
        ("https://minio:9000/?x=1", "nothing may follow"),
    ],
    "REDIS_URL": [
        ("memcached://host:11211", "`memcached://` is not supported; write `redis://"),
        ("localhost:6379", "it is no address"),
        (":s3cr3t@localhost:6379/0", "it is no address"),
        ("redis://:s3cr3t@host:6379/queue", "database is no number"),
        ("redis://:s3cr3t@host:6379/-1", "database is no number"),
        ("redis://:s3cr3t@:6379/0", "names no host"),
        ("redis:///0", "names no host"),
        ("redis://host:six/0", "port is no number"),
        ("redis://host:0/0", "port is no number"),
        ("redis://:s3cr3t/x@host:6379/0", "%2F"),
        ("redis://::1:6379/0", "brackets"),
        ("redis://host/0?db=3", "knows nothing"),
        ("rediss://host/0?ssl_cert_reqs=maybe", "one of required, optional, none"),
        ("redis+socket://redis.sock", "three slashes"),
        ("redis+socket://", "three slashes"),
        ("redis+socket:///tmp/redis.sock?virtual_host=x", "database is no number"),
    ],
    "HOST": [
        ("http://0.0.0.0", "without scheme, port or brackets"),
        ("0.0.0.0:8000", "without scheme, port or brackets"),
        ("[::]", "without scheme, port or brackets"),
        ("300.1.1.1", "no host's name"),
        ("two hosts", "no host's name"),
        ("a..b", "no host's name"),
    ],
    "ALLOWED_HOSTS": [("https://captions.example", "without scheme"), ("a.example:443, b.example", "without scheme")],
    "CORS_ORIGINS": [
        ("player.example.org", "begins with `https://`"),
        ("https://a.example/", "ends with its host or port, such as `https://player"),
        ("https://a.example, https://b.example/player", "ends with its host or port"),
        ("https://user:s3cr3t@a.example", "ends with its host or port"),
        ("ftp://a.example", "begins with `https://`"),
        ("https://", "no origin"),
        ("https://*.example.org", "`\\*` stands alone"),
        ("null", "sandboxed frame"),
        ("https://bücher.example", "xn--"),
        ("https://a.example:0", "port is no number"),
        ("https://a.example:99999", "port is no number"),
        ("https://a..example", "no host's name"),
        ("https://[nine]", "no IPv6 address"),
        ("https://a.example https://b.example", "ends with its host or port|no host's name"),
    ],
    "ENGINE_COMMAND": [("engine 'half", "cannot be split into words: no closing quotation"), ("''", "names no program")],
    "DATA_DIR": [("~/oncue", "`~` is not expanded")],
    "PORT": [("http", "valid integer"), ("-1", "greater than or equal to 0"), ("8000.5", "valid integer")],
    "LEASE_S": [("-1", "greater than 0"), ("inf", "finite"), ("nan", "finite"), ("1e300", "less than or equal to")],
    "MAX_AUDIO_BYTES": [("-5", "greater than"), ("4 GiB", "valid integer"), (str(10**30), "less than or equal to")],
    "WORKER_THREADS": [("-2", "greater than or equal to 0")],
    "RETENTION_DAYS": [("-1", "greater than or equal to 0"), ("forever", "valid number")],
    "LOG_LEVEL": [("LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'")],
}

TOGETHER = [
    ({"LEASE_S": "20", "HEARTBEAT_S": "11"}, "ONCUE_HEARTBEAT_S: 11 s is more than half of ONCUE_LEASE_S, 20 s"),
    ({"HEARTBEAT_S": "31"}, "ONCUE_HEARTBEAT_S: 31 s is more than half of ONCUE_LEASE_S, 60 s"),
    ({"COLLECT_AFTER_S": "30"}, "ONCUE_COLLECT_AFTER_S: 30 s is less than ONCUE_LEASE_S, 60 s"),
    ({"S3_ENDPOINT_URL": "http://minio:9000"}, "ONCUE_S3_ENDPOINT_URL: it is of no use without an `s3://` address"),
    (
        {"S3_ENDPOINT_URL": "http://minio:9000", "BLOBS_URL": "file:///srv/blobs"},
        "ONCUE_S3_ENDPOINT_URL: it is of no use without an `s3://` address",
    ),
]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("ONCUE_")]:
        monkeypatch.delenv(name)


def refused(**given: Any) -> str:
    """What is said of the environment."""
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(**given)
    assert "\n" not in caught.value.detail
    return caught.value.detail


def each(table: dict[str, list[Any]]) -> list[Any]:
    return [(name, value) for name, values in table.items() for value in values]


@pytest.mark.parametrize(("name", "value"), each(GOOD))
def test_what_can_be_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ONCUE_{name}", value)
    assert str(getattr(read_settings(), name.lower())) == value


@pytest.mark.parametrize(("name", "wrong"), each(BAD))
def test_what_cannot_be_is_refused_by_name_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: tuple[str, str]
) -> None:
    value, said = wrong
    monkeypatch.setenv(f"ONCUE_{name}", value)
    detail = refused()
    assert re.match(rf"ONCUE_{name}: .*({said})", detail), detail
    assert not re.search("s3@?cr3t|cr3t", detail)


@pytest.mark.parametrize(("given", "said"), TOGETHER)
def test_two_settings_that_contradict_each_other_are_refused_together(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"ONCUE_{name}", value)
    assert refused().startswith(said)


def test_a_short_lease_alone_shortens_the_heartbeat_that_nobody_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONCUE_LEASE_S", "20")
    assert read_settings().lease_s == 20


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONCUE_PORT", "http")
    monkeypatch.setenv("ONCUE_HOST", "0.0.0.0:8000")
    monkeypatch.setenv("ONCUE_LEESE_S", "5")
    assert re.findall(r"ONCUE_\w+(?=: )", refused()) == ["ONCUE_LEESE_S", "ONCUE_HOST", "ONCUE_PORT"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ONCUE_DATABASE", "ONCUE_DATABASE: there is no such setting; did you mean ONCUE_DATABASE_URL?"),
        ("ONCUE_WORKER_THREAD", "ONCUE_WORKER_THREAD: there is no such setting; did you mean ONCUE_WORKER_THREADS?"),
        ("oncue_reddis_url", "oncue_reddis_url: there is no such setting; did you mean ONCUE_REDIS_URL?"),
        ("ONCUE_CACHE_DIRS", "ONCUE_CACHE_DIRS: there is no such setting; did you mean ONCUE_CACHE_DIR?"),
        ("ONCUE_SOMETHING_ELSE", "ONCUE_SOMETHING_ELSE: there is no such setting. See docs/settings.md."),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setenv(name, SECRET)
    assert refused().startswith(said)
    assert SECRET not in refused()


def test_names_may_be_in_any_case_and_empty_ones_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("oncue_port", "8123")
    monkeypatch.setenv("ONCUE_NOTHING", "")
    for name in OTHER_VARIABLES.keys() - {"ONCUE_CACHE_DIR"} | OWN_VARIABLES:
        monkeypatch.setenv(name, "anything")
    assert read_settings().port == 8123


@pytest.mark.parametrize(("value", "said"), [("~/cache", "not expanded"), (__file__, "it is a file, not a folder")])
def test_a_cache_folder_that_cannot_be_is_refused_too(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("ONCUE_CACHE_DIR", value)
    assert re.match(f"ONCUE_CACHE_DIR: .*{said}", refused())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"data_dir": "{file}/data"}, "ONCUE_DATA_DIR: cannot write to the folder {file}/data: Not a directory"),
        ({"data_dir": "/proc/oncue"}, "ONCUE_DATA_DIR: cannot write to the folder /proc/oncue: No such file or directory"),
        ({"blobs_url": "file://{file}"}, "ONCUE_BLOBS_URL: cannot write to the folder {file}: File exists"),
        ({"database_url": "sqlite:///{folder}"}, "ONCUE_DATABASE_URL: {folder} is a folder, not a file"),
        ({"database_url": "sqlite:///{file}/oncue.db"}, "ONCUE_DATABASE_URL: cannot write to the folder {file}: "),
        ({"database_url": "postgresql://h/n?sslmod=require"}, "ONCUE_DATABASE_URL: PostgreSQL does not know what follows"),
        ({"engine_command": "no-such-engine --fast"}, "ONCUE_ENGINE_COMMAND: there is no program no-such-engine"),
    ],
)
def test_a_place_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path, given: dict[str, str], said: str) -> None:
    file = tmp_path / "file"
    file.touch()
    (tmp_path / "folder").mkdir()
    places = {"file": str(file), "folder": str(tmp_path / "folder")}
    filled: dict[str, Any] = {name: value.format(**places) for name, value in given.items()}
    settings = Settings(**{"data_dir": tmp_path / "data", **filled})
    with pytest.raises(SettingsInvalid) as caught:
        check_places(settings, engine=True)
    assert caught.value.detail.startswith(said.format(**places))


def test_good_places_are_accepted_and_a_server_that_is_away_is_waited_for(tmp_path: Path) -> None:
    check_places(Settings(data_dir=tmp_path / "new" / "data"), engine=True)
    check_places(Settings(data_dir=tmp_path, database_url="postgresql://u:p@127.0.0.1:9/n?sslmode=disable"))


def test_no_password_is_in_the_error_that_pydantic_itself_would_show() -> None:
    with pytest.raises(ValueError, match="database_url") as caught:
        Settings(database_url=f"mysql://user:{SECRET}@host/name")
    assert SECRET not in str(caught.value)
