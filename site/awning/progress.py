"""Progress on a terminal: what is being done and how far it is, for people who wait; silence for everybody else."""

from __future__ import annotations

import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

# What is over sooner would only flicker.
_PATIENCE_S = 0.5


class Waiting:
    """A bar that appears when something takes its time, and is gone when it is done."""

    def __init__(self, console: Console, patience_s: float = _PATIENCE_S) -> None:
        """Draw on a console, after so many seconds; one that is no terminal, or quiet, gets nothing."""
        self._patience_s = patience_s
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal or console.quiet,
        )  # fmt: skip
        self._task: TaskID | None = None
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, what: str, done: int, whole: int | None) -> None:
        """Say what is being done, how much of it is done, and of how much, if that is known."""
        if self._task is None:
            if time.monotonic() - self._since < self._patience_s:
                return
            self._bar.start()
            self._task = self._bar.add_task("", count="")
        count = f"{done:,} of {whole:,}" if whole else f"{done:,}" if done else ""
        self._bar.update(self._task, description=what, completed=done, total=whole, count=count)
