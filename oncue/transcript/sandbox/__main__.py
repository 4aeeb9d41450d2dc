"""`python -m oncue.transcript.sandbox`: reads transcripts from standard input until it is closed, within its limits."""

from __future__ import annotations

import os

from oncue.system.parent_death import die_with_parent
from oncue.transcript.sandbox.messages import LIMITS, OWNER_VARIABLE

if __name__ == "__main__":
    die_with_parent(int(os.environ.get(OWNER_VARIABLE, os.getppid())))
    # Whatever a library prints goes to standard error; the replies keep the pipe for themselves.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    from oncue.transcript.sandbox.server import serve

    cpu_s, memory_bytes = (int(limit) for limit in os.environ[LIMITS].split())
    with os.fdopen(0, "rb", closefd=False) as requests:
        serve(requests, replies, cpu_s=cpu_s, memory_bytes=memory_bytes)
