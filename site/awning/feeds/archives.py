"""Zip archives: which files of a feed lie in one.

Names inside of an archive are only names: nothing is ever put on disk under them.
"""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

from awning.errors import FeedUnreadable
from awning.feeds.unpacking import DAMAGE, opened, refuse_swelling, trouble

MOST_MEMBERS = 1_000
_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_archive(path: Path, name: str) -> bool:
    """Whether a file is a zip archive.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: it cannot be opened.
    """
    with opened(path, name) as raw:
        try:
            return raw.read(4) in _BEGINNINGS
        except OSError as problem:
            raise trouble(name, problem) from None


def members(path: Path, name: str) -> list[str]:
    """The names of an archive's files in their order, without hidden ones.

    Raises:
        FeedUnreadable: it is cut short, damaged, encrypted, a workbook, or holds more than anybody packs.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [each for each in archive.infolist() if not each.filename.endswith("/")]
    except (*DAMAGE, EOFError) as problem:
        raise FeedUnreadable(
            f"{name}: this zip archive is cut short or damaged ({problem}). Fetch the feed again; "
            "the catalog stays as it was."
        ) from None
    except OSError as problem:
        raise trouble(name, problem) from None
    names = sorted(each.filename for each in found if not is_hidden(each.filename))
    if "[Content_Types].xml" in names and any(each.startswith("xl/") for each in names):
        raise FeedUnreadable(f"{name}: this is an Excel workbook. Save its sheet as CSV in UTF-8, and name that.")
    if any(each.flag_bits & 1 for each in found):
        raise FeedUnreadable(f"{name}: this zip archive is encrypted. Unpack it with its password, and name the files.")
    if len(names) > MOST_MEMBERS:
        raise FeedUnreadable(
            f"{name}: this zip archive holds {len(names):,} files, and {MOST_MEMBERS:,} may stand in one. "
            "Unpack it, and name the folder."
        )
    if twice := next((first for first, second in pairwise(names) if first == second), ""):
        raise FeedUnreadable(f"{name}: this zip archive holds two files called {printable(twice)}. Pack it again.")
    refuse_swelling(name, sum(each.file_size for each in found), path.stat().st_size)
    return names


def is_hidden(name: str) -> bool:
    """Whether a file is none for people: its name or a folder above it begins with a dot, or is macOS's own."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts)


def printable(name: str) -> str:
    """A file's name as a message can show it: archives may call their files anything."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
