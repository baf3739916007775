"""What a process cost: processor time and the most memory it held, as the system counted them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process from its first to its last moment, the start of Python included."""

    cpu_s: float
    peak_mb: float
    out: str


def run(arguments: Sequence[str | Path], *, cwd: Path) -> Cost:
    """Run Python with these arguments and wait for it.

    Raises:
        RuntimeError: it failed; its own words are in the message.
    """
    with (
        tempfile.TemporaryFile("w+") as err,
        subprocess.Popen(
            [sys.executable, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=err, text=True
        ) as process,
    ):
        out = process.stdout.read() if process.stdout else ""
        # Popen.wait would throw the counts away.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        said = err.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {process.returncode}:\n{out}{said}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out)
