"""Addresses of feeds, and how messages show them: without passwords and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from awning.feeds.archives import printable

HIDDEN = "***"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://|(ingram):")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s'\"<>]+")
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,10})?(\.[A-Za-z0-9]{1,10})$")
_PORT = re.compile("[0-9]{1,5}")
_SHORTEST_SECRET = 4


def scheme_of(source: str) -> str:
    """What stands before ``://``, in small letters; empty if the source is a path."""
    found = _SCHEME.match(source)
    return (found[1] or found[2]).lower() if found else ""


def masked(source: str) -> str:
    """A source as messages show it: who logs in, and all that stands in the query, is hidden."""
    scheme, separator, rest = source.partition("://")
    if not separator or not scheme_of(source):
        return printable(source)
    user, rest = _user(scheme.lower(), rest)
    place, sharp, _ = rest.partition("#")
    place, question, query = place.partition("?")
    names = [f"{part.partition('=')[0]}={HIDDEN}" if "=" in part else HIDDEN for part in query.split("&") if part]
    shown_user = f"{HIDDEN}@" if user else ""
    return printable(f"{scheme}://{shown_user}{place}{question}{'&'.join(names)}{sharp and '#' + HIDDEN}")


def scrubbed(text: str, source: str) -> str:
    """What somebody else's package says of a source, on one line and without the source's secrets."""
    result = _ADDRESS.sub(lambda found: masked(found[0]), " ".join(text.split()))
    for secret in sorted(_secrets(source), key=len, reverse=True):
        result = result.replace(secret, HIDDEN)
    return printable(result)


def ending(source: str) -> str:
    """How the file's name ends, with that of a packer: ``.ndjson.gz``. It tells lines of JSON from one text."""
    place = re.split(r"[?#]", source.partition("://")[2], maxsplit=1)[0]
    found = _ENDING.search(place.rpartition("/")[2]) if "/" in place else None
    return found[0].lower() if found else ""


def _user(scheme: str, rest: str) -> tuple[str, str]:
    """Who logs in, if that is to be hidden, and what stands behind."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        user = authority.rpartition("@")[0]
        # A name alone is a key at some web servers; elsewhere it is a container, as in abfs://feeds@account.
        return (user, rest[len(user) + 1 :]) if scheme.startswith("http") or ":" in user else ("", rest)
    port = authority.rpartition(":")[2] if ":" in authority and not authority.startswith("[") else ""
    if "@" in rest and port and not _PORT.fullmatch(port):
        # No port looks so: this is a password with a slash or a question mark in it that nobody escaped.
        user, _, behind = rest.rpartition("@")
        return user, behind
    return "", rest


def _secrets(source: str) -> Iterator[str]:
    scheme, _, rest = source.partition("://")
    user, rest = _user(scheme.lower(), rest)
    query = rest.partition("?")[2]
    for part in (*user.split(":"), user.partition(":")[2], *(part.partition("=")[2] for part in query.split("&"))):
        yield from (each for each in (part, unquote(part)) if len(each) >= _SHORTEST_SECRET)
