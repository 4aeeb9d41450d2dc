"""A setting that cannot be ends every command and every process at once, with one line and an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-m"]

COMMANDS = {
    "align": ["align", "a.wav", "a.txt", "-o", "a.srt"],
    "serve": ["serve", "--port", "0"],
    "serve in a folder": ["serve", "--port", "0", "--data-dir", "data"],
    "submit": ["submit", "a.wav", "a.txt", "-o", "a.srt"],
    "batch": ["batch", "."],
    "jobs": ["jobs", "list"],
    "keys": ["keys", "list"],
    "worker": ["worker"],
    "aligner": ["aligner"],
    "reaper": ["reaper"],
}

PROCESSES = {
    "gunicorn": [*PYTHON, "gunicorn", "--config", "python:service.gunicorn_conf", "service.wsgi:app"],
    "celery": [*PYTHON, "celery", "--app", "worker.app", "worker"],
    "engine": [*PYTHON, "worker.engine"],
}


def run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONCUE_")}
    return subprocess.run(
        command, cwd=folder, env={**kept, **variables}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


def assert_one_line(done: subprocess.CompletedProcess[str], said: str) -> None:
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stdout + done.stderr
    assert done.stderr.startswith(f"oncue: settings_invalid: {said}")
    assert done.stderr.endswith(" See docs/settings.md.\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_starts_with_a_setting_that_cannot_be(tmp_path: Path, name: str) -> None:
    done = run([str(BIN / "oncue"), *COMMANDS[name]], tmp_path, ONCUE_DATABASE_URL="mysql://user:s3cr3t@host/name")
    assert_one_line(done, "ONCUE_DATABASE_URL: `mysql://` is not supported; write ")
    assert "s3cr3t" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", PROCESSES)
def test_no_process_starts_with_a_setting_that_cannot_be(tmp_path: Path, name: str) -> None:
    done = run(PROCESSES[name], tmp_path, ONCUE_LEASE_S="20", ONCUE_HEARTBEAT_S="15", ONCUE_DATA_DIR="data")
    assert_one_line(done, "ONCUE_HEARTBEAT_S: 15 s is more than half of ONCUE_LEASE_S, 20 s")


@pytest.mark.parametrize("name", ["submit", "gunicorn"])
def test_a_misspelt_name_ends_it_too(tmp_path: Path, name: str) -> None:
    command = PROCESSES.get(name) or [str(BIN / "oncue"), *COMMANDS[name]]
    assert_one_line(run(command, tmp_path, ONCUE_DATADIR="data"), "ONCUE_DATADIR: there is no such setting; did you mean")


@pytest.mark.parametrize("name", ["serve", "keys", "reaper", "gunicorn", "celery"])
def test_a_data_folder_that_is_a_file_ends_what_would_write_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").touch()
    command = PROCESSES.get(name) or [str(BIN / "oncue"), *COMMANDS[name]]
    done = run(command, tmp_path, ONCUE_DATA_DIR=str(tmp_path / "data"))
    assert_one_line(done, f"ONCUE_DATA_DIR: cannot write to the folder {tmp_path}/data")


def test_an_engine_that_is_not_there_ends_the_worker(tmp_path: Path) -> None:
    settings = {"ONCUE_ENGINE_COMMAND": "no-such-engine", "ONCUE_DATA_DIR": str(tmp_path / "data")}
    done = run([str(BIN / "oncue"), "worker"], tmp_path, **settings)
    assert_one_line(done, "ONCUE_ENGINE_COMMAND: there is no program no-such-engine")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ONCUE_URL": "captions.example:8000"}, "ONCUE_URL: it is no address; write `http://host:8000`"),
        ({"ONCUE_URL": "http://captions.example:http"}, "ONCUE_URL: its port is no number"),
        ({"ONCUE_KEY": "schlüssel"}, "ONCUE_KEY: it is no API key"),
    ],
)
def test_a_clients_variables_are_told_by_their_names(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    assert_one_line(run([str(BIN / "oncue"), "jobs", "list"], tmp_path, **variables), said)


def test_the_same_on_the_command_line_is_an_error_of_usage(tmp_path: Path) -> None:
    done = run([str(BIN / "oncue"), "jobs", "list", "--url", "captions.example"], tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("oncue: usage: Invalid value for '--url'")


def test_gunicorn_without_our_configuration_ends_instead_of_trying_for_ever(tmp_path: Path) -> None:
    bind = f"unix:{tmp_path}/socket"
    done = run([*PYTHON, "gunicorn", "--bind", bind, "service.wsgi:app"], tmp_path, ONCUE_PORT="http")
    assert done.returncode == 4
    assert "oncue: settings_invalid: ONCUE_PORT: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["align", "--help"], ["keys", "create", "-h"]])
def test_help_is_shown_whatever_is_set(tmp_path: Path, arguments: list[str]) -> None:
    done = run([str(BIN / "oncue"), *arguments], tmp_path, ONCUE_PORT="http", ONCUE_NOTHING="of the kind")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_log_level_counts_as_not_set(tmp_path: Path) -> None:
    occupied = run(
        [str(BIN / "oncue"), "serve", "--port", "0", "--data-dir", "/proc/none"],
        tmp_path,
        ONCUE_LOG_LEVEL="",
        ONCUE_LOG_FORMAT="",
    )
    assert (occupied.returncode, occupied.stderr.count("\n")) == (2, 1)
    assert occupied.stderr.startswith("oncue: usage: Cannot write to the data folder /proc/none")
