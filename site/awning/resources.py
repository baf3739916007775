"""Where the theme, the starter content and the starter settings lie: in the wheel, or in the repository."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parent.parent


def shipped(folder: str) -> Path:
    """The shipped ``themes``, ``content`` or ``config`` folder. Nobody else builds such a path."""
    in_wheel = _PACKAGE / folder
    return in_wheel if in_wheel.is_dir() else _REPOSITORY / folder
