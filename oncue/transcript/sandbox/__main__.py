"""`python -m oncue.transcript.sandbox`: reads transcripts from standard input until it is closed, within its limits.

With `once` behind it, it reads one soonest: what few texts need is loaded by the text that needs it.
"""

from __future__ import annotations

import os
import sys

from oncue.system.parent_death import die_with_parent
from oncue.transcript.sandbox.messages import ONCE, OWNER_VARIABLE

if __name__ == "__main__":
    die_with_parent(int(os.environ.get(OWNER_VARIABLE, os.getppid())))

    from oncue.transcript.sandbox.server import READING, READING_ONCE, run

    run(READING_ONCE if ONCE in sys.argv else READING)
