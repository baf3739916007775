"""The command line, called in this process as a shell would call it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

from awning.cli import main


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


def call(*arguments: object) -> Said:
    """Call ``awning`` with these arguments; anything but an end with a code is a failure of the test."""
    out, err = StringIO(), StringIO()
    code: object = "it did not end"
    before, sys.argv = sys.argv, ["awning", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = before
    assert isinstance(code, int), code
    return Said(code, out.getvalue(), err.getvalue())


def one_object(said: Said, *, quiet: bool = True) -> dict[str, Any]:
    """The one JSON object on standard output; quiet commands say nothing beside it."""
    [line] = said.out.splitlines()
    assert said.err == "" or not quiet
    return json.loads(line)
