"""The images, without Docker: the Dockerfile's steps and commands in a folder of their own, and what the compose file says.

Both are built of this environment's packages, those that their groups name and no others: `scripts/setup.py` has had them
from an index, and `test_setup.py` shows what else it does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import requests
from ruamel.yaml import YAML

from oncue.cli.supervise.redis_server import packaged_server
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.dockerfile import Dockerfile, build, read_dockerfile
from tests.e2e.engine_runs import SAID, cut
from tests.e2e.images import OWN, Image, filled, until
from tests.e2e.linked_packages import make_environment
from tests.servers import PostgresServer, free_port

ENGINE = ("torch", "whisper", "ctranslate2", "faster_whisper", "onnxruntime", "pocketsphinx", "av", "worker")
pytestmark = pytest.mark.timeout(600)  # a disk and a network that others use, too


@pytest.fixture(scope="module")
def dockerfile(repository: Path) -> Dockerfile:
    return read_dockerfile(repository / "Dockerfile")


@pytest.fixture(scope="module")
def compose(repository: Path) -> Any:
    """The compose file, as YAML has it: variables are not filled in."""
    return YAML(typ="safe").load(repository / "docker-compose.yml")


def install(folder: Path, groups: list[str]) -> None:
    """Makes the environment of an image."""
    missing = make_environment(folder, groups)
    assert not missing or (not os.environ.get("CI") and "torch" in missing), f"not in this environment: {missing}"


@pytest.fixture(scope="module")
def image(repository: Path, tmp_path_factory: pytest.TempPathFactory, dockerfile: Dockerfile) -> Image:
    """The API's image, from the Dockerfile's own COPY and RUN, with the packages that its RUN names."""
    root = tmp_path_factory.mktemp("image")
    build(dockerfile, "service", repository, root, install)
    return Image(root, dockerfile, "service")


@pytest.fixture(scope="module")
def worker_image(repository: Path, tmp_path_factory: pytest.TempPathFactory, dockerfile: Dockerfile) -> Image:
    """The workers' image, from the Dockerfile's own COPY and RUN, with the packages that its RUN names."""
    root = tmp_path_factory.mktemp("worker-image")
    build(dockerfile, "worker", repository, root, install)
    return Image(root, dockerfile, "worker")


def grace_s(compose: Any, name: str) -> float:
    return float(compose["services"][name].get("stop_grace_period", "10s").removesuffix("s"))


def test_the_apis_image_holds_no_engine_and_no_worker(image: Image) -> None:
    code = f"import importlib.util as u; print([m for m in {('service', 'numpy', *ENGINE)} if u.find_spec(m)])"
    assert image.run("python", "-c", code).stdout.strip() == "['service', 'numpy']"
    shown = image.run("oncue", "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert {"keys", "reaper"} <= set(re.findall(r"^  (\w+)", shown.stdout, re.MULTILINE))
    missing = image.run("oncue", "worker")
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)


def test_the_apis_image_serves_keeps_the_reaper_and_takes_a_job(image: Image, dockerfile: Dockerfile, compose: Any) -> None:
    url, log = f"http://127.0.0.1:{image.port}", image.root / "log"
    before = image.files()
    reaper = dockerfile.command("service", *compose["services"]["reaper"]["command"])
    with image.running(dockerfile.command("service"), grace_s(compose, "service")) as api:
        until("the API does not start", f"{url}/livez", api, log)
        healthy = image.run(*dockerfile.health_command("service"))
        assert (healthy.returncode, healthy.stderr) == (0, "")
        checks = requests.get(f"{url}/readyz", timeout=10).json()["checks"]
        assert checks == {
            "database": "ok",
            "disk": "ok",
            "reaper": "no reaper has run yet: start `oncue reaper`",
            "claims": "ok",
            "aligner": "no aligner runs: what is edited at desks is kept, and its times stay estimated; "
            "start `oncue aligner`",
        }
        with image.running(reaper, grace_s(compose, "reaper")) as process:
            until("no sign of the reaper", f"{url}/readyz", process, log, '"reaper":"ok"')

            parts = {"audio": ("news.mp3", b"sound"), "transcript": ("news.txt", b"Good morning.")}
            assert requests.post(f"{url}/v1/jobs", files=parts, timeout=10).status_code == 401
            key = image.run("oncue", "keys", "create", "desk").stdout.strip()
            authorised = {"Authorization": f"Bearer {key}"}
            answer = requests.post(f"{url}/v1/jobs", files=parts, headers=authorised, timeout=60)
            assert (answer.status_code, answer.json()["status"]) == (202, "queued")
            job = requests.get(url + answer.headers["Location"], headers=authorised, timeout=60).json()
            assert (job["status"], job["filename"]) == ("queued", "news.mp3")
    assert image.files() == before, "it needs a root that can be written to"
    assert image.run(*dockerfile.health_command("service")).returncode != 0


def test_the_workers_image_holds_what_its_groups_name_and_no_api(worker_image: Image, dockerfile: Dockerfile) -> None:
    groups = ["text", "speech", "whisper", "service"]
    packages = next(text for name, text in dockerfile.instructions("worker-packages") if "setup.py --" in text)
    assert packages.split("--packages-only ")[1].split() == groups
    outside = ["hypothesis", "matplotlib", "moto", "mypy", "pytest", "service"]
    code = f"import importlib.util as u; print([m for m in {outside} if u.find_spec(m)])"
    assert worker_image.run("python", "-c", code).stdout.strip() == "[]"
    for modules in ("oncue.cli.processes, worker.app", "oncue.cli.align, worker.engine.server"):
        done = worker_image.run("python", "-c", f"import {modules}")
        assert (done.returncode, done.stderr) == (0, "")
    shown = worker_image.run("oncue", "--help")
    assert {"align", "worker"} <= set(re.findall(r"^  (\w+)", shown.stdout, re.MULTILINE))


@pytest.fixture
def composed(compose: Any, postgres: PostgresServer, tmp_path: Path) -> Iterator[dict[str, dict[str, str]]]:
    """The environment of each of our services as the compose file has it, where its servers and volumes are here.

    Redis runs with the compose file's own command.
    """
    services: dict[str, Any] = compose["services"]
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE oncue LOGIN")
        connection.execute("CREATE DATABASE composed OWNER oncue")
    port, server = free_port(), packaged_server()
    assert server is not None
    command = [filled(word) for word in services["redis"]["command"]]
    assert command[0] == "redis-server"
    places = {
        "@postgres/oncue": f"@127.0.0.1:{postgres.port}/composed",
        "@redis:6379/": f"@127.0.0.1:{port}/",
        "file:///data/blobs": f"file://{tmp_path}/blobs",
        "/var/tmp": str(tmp_path),
    }
    here: dict[str, dict[str, str]] = {}
    for name in OWN:
        given = {each: filled(value) for each, value in services[name]["environment"].items()}
        for there, place in places.items():
            given = {each: value.replace(there, place) for each, value in given.items()}
        here[name] = given
    with (tmp_path / "redis.log").open("wb") as log:
        redis = subprocess.Popen([server, *command[1:], "--port", str(port), "--dir", str(tmp_path)], stdout=log, stderr=log)
    try:
        yield here
    finally:
        redis.terminate()
        redis.wait(60)
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE composed WITH (FORCE)")
            connection.execute("DROP ROLE oncue")


def test_the_composed_roles_together_caption_a_recording(
    image: Image,
    worker_image: Image,
    dockerfile: Dockerfile,
    compose: Any,
    composed: dict[str, dict[str, str]],
    radio_address: Recording,
    tmp_path: Path,
) -> None:
    url, log = f"http://127.0.0.1:{image.port}", image.root / "log"
    before = worker_image.files()
    api = dockerfile.command("service")
    reaper = dockerfile.command("service", *compose["services"]["reaper"]["command"])
    with (
        image.running(reaper, grace_s(compose, "reaper"), composed["reaper"]),
        image.running(api, grace_s(compose, "service"), composed["service"]) as process,
        worker_image.running(dockerfile.command("worker"), grace_s(compose, "worker"), composed["worker"]),
    ):
        until("not ready", f"{url}/readyz", process, log)
        created = subprocess.run(
            [str(image.root / "app/.venv/bin/oncue"), "keys", "create", "desk"],
            env={**image.environment, **composed["service"]},
            capture_output=True,
            text=True,
            check=True,
        )
        authorised = {"Authorization": f"Bearer {created.stdout.strip()}"}
        parts = {
            "audio": ("news.wav", cut(radio_address.audio, tmp_path).read_bytes()),
            "transcript": ("news.txt", SAID.encode()),
        }
        answer = requests.post(f"{url}/v1/jobs", files=parts, headers=authorised, timeout=60)
        assert answer.status_code == 202, answer.text
        job = answer.json()
        deadline = time.monotonic() + 240
        while job["status"] in ("queued", "processing"):
            assert time.monotonic() < deadline, (worker_image.root / "log").read_text()
            job = requests.get(url + answer.headers["Location"], params={"wait": 5}, headers=authorised, timeout=30).json()
        assert job["status"] == "completed", f"{job}\n{(worker_image.root / 'log').read_text()}"
        captions = requests.get(f"{url}/v1/jobs/{job['id']}/captions.srt", headers=authorised, timeout=60)
        assert "Good morning." in captions.text
    assert worker_image.files() == before, "it needs a root that can be written to"


def test_the_composed_align_writes_captions_where_the_compose_file_says(
    worker_image: Image, compose: Any, repository: Path, radio_address: Recording
) -> None:
    service = compose["services"]["align"]
    text = (repository / "docker-compose.yml").read_text(encoding="utf-8")
    example = re.search(r"^#   docker compose run --rm align (.+)$", text, re.MULTILINE)
    assert example
    audio, transcript, _, output = arguments = example[1].split()
    data = worker_image.root / "data"
    (data / audio).parent.mkdir(parents=True)
    ffmpeg("-i", radio_address.audio, "-t", "15", data / audio)
    (data / transcript).write_text(SAID, encoding="utf-8")
    done = worker_image.run(*service["entrypoint"], *arguments, timeout_s=120)
    assert done.returncode == 0, done.stderr
    assert "Good morning." in (data / output).read_text(encoding="utf-8")


def test_a_worker_is_healthy_as_long_as_it_has_its_pool(tmp_path: Path, dockerfile: Dockerfile) -> None:
    command = dockerfile.command("worker")
    environment = {
        **os.environ,
        "ONCUE_DATA_DIR": str(tmp_path / "data"),
        "ONCUE_REDIS_URL": f"redis+socket://{tmp_path}/there-is-none.sock",
    }
    program = str(Path(sys.executable).parent / command[0])
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen([program, *command[1:]], env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while not (pool := psutil.Process(worker.pid).children()):
            assert worker.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        for process, known in ((worker.pid, "whole"), (worker.pid, "alone"), (pool[0].pid, "whole")):
            folder = tmp_path / known / str(process)
            folder.mkdir(parents=True)
            (folder / "cmdline").write_bytes(Path(f"/proc/{process}/cmdline").read_bytes())
    finally:
        worker.terminate()
        worker.wait(60)
    for known, healthy in (("whole", True), ("alone", False)):
        init = tmp_path / known / "1"
        init.mkdir()
        (init / "cmdline").write_bytes("\0".join(["/sbin/docker-init", "--", *command, ""]).encode())
        check = [sys.executable, *dockerfile.health_command("worker")[1:]]
        check[-1] = check[-1].replace("/proc", str(tmp_path / known))
        assert (subprocess.run(check, check=False).returncode == 0) is healthy
