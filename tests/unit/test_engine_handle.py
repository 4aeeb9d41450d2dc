"""The owner's side of the engine, with small programs in the engine's place."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from oncue.jobs.scratch import Scratch
from worker.engine.client import Engine, EngineDied, EngineFailed, EngineRefused, EngineStopped, EngineTimedOut
from worker.engine.messages import EngineProgress, EngineRequest, EngineResult

Make = Callable[[str], Engine]

PATIENCE_S = 60.0


@pytest.fixture
def make() -> Iterator[Make]:
    """An engine that does `body` for each request: `job` is its name, `say(kind, **fields)` a reply."""
    made: list[Engine] = []

    def engine(body: str) -> Engine:
        program = f"""
import json, os, signal, subprocess, sys, time
def say(kind, **fields):
    print(json.dumps({{kind: fields}}), flush=True)
def result():
    say("result", duration_ms=1000, language=job, quality={{}})
for line in sys.stdin:
    job = json.loads(line)["job"]
{textwrap.indent(textwrap.dedent(body), "    ")}
"""
        made.append(Engine([sys.executable, "-I", "-S", "-c", program]))
        return made[-1]

    yield engine
    for one in made:
        one.close()


def ask(
    engine: Engine,
    job: str = "a",
    *,
    on_progress: Callable[[EngineProgress], None] = lambda progress: None,
    should_stop: Callable[[], str | None] = lambda: None,
    time_limit: Callable[[int | None], float] = lambda audio_ms: PATIENCE_S,
) -> EngineResult:
    request = EngineRequest(job, "audio", "0" * 64, "text", "text.txt", {}, "folder", "output")
    return engine.run(request, on_progress=on_progress, should_stop=should_stop, time_limit=time_limit)


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_progress_is_passed_on_in_order_before_the_result(make: Make) -> None:
    engine = make("""
        say("progress", stage="decode", done=0.5)
        say("progress", stage="decode", done=1.0, audio_ms=1000)
        result()
    """)
    told: list[EngineProgress] = []
    assert ask(engine, on_progress=told.append) == EngineResult(1000, "a", {})
    assert told == [EngineProgress("decode", 0.5), EngineProgress("decode", 1.0, 1000)]


def test_one_process_serves_job_after_job(make: Make) -> None:
    engine = make("result()")
    assert engine.pid is None
    assert ask(engine, "a").language == "a"
    first = engine.pid
    assert ask(engine, "b").language == "b"
    assert engine.pid == first is not None


def test_a_reply_that_comes_in_pieces_is_put_together(make: Make) -> None:
    engine = make("""
        for piece in ('{"progress": {"stage": "lo', 'ad", "done": 0}}\\n{"result": {"duration_ms": 1, "lang', 'uage": "é"'):
            sys.stdout.buffer.write(piece.encode()); sys.stdout.flush(); time.sleep(0.3)
        print(', "quality": {}}}', flush=True)
    """)
    told: list[EngineProgress] = []
    assert ask(engine, on_progress=told.append) == EngineResult(1, "é", {})
    assert told == [EngineProgress("load", 0)]


def test_a_job_at_fault_is_refused_with_its_figures_and_the_engine_goes_on(make: Make) -> None:
    engine = make("""
        if job == "bad": say("problem", code="audio_too_long", detail="Too long.", data={"limit_s": 5}, is_job=True)
        else: result()
    """)
    with pytest.raises(EngineRefused) as refused:
        ask(engine, "bad")
    assert (refused.value.code, refused.value.detail, refused.value.data) == ("audio_too_long", "Too long.", {"limit_s": 5})
    first = engine.pid
    assert ask(engine, "good").language == "good"
    assert engine.pid == first


def test_a_mistake_of_the_engine_is_told_apart_and_the_next_job_gets_a_new_one(make: Make) -> None:
    engine = make("""
        if job == "bad": say("problem", code="internal_error", detail="KeyError", data={}, is_job=False)
        else: result()
    """)
    assert ask(engine, "good").language == "good"
    first = engine.pid
    with pytest.raises(EngineFailed, match="internal_error: KeyError"):
        ask(engine, "bad")
    assert engine.pid is None, "a broken CUDA context would answer every job so"
    assert ask(engine, "good").language == "good"
    assert engine.pid != first


@pytest.mark.parametrize(
    "said",
    [
        "no JSON",
        "[]",
        '{"result": {"duration_ms": "long", "language": "en", "quality": {}}}',
        '{"progress": {"stage": 5, "done": []}}',
        '{"news": {}}',
        "[" * 100_000,
    ],
    ids=["text", "list", "wrong-result", "wrong-progress", "unknown", "deep"],
)
def test_what_cannot_be_understood_is_the_engines_mistake(make: Make, said: str) -> None:
    engine = make(f"print({said!r}, flush=True); time.sleep(1000)")
    with pytest.raises(EngineFailed, match="internal_error: the engine said"):
        ask(engine)
    assert engine.pid is None


def test_a_line_that_does_not_end_does_not_fill_the_memory(make: Make) -> None:
    engine = make("while True: sys.stdout.write('a' * 1000000)")
    with pytest.raises(EngineFailed, match="internal_error: the engine said"):
        ask(engine)


def test_a_command_that_cannot_be_started_says_which_setting_is_wrong() -> None:
    with pytest.raises(EngineFailed, match="ONCUE_ENGINE_COMMAND") as failed:
        ask(Engine(["/there/is/none"]))
    assert failed.value.code == "engine_unavailable"


def test_its_temporary_files_go_with_it(tmp_path: Path) -> None:
    program = """
