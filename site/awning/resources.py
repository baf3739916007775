"""Where themes, starter content and starter settings lie: in the wheel, in the repository, or in a project."""

from __future__ import annotations

from pathlib import Path

from awning.errors import ProjectError

COMMON = "common"
"""What themes share: scripts and translations. It is no theme."""
_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parent.parent


def shipped(folder: str) -> Path:
    """The shipped ``themes``, ``content`` or ``config`` folder. Nobody else builds such a path."""
    in_wheel = _PACKAGE / folder
    return in_wheel if in_wheel.is_dir() else _REPOSITORY / folder


def common_theme() -> Path:
    """The folder of what themes share."""
    return shipped("themes") / COMMON


def translation_folders(theme: Path, content: Path | None = None) -> tuple[Path, ...]:
    """Where translations of a shop's texts lie: what themes share, its theme's, and its own; later ones win."""
    folders = (common_theme(), theme, content)
    return tuple(folder / "translations" for folder in folders if folder is not None)


def theme_folder(project: Path, name: str) -> Path:
    """The folder of a theme: the project's own of that name, or else the shipped one.

    Raises:
        ProjectError: there is none; the message says which there are.
    """
    for themes in (project / "themes", shipped("themes")):
        if name != COMMON and (themes / name / "templates" / "base.html").is_file():
            return themes / name
    known = ", ".join(theme_names(project))
    raise ProjectError(
        f"there is no theme {name!r}. Choose one of {known}, or put its templates in themes/{name}/templates."
    )


def theme_names(project: Path) -> list[str]:
    """The themes a shop of the project can choose."""
    bases = [
        base for themes in (project / "themes", shipped("themes")) for base in themes.glob("*/templates/base.html")
    ]
    return sorted({base.parent.parent.name for base in bases} - {COMMON})
