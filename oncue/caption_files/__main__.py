"""`python -m oncue.caption_files`: checks caption files from standard input until it is closed, within its limits."""

from __future__ import annotations

import os

from oncue.system.parent_death import die_with_parent
from oncue.transcript.sandbox.messages import OWNER_VARIABLE

if __name__ == "__main__":
    die_with_parent(int(os.environ.get(OWNER_VARIABLE, os.getppid())))

    from oncue.caption_files.checking_process import CHECKING
    from oncue.transcript.sandbox.server import run

    run(CHECKING)
