"""Where settings lie: the project's file, one file a reseller, and the files these build on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from awning.errors import ProjectError, SettingsError
from awning.settings.kinds import SLUG
from awning.yamlfile import YamlFile, read_yaml
from awning.yamlmerge import Extended
from awning.yamlmodel import did_you_mean

_ENDING = ".yaml"


def project_file(folder: Path) -> Path:
    """Where the project's own settings lie."""
    return folder / "config" / "awning.yaml"


def reseller_file(folder: Path, slug: str) -> Path:
    """Where a reseller's settings lie."""
    return folder / "config" / "resellers" / f"{slug}{_ENDING}"


def reseller_slugs(folder: Path) -> list[str]:
    """The slugs of all shops of the project, in alphabetical order; files that begin with ``_`` are none.

    A file with the wrong ending is among them, so that reading it says so.

    Raises:
        ProjectError: there is none.
    """
    slugs = known_slugs(folder)
    if not slugs:
        raise ProjectError(
            f"{folder / 'config' / 'resellers'}: no reseller is here. `awning init DIR` makes a project with two."
        )
    return slugs


def known_slugs(folder: Path) -> list[str]:
    """The same, and nothing where there is none."""
    files = (folder / "config" / "resellers").glob("*.y*ml")
    return sorted({path.stem for path in files if path.suffix in {_ENDING, ".yml"} and not path.stem.startswith("_")})


def read_own(folder: Path, slug: str) -> YamlFile:
    """Read a reseller's own file, without what it builds on.

    Raises:
        SettingsError: there is no such reseller, or its file is named or written in a wrong way.
    """
    path = reseller_file(folder, slug)
    if not SLUG.fullmatch(slug):
        raise SettingsError(
            f"{path}:1:1: a reseller's file is named with small letters, digits and dashes, as blue-sky.yaml."
        )
    other = path.with_suffix(".yml")
    if other.is_file():
        advice = f"Remove it, or {path.name}" if path.is_file() else f"Rename it to {path.name}"
        raise SettingsError(f"{other}:1:1: settings are read from files that end in {_ENDING}. {advice}.")
    if not path.is_file():
        known = reseller_slugs(folder)
        raise SettingsError(
            f"{path}: there is no reseller {slug!r}.{did_you_mean(slug, known)} Known are {', '.join(known)}."
        )
    return read_yaml(path)


def whole(folder: Path, file: YamlFile) -> YamlFile | Extended:
    """A file over all it builds on.

    Raises:
        SettingsError: a base is not there, lies outside of the project, or builds on this file itself.
    """
    chain = [file, *_bases(folder, file)]
    result: YamlFile | Extended = chain.pop()
    while chain:
        result = Extended(chain.pop(), result)
    return result


def bases_there(folder: Path, file: YamlFile) -> Iterator[Path]:
    """The files a file builds on, as far as they can be read."""
    try:
        for base in _bases(folder, file):
            yield base.path
    except SettingsError:
        return


def _bases(folder: Path, file: YamlFile) -> Iterator[YamlFile]:
    """The file it builds on, the one that builds on, and so on."""
    seen = [file.path.resolve()]
    # What is no text is for the model to refuse.
    while isinstance(name := file.data.get("extends"), str) and name:
        path = _base_path(folder, file, name)
        if path.resolve() in seen:
            around = " extends ".join(each.name for each in [*seen[seen.index(path.resolve()) :], path])
            raise SettingsError(f"{_extends(file)}: {around}: a circle. One of these files has to stand alone.")
        seen.append(path.resolve())
        file = read_yaml(path)
        yield file


def _base_path(folder: Path, file: YamlFile, name: str) -> Path:
    is_path = "/" in name or name.endswith((_ENDING, ".yml"))
    path = file.path.parent / name if is_path else reseller_file(folder, name)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        there = inside and path.is_file()
    except (OSError, ValueError):
        inside = there = False
    if not inside:
        raise SettingsError(f"{_extends(file)}: {name} is outside of the project folder.")
    if not there:
        around = sorted(each.stem for each in path.parent.glob(f"*{_ENDING}"))
        raise SettingsError(
            f"{_extends(file)}: there is no file {path}.{did_you_mean(path.stem, around)} Write a reseller's slug, "
            "the name of a file in resellers/ that begins with _, or a path that begins at this file."
        )
    return path


def _extends(file: YamlFile) -> str:
    return f"{file.place(('extends',))}: extends"
