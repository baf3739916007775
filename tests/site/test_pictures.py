"""A photograph of a stranger becomes small, upright, anonymous files; what is none, or too much, is refused by name."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageCms

from awning.errors import PictureError
from awning.pictures.cache import Cache
from awning.pictures.names import digest_of, plain
from awning.pictures.shown import shown
from awning.pictures.sources import FILE_MAX, raster_size
from awning.pictures.variants import FINE, QUICK, variants, widths_of
from support_images import bomb, encoded, picture, svg

RED = (255, 0, 0)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "var" / "pictures")


def stored(folder: Path, content: bytes, name: str = "Photo of a Dock.jpg") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, (1,)),
        (200, (200,)),
        (320, (320,)),
        (350, (320,)),
        (500, (320, 500)),
        (960, (320, 640, 960)),
        (1200, (320, 640, 960, 1200)),
        (4000, (320, 640, 960, 1280)),
    ],
)
def test_a_picture_is_never_made_wider_than_it_is(width: int, widths: tuple[int, ...]) -> None:
    assert widths_of(width) == widths


def test_a_photograph_comes_in_three_formats_and_the_sizes_of_screens(tmp_path: Path, cache: Cache) -> None:
    source = stored(tmp_path, encoded(picture(700, 350), "JPEG"))

    made = variants(source, cache, QUICK)

    assert (made.width, made.height) == (640, 320)
    assert [(kind, [width for _, width in names]) for kind, names in made.sources] == [
        ("image/avif", [320, 640]),
        ("image/webp", [320, 640]),
    ]
    assert re.fullmatch(r"photo-of-a-dock-640\.[0-9a-f]{10}\.jpg", made.fallback)
    assert made.srcsets("/pictures")[1][1] == ", ".join(
        f"/pictures/{name} {width}w" for name, width in made.sources[1][1]
    )
    for name in made.files:
        content = made.content(name)
        assert digest_of(content) in name
        image = opened(content)
        assert f"-{image.width}." in name
        assert image.width == 2 * image.height
        assert {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[name.rpartition(".")[2]] == image.format


def test_a_picture_that_lies_on_its_side_is_set_upright_and_says_nothing_of_its_camera(
    tmp_path: Path, cache: Cache
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Jane Doe"
    content = encoded(picture(400, 200), "JPEG", exif=exif, quality=95, comment=b"taken at home")
    source = stored(tmp_path, content)

    made = variants(source, cache, QUICK)

    assert raster_size(content, "photo.jpg") == (200, 400)
    assert (made.width, made.height) == (200, 400)
    for name in made.files:
        published = made.content(name)
        assert b"Jane Doe" not in published
        assert b"taken at home" not in published
        assert not opened(published).getexif()
    upper_right = opened(made.content(made.fallback)).convert("RGB").getpixel((190, 10))
    assert isinstance(upper_right, tuple)
    assert upper_right[0] > 240
    assert max(upper_right[1:]) < 30


def test_colours_of_another_profile_become_srgb_and_the_profile_goes(tmp_path: Path, cache: Cache) -> None:
    srgb = cast("Any", ImageCms).createProfile("sRGB")
    profile = ImageCms.ImageCmsProfile(srgb).tobytes()
    source = stored(tmp_path, encoded(Image.new("RGB", (40, 40), RED), "PNG", icc_profile=profile), "red.png")

    made = variants(source, cache, QUICK)

    assert [name for name in made.files if opened(made.content(name)).info.get("icc_profile")] == []
    assert opened(made.content(made.sources[1][1][0][0])).convert("RGB").getpixel((20, 20))[0] >= 250  # type: ignore[index]


@pytest.mark.parametrize(
    ("image", "kind", "ending"),
    [
        pytest.param(Image.new("RGBA", (40, 40), (255, 0, 0, 90)), "PNG", "png", id="see-through PNG"),
        pytest.param(Image.new("RGBA", (40, 40), (255, 0, 0, 255)), "PNG", "jpg", id="PNG with a layer nobody needs"),
        pytest.param(Image.new("LA", (40, 40), (90, 90)), "PNG", "png", id="grey and see-through"),
        pytest.param(Image.new("1", (40, 40), 1), "PNG", "jpg", id="black and white"),
        pytest.param(Image.new("I;16", (40, 40), 0x8080), "PNG", "jpg", id="sixteen bits of grey"),
        pytest.param(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG", "jpg", id="CMYK from a printer"),
        pytest.param(Image.new("P", (40, 40), 3), "GIF", "jpg", id="GIF"),
        pytest.param(Image.new("RGB", (40, 40), RED), "WEBP", "jpg", id="WebP"),
        pytest.param(Image.new("RGB", (40, 40), RED), "AVIF", "jpg", id="AVIF"),
    ],
)
def test_every_kind_of_picture_can_be_shown(
    tmp_path: Path, cache: Cache, image: Image.Image, kind: str, ending: str
) -> None:
    made = variants(stored(tmp_path, encoded(image, kind), "x.dat"), cache, QUICK)

    assert made.fallback.endswith(ending)
    assert (made.width, made.height) == (40, 40)


def test_sixteen_bits_of_grey_keep_their_brightness(tmp_path: Path, cache: Cache) -> None:
    source = stored(tmp_path, encoded(Image.new("I;16", (40, 40), 0x8080), "PNG"), "grey.png")

    made = variants(source, cache, QUICK)

    assert opened(made.content(made.fallback)).convert("L").getpixel((20, 20)) in {127, 128, 129}


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path, cache: Cache) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    source = stored(tmp_path, encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), "moving.gif")

    made = variants(source, cache, QUICK)

    shade = opened(made.content(made.fallback)).convert("RGB").getpixel((20, 20))
    assert isinstance(shade, tuple)
    assert shade[0] > 240


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "dock.png is empty", id="empty"),
        pytest.param(b"<html>not found</html>", "dock.png is not a picture. PNG, JPEG,", id="an error page"),
        pytest.param(encoded(picture(90, 90), "PNG")[:150], "dock.png is damaged", id="cut short"),
        pytest.param(encoded(picture(90, 90), "JPEG")[:700], "dock.png is damaged", id="JPEG cut short"),
        pytest.param(bomb(9_000, 9_000), "dock.png has 9,000 x 9,000 pixels", id="too many pixels"),
        pytest.param(bomb(60_000, 60_000), "dock.png has more than 50,000,000 pixels", id="a bomb"),
        pytest.param(bomb(20_000, 1), "dock.png has 20,000 x 1 pixels", id="longer than WebP can hold"),
        pytest.param(encoded(picture(9, 9), "BMP"), "dock.png is not a picture", id="a kind nobody shows"),
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(tmp_path: Path, cache: Cache, content: bytes, said: str) -> None:
    with pytest.raises(PictureError, match=f"^{re.escape(said)}"):
        variants(stored(tmp_path, content, "dock.png"), cache, QUICK)


def test_a_file_of_forty_megabytes_is_refused_before_it_is_read(tmp_path: Path, cache: Cache) -> None:
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(FILE_MAX + 1)

    with pytest.raises(PictureError, match=r"^huge\.jpg has 41,943,041 bytes; 41,943,040 are allowed"):
        variants(path, cache)


def test_a_picture_that_is_not_there_is_named(tmp_path: Path, cache: Cache) -> None:
    with pytest.raises(PictureError, match=r"^gone\.png cannot be read \(No such file or directory\)\."):
        variants(tmp_path / "gone.png", cache)


def test_two_shops_with_the_same_picture_share_one_set(tmp_path: Path, cache: Cache) -> None:
    content = encoded(picture(100, 100), "PNG")
    first = variants(stored(tmp_path, content, "one.png"), cache, QUICK)
    before = {path: path.stat().st_mtime_ns for path in first.files.values() if isinstance(path, Path)}

    second = variants(stored(tmp_path, content, "other.png"), cache, QUICK)

    assert [name.replace("other", "one") for name in second.files] == list(first.files)
    assert {path: path.stat().st_mtime_ns for path in second.files.values() if isinstance(path, Path)} == before


def test_another_recipe_makes_another_set(tmp_path: Path, cache: Cache) -> None:
    source = stored(tmp_path, encoded(picture(64, 64), "PNG"))

    assert set(variants(source, cache, FINE).files.values()).isdisjoint(variants(source, cache, QUICK).files.values())


@pytest.mark.parametrize("spoilt", ["note.json", "64.webp"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]"], ids=["emptied", "other words", "a list"])
def test_a_damaged_file_of_the_cache_is_made_again(tmp_path: Path, cache: Cache, spoilt: str, damage: bytes) -> None:
    source = stored(tmp_path, encoded(picture(64, 64), "PNG"))
    good = variants(source, cache, QUICK)
    contents = {name: good.content(name) for name in good.files}
    (found,) = cache.folder.rglob(spoilt)
    found.write_bytes(damage)

    again = variants(source, cache, QUICK)

    assert {name: again.content(name) for name in again.files} == contents
    assert found.read_bytes() != damage
    assert [path for path in cache.folder.rglob("*") if re.search(r"\.\d+-\d+$", path.name)] == []


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Größe & Maß.PNG", "grosse-mass"),
        ("../../etc/passwd", "etc-passwd"),
        ("😀.png", "picture"),
        ("a" * 300, "a" * 60),
    ],
    ids=["umlauts", "a path", "a face", "long"],
)
def test_names_of_files_hold_nothing_that_an_address_cannot(name: str, stem: str) -> None:
    assert plain(name) == stem


def test_a_drawing_of_the_feed_is_cleaned_tinted_and_counted(tmp_path: Path, cache: Cache) -> None:
    drawing = svg('<script>alert(1)</script><rect width="9" height="9" fill="#3366cc"/>')
    source = stored(tmp_path, drawing, "Mail Box.svg")

    for _ in range(2):
        made = shown(source, cache, lambda text: text.replace("#3366cc", "#d0412e"), QUICK)

        assert (made.width, made.height, made.sources) == (240, 80, ())
        assert made.removed == ("line 1: <script>",)
        assert re.fullmatch(r"mail-box\.[0-9a-f]{10}\.svg", made.fallback)
        assert made.content(made.fallback).endswith(b'<rect width="9" height="9" fill="#d0412e"/></svg>')
        assert b"script" not in made.content(made.fallback)
