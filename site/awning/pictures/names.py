"""Names of generated files: what the file is, and a digest of what is in it, so that browsers may keep it for ever."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")
_ENDING = re.compile(r"\.[a-z0-9]{1,5}$")
_STEM_MAX = 60


def hashed(name: str, content: bytes) -> str:
    """``body.woff2`` becomes ``body.0123456789.woff2``; the same rule as that of the theme's files."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{digest_of(content)}{dot}{ending}" if dot else f"{name}.{digest_of(content)}"


def digest_of(content: bytes) -> str:
    """Ten hexadecimal digits: enough to tell apart what stands under one name."""
    return hashlib.sha256(content).hexdigest()[:10]


def plain(name: str) -> str:
    """A file's name without its ending, in letters that any server and any address can hold; ``picture`` for none."""
    spelt = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", _ENDING.sub("", spelt)).strip("-")[:_STEM_MAX] or "picture"
