"""The images, without Docker: the Dockerfile's steps and commands in a folder of their own, and what the compose file says.

The API's image is really built: a new virtual environment from pip's packages, half a minute where pip has them in its
cache. Skipped at a desk where pip reaches no packages; never in CI.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from ruamel.yaml import YAML

from jobs.settings import Settings
from tests.e2e.dockerfile import Dockerfile, build, read_dockerfile
from tests.servers import free_port

OWN = ("service", "worker", "reaper")
ENGINE = ("torch", "whisper", "ctranslate2", "faster_whisper", "onnxruntime", "pocketsphinx", "av", "worker")
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
            "HOME": str(root / "home"),
            "ONCUE_PORT": str(self.port),
            "ONCUE_MIN_FREE_BYTES": "0",
            "ONCUE_REDIS_URL": f"redis+socket://{root}/there-is-none.sock",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in it to its end."""
        return subprocess.run(
            command, cwd=self.root / "data", env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )

    @contextmanager
    def running(self, command: list[str], grace_s: float) -> Iterator[subprocess.Popen[bytes]]:
        """A container's life: at the end of the block it is told to stop, and gets `grace_s` for it."""
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=self.root / "data", env=self.environment, stdout=log, stderr=log)
        try:
            yield process
            process.terminate()
            assert process.wait(grace_s) == 0, (self.root / "log").read_text()
        finally:
            process.kill()
            process.wait()

    def files(self) -> set[Path]:
        """All that is in it, but for what containers may write to, and bytecode, which Python does without."""
        inside = (path for folder in ("app", "home") for path in (self.root / folder).rglob("*"))
        return {path for path in inside if "__pycache__" not in path.parts}


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


def until(what: str, url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if requests.get(url, timeout=5).status_code == 200:
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
        assert checks == {"database": "ok", "disk": "ok", "reaper": "no reaper has run yet: start `oncue reaper`"}
        with image.running(reaper, grace_s(compose, "reaper")) as process:
            until("not ready with a reaper", f"{url}/readyz", process, log)

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


def test_the_workers_image_has_all_that_a_worker_imports(repository: Path, tmp_path: Path, dockerfile: Dockerfile) -> None:
    sources = {source for source, _ in dockerfile.copied("worker")} & {
        "alignment",
        "jobs",
        "oncue",
        "parsing",
        "service",
        "worker",
    }
    for source in sources:
        (tmp_path / source).symlink_to(repository / source)
    code = (
        "import sys; from pathlib import Path; import oncue.running, oncue.align, worker.app, worker.engine.loop;"
        "print(*{Path(m.__file__).relative_to(Path.cwd()).parts[0] for n, m in sys.modules.items()"
        "  if n.split('.')[0] in ('alignment', 'jobs', 'oncue', 'parsing', 'service', 'worker')})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, set(done.stdout.split())) == (0, sources), done.stderr
    assert sources == {"alignment", "jobs", "oncue", "parsing", "worker"}
    packages = next(text for name, text in dockerfile.instructions("worker-packages") if "setup.py --" in text)
    assert packages.split("--packages-only ")[1].split() == ["text", "speech", "whisper", "service"]


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
        filled = {each: re.sub(r"\$\{\w+:\?[^}]*\}", "secret", value) for each, value in given.items()}
        own: dict[str, Any] = {
            each.removeprefix("ONCUE_").lower(): value for each, value in filled.items() if each.startswith("ONCUE_")
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
