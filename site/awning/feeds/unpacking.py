"""Packed files as streams: gzip and zip, told by their first bytes, and never written out."""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, cast

from awning.errors import FeedMissing, FeedUnreadable

MOST_TIMES = 200
"""So many times its packed size a feed may become. Prices pack well, ten to thirty times; bombs a thousand."""
FREELY = 1 << 30
"""In bytes. Up to here nobody asks how many times."""
AT_MOST = 64 << 30
"""In bytes. More than this no packed file may become."""
BUFFER = 1 << 20
_GZIP = b"\x1f\x8b"
# What people send in place of a feed, by its first bytes, and what to do with it.
_FOREIGN = {
    b"PK\x03\x04": "a zip archive packed once more. Unpack it once",
    _GZIP: "packed with gzip twice. Unpack it once",
    b"\xfd7zXZ\x00": "packed with xz. Unpack it, or pack it with gzip or zip",
    b"(\xb5/\xfd": "packed with zstd. Unpack it, or pack it with gzip or zip",
    b"BZh91AY&SY": "packed with bzip2. Unpack it, or pack it with gzip or zip",
    b"7z\xbc\xaf'\x1c": "a 7-Zip archive. Unpack it, or pack it with gzip or zip",
    b"Rar!\x1a\x07": "a RAR archive. Unpack it, or pack it with gzip or zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Excel workbook. Save its sheet as CSV in UTF-8",
    b"%PDF-": "a PDF, made for people. Ask the distributor for the same as CSV, JSON or XML",
}
# All that zipfile, gzip and their helpers raise over bytes that are not as they should be.
DAMAGE = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, LookupError, ValueError, ArithmeticError),
)


def unpacked(path: Path, member: str, name: str) -> BinaryIO:
    """A file, or one of an archive, as a stream of its bytes, gzip taken off.

    Args:
        path: the file.
        member: the name inside of the archive; empty if it is none.
        name: what messages call it.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: it cannot be opened; reading from the stream raises it too, where the file is cut short,
            damaged, something else altogether, or grows beyond all measure.
    """
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(opened(path, name))
        try:
            stream: IO[bytes] = raw
            if member:
                stream = stack.enter_context(stack.enter_context(zipfile.ZipFile(raw)).open(member))
            packed = bool(member)
            if stream.read(2) == _GZIP:
                stream.seek(0)
                stream = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=stream)))
                packed = True
            else:
                stream.seek(0)
            size = os.fstat(raw.fileno()).st_size if packed else None
        except (*DAMAGE, EOFError, OSError) as problem:
            raise trouble(name, problem) from None
        return io.BufferedReader(_Careful(stream, name, size, stack.pop_all().close), BUFFER)


def opened(path: Path, name: str) -> BinaryIO:
    """A file as it is.

    Raises:
        FeedMissing: there is no such file.
        FeedUnreadable: it cannot be opened.
    """
    try:
        return path.open("rb")
    except (FileNotFoundError, ValueError):
        raise missing(name) from None
    except IsADirectoryError:
        raise FeedUnreadable(f"{name}: cannot be read as a feed (it is a folder where a file belongs).") from None
    except OSError as problem:
        raise trouble(name, problem) from None


def inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Take gzip off bytes as they come.

    Raises:
        FeedUnreadable: they are cut short or damaged, or become more than any feed does.
    """
    unpacker, packed, grown = zlib.decompressobj(zlib.MAX_WBITS | 16), 0, 0
    try:
        for chunk in chunks:
            packed += len(chunk)
            left = chunk
            while left:
                if unpacker.eof:  # Several gzip files in a row are one.
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                part = unpacker.decompress(left, BUFFER)
                left = unpacker.unconsumed_tail or unpacker.unused_data
                grown += len(part)
                refuse_swelling(name, grown, packed)
                yield part
        # All bytes may be taken in while some still wait to come out.
        while packed and not unpacker.eof and (part := unpacker.decompress(b"", BUFFER)):
            yield part
    except zlib.error as problem:
        raise trouble(name, problem) from None
    if packed and not unpacker.eof:
        raise _cut_short(name)


def refuse_swelling(name: str, grown: int, packed: int) -> None:
    """Refuse what becomes much more when unpacked than any feed: it would fill memory or disk.

    Raises:
        FeedUnreadable: it does.
    """
    if grown > AT_MOST or grown > max(FREELY, MOST_TIMES * packed):
        raise FeedUnreadable(
            f"{name}: {packed:,} packed bytes become more than {grown - 1:,}, as no feed does. The catalog stays as "
            "it was; ask the distributor what this file is."
        )


def trouble(name: str, problem: Exception) -> FeedUnreadable:
    """What is said of bytes that cannot be had."""
    if isinstance(problem, EOFError):
        return _cut_short(name)
    if isinstance(problem, NotImplementedError):
        return FeedUnreadable(f"{name}: is packed in a way not known here ({problem}). Pack it as plain zip or gzip.")
    if isinstance(problem, DAMAGE):
        return FeedUnreadable(
            f"{name}: the packed file is damaged ({problem}). Fetch the feed again; the catalog stays as it was."
        )
    reason = getattr(problem, "strerror", None) or str(problem)
    return FeedUnreadable(f"{name}: cannot be read as a feed ({reason}).")


def missing(name: str) -> FeedMissing:
    """What is said where a feed is not."""
    return FeedMissing(f"{name}: there is no such feed. Name one that exists, or set `feed:` in config/awning.yaml.")


class _Careful(io.RawIOBase):
    """A stream whose damage is told in the words of feeds."""

    def __init__(self, stream: IO[bytes], name: str, packed: int | None, close: Callable[[], None]) -> None:
        self._stream = stream
        self._name = name
        self._packed = packed
        self._close = close
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            count = cast("io.RawIOBase", self._stream).readinto(buffer) or 0
        except (*DAMAGE, EOFError, OSError) as problem:
            raise trouble(self._name, problem) from None
        if not self._given:
            self._know(bytes(buffer[: min(count, 16)]))
        self._given += count
        if self._packed is not None:
            refuse_swelling(self._name, self._given, self._packed)
        return count

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()

    def _know(self, beginning: bytes) -> None:
        for magic, what in _FOREIGN.items():
            if beginning.startswith(magic):
                raise FeedUnreadable(f"{self._name}: this is {what}, and name that.")


def _cut_short(name: str) -> FeedUnreadable:
    return FeedUnreadable(f"{name}: the packed file is cut short. Fetch the feed again; the catalog stays as it was.")
