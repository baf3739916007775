"""Who sells to a reseller: the other resellers between it and the distributor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ConfigDict

from awning.errors import SettingsError
from awning.settings.files import known_slugs, read_own, reseller_file, whole
from awning.settings.kinds import SLUG
from awning.settings.parties import Supplier
from awning.settings.reseller import Buying
from awning.yamlfile import YamlFile
from awning.yamlmerge import Extended
from awning.yamlmodel import checked, did_you_mean


class _Seller(Buying):
    """What a shop's prices depend on in the file of the reseller it buys from; the rest is that shop's matter."""

    model_config = ConfigDict(extra="ignore")


def upstream(folder: Path, slug: str, file: YamlFile | Extended) -> tuple[Supplier, ...]:
    """Everybody between the distributor and a reseller, the one who sells to it last.

    Args:
        folder: the project folder.
        slug: the reseller.
        file: its settings.

    Raises:
        SettingsError: one of them is not there, has mistakes where it matters, or buys from this reseller.
    """
    sellers: list[Supplier] = []
    chain = [slug]
    while (name := bought_from(file)) is not None:
        place = f"{file.place(('buys_from',))}: buys_from"
        if name in chain:
            around = " buys from ".join([*chain[chain.index(name) :], name])
            raise SettingsError(f"{place}: {around}: a circle. One of them has to buy from the distributor.")
        known = [each for each in known_slugs(folder) if each != slug]
        if name not in known:
            raise SettingsError(f"{place}: there is no reseller {name!r}.{did_you_mean(name, known)}")
        chain.append(name)
        seller, file = _seller(folder, name, place)
        sellers.append(seller)
    return tuple(reversed(sellers))


def seller_files(folder: Path, file: YamlFile | Extended) -> Iterator[YamlFile]:
    """The own files of everybody a reseller buys from, as far as they can be read."""
    seen: set[str] = set()
    try:
        while (name := bought_from(file)) is not None and name not in seen:
            seen.add(name)
            own = read_own(folder, name)
            yield own
            file = whole(folder, own)
    except SettingsError:
        return


def bought_from(file: YamlFile | Extended) -> str | None:
    """The slug of whoever a reseller buys from, as its file says it; none for the distributor."""
    name = file.data.get("buys_from")
    # What cannot be a slug is for the model to refuse.
    return name if isinstance(name, str) and SLUG.fullmatch(name) else None


def _seller(folder: Path, slug: str, place: str) -> tuple[Supplier, YamlFile | Extended]:
    path = reseller_file(folder, slug)
    try:
        file = whole(folder, read_own(folder, slug))
    except SettingsError as problem:
        raise SettingsError(f"{place}: {path.name} cannot be used: its own mistakes come first.") from problem
    seller, mistakes = checked(_Seller, file, {})
    if mistakes:
        raise SettingsError(f"{place}: {path.name} cannot be used: its own mistakes come first.")
    if seller.wholesale is None:
        raise SettingsError(
            f"{place}: {seller.name} names no prices for resellers. Add them to {path.name}, "
            "as `wholesale: {rules: [{markup: 10}]}`."
        )
    rules = seller.wholesale.rules
    return Supplier(slug=slug, name=seller.name, group=seller.group, currency=seller.currency, rules=rules), file
