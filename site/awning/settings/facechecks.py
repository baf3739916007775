"""What a shop's face refers to: files of the project, a theme, and texts in each of its languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from awning.errors import ProjectError
from awning.resources import theme_folder
from awning.settings.face import Brand, Texts
from awning.settings.reseller import Reseller
from awning.yamlfile import Where

Mistake = tuple[Where, str]


def face(folder: Path, reseller: Reseller) -> Iterator[Mistake]:
    """Mistakes of a reseller's settings, which may have others: then what is wrong already is left out."""
    brand: Brand | None = getattr(reseller, "brand", None)
    if brand is not None:
        yield from files_of(folder, brand, ("brand",))
    content = getattr(reseller, "content", None)
    if content is not None and not _lies_in(folder, content):
        yield ("content",), f"{content} is outside of the project folder."
    theme = getattr(reseller, "theme", None)
    if theme is not None:
        try:
            theme_folder(folder, theme)
        except ProjectError as problem:
            yield ("theme",), str(problem)
    yield from _languages(reseller)


def files_of(folder: Path, brand: Brand, where: tuple[str, ...]) -> Iterator[Mistake]:
    """The files a brand names that are not there, or that lie where they would be published by mistake."""
    named = {"logo": brand.logo, "logo_dark": brand.logo_dark}
    for key in ("heading_font", "body_font"):
        font: str = getattr(brand, key)
        named[key] = font if font.endswith(".woff2") else None
    for key, name in named.items():
        if name is not None and not _lies_in(folder, name):
            yield (*where, key), f"{name} is outside of the project folder."
        elif name is not None and not (folder / name).is_file():
            kind = "font" if "font" in key else "logo"
            yield (
                (*where, key),
                f"{name} is not there. Put the {kind} there or correct the path; it begins at the project folder.",
            )


def _languages(reseller: Reseller) -> Iterator[Mistake]:
    first: str | None = getattr(reseller, "language", None)
    further: tuple[str, ...] = getattr(reseller, "languages", ())
    said: dict[str, Texts] = getattr(reseller, "texts_in", {})
    for number, language in enumerate(further):
        if language == first or language in further[:number]:
            yield (
                ("languages", number),
                f"{language} stands there twice: `language` is the first, these are further ones.",
            )
        elif language not in said:
            yield (
                ("languages", number),
                f"there are no texts in {language}. Write the words of `texts` in it, under texts_in.{language}.",
            )
    for language in said:
        if language not in further:
            yield (
                ("texts_in", language),
                f"the shop is not offered in {language}. Add it to `languages`, or leave this out.",
            )


def _lies_in(folder: Path, name: str) -> bool:
    """What a reseller names is published: it must not reach the files of others, or of the machine."""
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False
