"""`python -m worker.engine`: reads requests from standard input until it is closed."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import cast

from oncue.system.parent_death import die_with_parent
from worker.engine.messages import ENGINE_OWNER

if __name__ == "__main__":
    die_with_parent(int(os.environ.get(ENGINE_OWNER, os.getppid())))
    # A request that is not text is answered like any other that cannot be read.
    cast(TextIOWrapper, sys.stdin).reconfigure(encoding="utf-8", errors="replace")
    # Whatever a library prints goes to standard error; the replies keep the pipe for themselves.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    from worker.engine.server import serve

    serve(sys.stdin, replies)