import json, os, sys, tempfile
for line in sys.stdin:
    open(os.path.join(tempfile.mkdtemp(prefix="pymp-"), "left"), "w").close()
    print(json.dumps({"result": {"duration_ms": 1, "language": tempfile.gettempdir(), "quality": {}}}), flush=True)
"""
    scratch = Scratch("worker", tmp_path)
    engine = Engine([sys.executable, "-I", "-S", "-c", program], scratch=scratch)
    folder = Path(ask(engine).language)
    assert folder.parent == scratch.folder()
    assert list(folder.glob("pymp-*/left"))
    engine.close()
    assert not folder.exists()
    second = Path(ask(engine).language)
    shutil.rmtree(second)
    assert Path(ask(engine).language) != second, "one whose folder was cleaned away is started anew"
    engine.close()
    scratch.close()


def test_stopping_kills_it_with_all_it_started_and_the_next_job_gets_a_new_one(make: Make) -> None:
    engine = make("""
        if job == "quick": result(); continue
        helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        say("progress", stage="refine", done=helper.pid)
        time.sleep(1000)
    """)
    helpers: list[int] = []
    with pytest.raises(EngineStopped) as stopped:
        ask(
            engine,
            "slow",
            on_progress=lambda progress: helpers.append(int(progress.done)),
            should_stop=lambda: "cancelled" if helpers else None,
        )
    assert stopped.value.reason == "cancelled"
    psutil.wait_procs([psutil.Process(pid) for pid in helpers if is_running(pid)], timeout=PATIENCE_S)
    assert not is_running(helpers[0])
    assert engine.pid is None
    assert ask(engine, "quick").language == "quick"


def test_a_frozen_engine_is_ended_by_the_time_that_its_recording_allows(make: Make) -> None:
    engine = make("""
        say("progress", stage="decode", done=1, audio_ms=7000)
        os.kill(os.getpid(), signal.SIGSTOP)
    """)
    with pytest.raises(EngineTimedOut) as late:
        ask(engine, time_limit=lambda audio_ms: PATIENCE_S if audio_ms is None else audio_ms / 10_000)
    assert late.value.limit_s == 0.7
    assert engine.pid is None


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", r"killed by SIGKILL \(out of memory\?\)"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "killed by SIGSEGV"),
        ("os._exit(3)", "exit code 3"),
        ('print(\'{"result": {"dura\', end="", flush=True); os._exit(0)', "exit code 0"),
        ("os.close(1); time.sleep(1000)", "killed by SIGKILL"),
    ],
    ids=["killed", "crashed", "exited", "exited within a reply", "closed its pipe and hung"],
)
def test_an_engine_that_ends_without_an_answer_says_how_and_is_replaced(make: Make, ending: str, told: str) -> None:
    engine = make(f"""
        if job == "bad":
            {ending}
        result()
    """)
    with pytest.raises(EngineDied, match=told):
        ask(engine, "bad")
    assert ask(engine, "good").language == "good"


def test_an_engine_that_died_between_two_jobs_is_replaced_unnoticed(make: Make) -> None:
    engine = make("result()")
    ask(engine, "a")
    assert engine.pid is not None
    first = psutil.Process(engine.pid)
    first.kill()
    while first.status() != psutil.STATUS_ZOMBIE:
        pass
    assert ask(engine, "b").language == "b"
    assert engine.pid != first.pid


def test_after_a_stray_line_the_next_job_never_gets_this_ones_answer(make: Make) -> None:
    engine = make("""
        if job == "noisy": print("Warning: no GPU", flush=True); time.sleep(0.4)
        result()
    """)
    with pytest.raises(EngineFailed, match="Warning: no GPU"):
        ask(engine, "noisy")
    assert ask(engine, "quiet").language == "quiet"


def test_an_owner_who_fails_leaves_no_engine_at_work(make: Make) -> None:
    engine = make("""
        say("progress", stage="load", done=0)
        time.sleep(1000)
    """)
    pids: list[int | None] = []

    def fail(progress: EngineProgress) -> None:
        pids.append(engine.pid)
        raise KeyError("the owner's mistake")

    with pytest.raises(KeyError):
        ask(engine, on_progress=fail)
    assert engine.pid is None
    assert pids[0] is not None
    assert not is_running(pids[0])


@pytest.mark.parametrize("deaf", [False, True], ids=["that listens", "that does not end with its pipe"])
def test_closing_ends_an_idle_engine(make: Make, deaf: bool) -> None:
    engine = make(f"""
        result()
        if {deaf}: time.sleep(1000)
    """)
    ask(engine)
    pid = engine.pid
    assert pid is not None
    engine.close()
    assert engine.pid is None
    assert not is_running(pid)
    engine.close()


def _loaded_by(module: str) -> set[str]:
    program = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout))


@pytest.mark.parametrize("module", ["worker.engine.client", "worker.engine.messages", "worker.runner", "worker.tasks"])
def test_the_owner_loads_none_of_the_libraries_that_do_not_survive_a_fork(module: str) -> None:
    heavy = {"torch", "ctranslate2", "numpy", "onnxruntime", "faster_whisper", "whisper", "pocketsphinx", "av"}
    assert heavy.isdisjoint(_loaded_by(module))


def test_the_engine_knows_neither_queue_nor_database() -> None:
    loaded = _loaded_by("worker.engine.server")
    assert {"celery", "kombu", "redis", "sqlalchemy", "fsspec"}.isdisjoint(loaded)
    assert {"oncue.jobs.store", "oncue.jobs.queue", "oncue.jobs.blobs"}.isdisjoint(loaded)
