"""An engine that fails in a given manner: `python -m bench.faults.broken_engine internal_error|dies|hangs|garbage`."""

from __future__ import annotations

import os
import sys
import time

from oncue.system.parent_death import die_with_parent
from worker.engine.messages import ENGINE_OWNER, EngineProblem, reply_to_line


def main(manner: str) -> None:
    """Answers each request in that manner."""
    for _ in sys.stdin:
        if manner == "dies":
            sys.exit(1)
        if manner == "hangs":
            time.sleep(1e6)
        if manner == "garbage":
            print('{"result": {"duration_ms": "long", "words": [')
        else:
            problem = EngineProblem("internal_error", "Library libcublas.so.12 is not found", is_job=False)
            print(reply_to_line(problem), end="")
        sys.stdout.flush()


if __name__ == "__main__":
    die_with_parent(int(os.environ[ENGINE_OWNER]))
    main(sys.argv[1])
