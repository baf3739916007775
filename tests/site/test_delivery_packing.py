"""Packing: smaller files for the way to the browser."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import brotli
import pytest

from awning.delivery.packing import LEAST, Packing
from awning.errors import ProjectError

_unpack: Any = brotli.decompress  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] (Untyped.)
PAGE = b"<p>A phone system for ten people, ready in an hour.</p>\n" * 200
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(30))


def test_packed_files_unpack_to_what_they_were() -> None:
    packed = Packing().packed(PAGE, "index.html")

    assert sorted(packed) == ["br", "gz"]
    assert gzip.decompress(packed["gz"]) == PAGE
    assert _unpack(packed["br"]) == PAGE


def test_the_same_content_packs_to_the_same_bytes() -> None:
    packed = Packing().packed(PAGE, "index.html")

    assert packed == Packing().packed(PAGE, "en/index.html")
    assert packed["gz"][4:8] == bytes(4), "the time of packing"


@pytest.mark.parametrize(
    ("path", "content"),
    [("photo.avif", PAGE), ("font.woff2", PAGE), ("index.html", PAGE[: LEAST - 1]), ("noise.txt", NOISE)],
    ids=["a picture", "a font", "a short page", "what does not get smaller"],
)
def test_nothing_is_packed_in_vain(path: str, content: bytes) -> None:
    assert Packing().packed(content, path) == {}


def test_files_that_all_pages_share_are_packed_harder() -> None:
    style = "".join(
        f".a{number} {{ color: #{number * 7919:06x}; margin: {number}px }}\n" for number in range(400)
    ).encode()

    shared = Packing().packed(style, "assets/canopy.0123456789.css")
    own = Packing().packed(style, "canopy.css")

    assert len(shared["br"]) < len(own["br"])


def test_what_one_shop_packed_the_next_need_not(tmp_path: Path) -> None:
    first = Packing(tmp_path).packed(PAGE, "index.html")
    kept = sorted(tmp_path.rglob("*.*"))
    kept[0].write_bytes(b"kept")

    again = Packing(tmp_path).packed(PAGE, "about.html")

    assert len(kept) == 2
    assert again == {"br": b"kept", "gz": first["gz"]}


def test_files_kept_are_told_apart_by_how_hard_they_were_packed(tmp_path: Path) -> None:
    Packing(tmp_path).packed(PAGE, "index.html")
    Packing(tmp_path).packed(PAGE, "assets/x.0123456789.css")

    assert sorted(path.name.partition(".")[2] for path in tmp_path.rglob("*.*")) == ["11.br", "5.br", "9.gz"]


def test_a_place_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "packed").write_text("a file, not a folder")

    with pytest.raises(ProjectError, match="Packed files are kept there"):
        Packing(tmp_path / "packed").packed(PAGE, "index.html")
