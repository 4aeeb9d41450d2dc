"""The images, without Docker: the Dockerfile's steps and commands in a folder of their own, and what the compose file says.

The API's image is really built: a new virtual environment from pip's packages, half a minute where pip has them in its
cache. Skipped at a desk where pip reaches no packages; never in CI. The worker's is built of this environment's packages,
those that its groups name and no others.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import requests
from ruamel.yaml import YAML

from jobs.settings import Settings
from oncue.supervise.redis_server import packaged_server
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.dockerfile import Dockerfile, build, read_dockerfile
from tests.e2e.engine_runs import SAID, cut
from tests.e2e.linked_packages import make_environment
from tests.servers import PostgresServer, free_port

OWN = ("service", "worker", "reaper")
ENGINE = ("torch", "whisper", "ctranslate2", "faster_whisper", "onnxruntime", "pocketsphinx", "av", "worker")
pytestmark = pytest.mark.timeout(600)  # a disk and a network that others use, too

OFFLINE = re.compile(r"No matching distribution|ConnectionError|NewConnectionError|name resolution|timed out", re.IGNORECASE)


@pytest.fixture(scope="module")
def dockerfile(repository: Path) -> Dockerfile:
    return read_dockerfile(repository / "Dockerfile")


@pytest.fixture(scope="module")
def compose(repository: Path) -> Any:
    """The compose file, as YAML has it: variables are not filled in."""
    return YAML(typ="safe").load(repository / "docker-compose.yml")


class Image:
    """A built image: a folder in place of the root, and its environment."""

    def __init__(self, root: Path, dockerfile: Dockerfile, target: str) -> None:
        self.root = root
        self.port = free_port()
        self.environment = {
            **dockerfile.environment(target, root),
            "PATH": f"{root}/app/.venv/bin:{os.environ['PATH']}",
            "HOME": str(root / "home"),
            "ONCUE_PORT": str(self.port),
            "ONCUE_MIN_FREE_BYTES": "0",
            "ONCUE_REDIS_URL": f"redis+socket://{root}/there-is-none.sock",
        }

    def run(self, *command: str, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs a command in it to its end."""
        return subprocess.run(
            [self._program(command[0]), *command[1:]],
            cwd=self.root / "data",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )

    def _program(self, name: str) -> str:
        """As the image's own PATH has it: not the one of this machine, where there is none."""
        return str(self.root / "app" / ".venv" / "bin" / name)

    @contextmanager
    def running(
        self, command: list[str], grace_s: float, environment: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A container's life: at the end of the block it is told to stop, and gets `grace_s` for it."""
        given = {**self.environment, **(environment or {})}
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                [self._program(command[0]), *command[1:]], cwd=self.root / "data", env=given, stdout=log, stderr=log
            )
        try:
            yield process
            process.terminate()
            assert process.wait(grace_s) == 0, (self.root / "log").read_text()
        finally:
            process.kill()
            process.wait()

    def files(self) -> set[Path]:
        """All that is in it, but for what containers may write to, and what programs do without: bytecode, caches."""
        inside = (path for folder in ("app", "home") for path in (self.root / folder).rglob("*"))
        return {path for path in inside if not {"__pycache__", ".cache"} & set(path.parts)}


@pytest.fixture(scope="module")
def image(repository: Path, tmp_path_factory: pytest.TempPathFactory, dockerfile: Dockerfile) -> Image:
    """The API's image, from the Dockerfile's own COPY and RUN."""
    root = tmp_path_factory.mktemp("image")
    try:
        build(dockerfile, "service", repository, root)
    except subprocess.CalledProcessError as error:
        if OFFLINE.search(error.stderr) and not os.environ.get("CI"):
            pytest.skip("pip reaches no packages here")
        pytest.fail(f"{error.cmd}: {error.stderr}")
    return Image(root, dockerfile, "service")


@pytest.fixture(scope="module")
def worker_image(repository: Path, tmp_path_factory: pytest.TempPathFactory, dockerfile: Dockerfile) -> Image:
    """The workers' image, from the Dockerfile's own COPY and RUN, with the packages that its RUN names."""
    root = tmp_path_factory.mktemp("worker-image")

    def install(folder: Path, groups: list[str]) -> None:
        missing = make_environment(folder, groups)
        assert not missing or (not os.environ.get("CI") and "torch" in missing), f"not in this environment: {missing}"

    build(dockerfile, "worker", repository, root, install)
    return Image(root, dockerfile, "worker")


def until(what: str, url: str, process: subprocess.Popen[bytes], log: Path, said: str = "") -> None:
    """Returns when the address answers 200 and its answer holds `said`."""
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = requests.get(url, timeout=5)
            if answer.status_code == 200 and said in answer.text:
                return
        except requests.ConnectionError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{what}: {log.read_text()}")
        time.sleep(0.1)


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
        }
        with image.running(reaper, grace_s(compose, "reaper")) as process:
            until("no sign of the reaper", f"{url}/readyz", process, log, '"reaper":"ok"')

            parts = {"audio": ("news.mp3", b"sound"), "transcript": ("news.txt", b"Good morning.")}
            assert requests.post(f"{url}/v1/jobs", files=parts, timeout=10).status_code == 401
            key = image.run("oncue", "keys", "create", "desk").stdout.strip()
            authorised = {"Authorization": f"Bearer {key}"}
            answer = requests.post(f"{url}/v1/jobs", files=parts, headers=authorised, timeout=10)
            assert (answer.status_code, answer.json()["status"]) == (202, "queued")
            job = requests.get(url + answer.headers["Location"], headers=authorised, timeout=10).json()
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
    for modules in ("oncue.running, worker.app", "oncue.align, worker.engine.loop"):
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
        redis.wait(30)
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE composed WITH (FORCE)")
            connection.execute("DROP ROLE oncue")


def filled(value: str) -> str:
    """With a password in place of each variable."""
    return re.sub(r"\$\{\w+:\?[^}]*\}", "secret", value)


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
        answer = requests.post(f"{url}/v1/jobs", files=parts, headers=authorised, timeout=10)
        assert answer.status_code == 202, answer.text
        job = answer.json()
        deadline = time.monotonic() + 120
        while job["status"] in ("queued", "processing"):
            assert time.monotonic() < deadline, (worker_image.root / "log").read_text()
            job = requests.get(url + answer.headers["Location"], params={"wait": 5}, headers=authorised, timeout=30).json()
        assert job["status"] == "completed", f"{job}\n{(worker_image.root / 'log').read_text()}"
        captions = requests.get(f"{url}/v1/jobs/{job['id']}/captions.srt", headers=authorised, timeout=10)
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
        worker.wait(30)
    for known, healthy in (("whole", True), ("alone", False)):
        init = tmp_path / known / "1"
        init.mkdir()
        (init / "cmdline").write_bytes("\0".join(["/sbin/docker-init", "--", *command, ""]).encode())
        check = [sys.executable, *dockerfile.health_command("worker")[1:]]
        check[-1] = check[-1].replace("/proc", str(tmp_path / known))
        assert (subprocess.run(check, check=False).returncode == 0) is healthy


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
