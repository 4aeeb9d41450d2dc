"""`python -m oncue.transcript.sandbox`: reads transcripts from standard input until it is closed, within its limits."""

from __future__ import annotations

import os

from oncue.system.parent_death import die_with_parent
from oncue.transcript.sandbox.messages import OWNER_VARIABLE

if __name__ == "__main__":
    die_with_parent(int(os.environ.get(OWNER_VARIABLE, os.getppid())))

    from oncue.transcript.sandbox.server import READING, run

    run(READING)
