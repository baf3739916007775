"""Finding profiles of price files, shipped ones and those of distributors' own, and saying what is wrong in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from awning.errors import FeedError
from awning.feeds.pricefile.profile import Profile
from awning.feeds.pricefile.profile_text import ProfileText, read_profile_text

_SHIPPED = Path(__file__).with_name("layouts")


def shipped_profiles() -> list[str]:
    """The names of the profiles that come with Awning."""
    return sorted(path.stem for path in _SHIPPED.glob("*.yaml"))


def recognised(head: str) -> str:
    """The name of the shipped profile of full files that fits what a file begins with; empty for none."""
    found = (name for name in shipped_profiles() if _shipped(name).mode == "full" and _shipped(name).fits(head))
    return next(found, "")


def profile_of(name: str) -> Profile:
    """The shipped profile of that name, or the one in the YAML file of that path.

    Raises:
        FeedError: there is no such profile, or something in it is wrong: file, line, key and what it is.
    """
    return _shipped(name) if name in shipped_profiles() else _checked(_read(name, Path()))


@cache
def _shipped(name: str) -> Profile:
    return _checked(_read(name, _SHIPPED))


def _read(name: str, folder: Path, seen: tuple[Path, ...] = ()) -> ProfileText:
    """What a profile says, on top of what the one it extends says."""
    path = _SHIPPED / f"{name}.yaml" if name in shipped_profiles() else folder / name
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise FeedError(
            f"profile {name}: there is no such profile. Known are {', '.join(shipped_profiles())}; "
            "or name the YAML file of one, as profiles/northgate.yaml."
        )
    if path in seen:
        raise FeedError(f"{path}: extends: the profile extends itself.")
    text = read_profile_text(path)
    base = text.data.pop("extends", "")
    if not isinstance(base, str):
        raise FeedError(f"{text.place(('extends',))}: extends: one profile is named here.")
    return text.over(_read(base, path.parent, (*seen, path))) if base else text


def _checked(text: ProfileText) -> Profile:
    try:
        return Profile.model_validate(text.data)
    except ValidationError as problem:
        said = [_told(text, each["loc"], each["type"], each["msg"]) for each in problem.errors()]
        raise FeedError("\n".join(said)) from None


def _told(text: ProfileText, where: tuple[int | str, ...], kind: str, message: str) -> str:
    reasons = {"missing": "is missing", "extra_forbidden": "is no key of a profile"}
    reason = reasons.get(kind, message.removeprefix("Value error, "))
    if not where:
        # What concerns two keys names the first of them itself.
        key = reason.partition(" ")[0]
        return f"{text.place(tuple(key.split('.')))}: {reason}."
    return f"{text.place(where)}: {'.'.join(map(str, where))}: {reason}."
