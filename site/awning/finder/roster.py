"""The partners side by side: their logos, and what a list of them can be narrowed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from awning.config import Brand
from awning.errors import PictureError
from awning.finder.sellers import Seller
from awning.pages.edition import language_name
from awning.pages.views import FacetOption, FacetView, PictureView
from awning.palette import palette
from awning.pictures.logos import read_logo


def _(text: str) -> str:
    """Mark a text for translation; the language is chosen when it is said."""
    return text


_TITLES = {"region": _("Region"), "speaks": _("Language"), "certified": _("Certified for")}


class Roster:
    """All partners, in no order."""

    def __init__(self, project: Path, sellers: Sequence[Seller], base: str) -> None:
        """Take the partners.

        Args:
            project: the project folder, where the paths of logos begin.
            sellers: who stands in the finder.
            base: the path all files of the finder begin with.
        """
        self.sellers = {seller.reseller.slug: seller for seller in sellers}
        self.files: dict[str, bytes] = {}
        """Path to content of their logos."""
        self._logos = {slug: self._logo(project, seller, base) for slug, seller in self.sellers.items()}
        self._regions = _numbered(sellers, lambda seller: seller.reseller.finder.regions)
        self._certificates = _numbered(sellers, lambda seller: seller.reseller.certificates)
        self._tokens = {slug: tuple(self._tokens_of(seller)) for slug, seller in self.sellers.items()}

    @property
    def regions(self) -> int:
        """How many regions they name."""
        return len(self._regions)

    def logo(self, slug: str) -> PictureView | None:
        """The partner's logo; none where it cannot be shown: the build of the shop says why."""
        return self._logos[slug]

    def plate(self, slug: str) -> str:
        """The class of the ground on which that logo is legible."""
        return _plate(self.sellers[slug].reseller.brand)

    def tokens(self, slug: str) -> str:
        """Words for a class, by which a list is narrowed."""
        return " ".join(self._tokens[slug])

    def facets(self, slugs: Collection[str], say: Callable[[str], str]) -> tuple[FacetView, ...]:
        """The questions by which these partners can be told apart, in a language."""
        counts = Counter(token for slug in slugs for token in self._tokens[slug])
        titles = self._titles()
        found: list[FacetView] = []
        for name, title in _TITLES.items():
            tokens = [token for token in titles if token.startswith(f"{name}-") and counts[token]]
            # What all of them have tells nobody apart.
            if any(counts[token] < len(slugs) for token in tokens):
                options = tuple(FacetOption(token, titles[token], counts[token]) for token in tokens)
                found.append(FacetView(name, say(title), options))
        return tuple(found)

    def css(self) -> bytes:
        """The grounds of the logos, and the rules by which the radio groups narrow a list without a script."""
        plates = sorted({_plate(seller.reseller.brand) for seller in self.sellers.values()})
        rules = [f".{plate} {{ background: #{plate.removeprefix('plate-')}; }}\n" for plate in plates]
        rules += [
            f".narrowed:has(#{token}:checked) .partner:not(.{token}) {{ display: none; }}\n" for token in self._titles()
        ]
        return "".join(rules).encode()

    def _titles(self) -> dict[str, str]:
        """Every token with what it means, in the order in which it is asked for."""
        spoken = {code for seller in self.sellers.values() for code in seller.reseller.all_languages}
        return {
            **{f"region-{number}": title for number, title in self._regions.values()},
            **{f"speaks-{code}": language_name(code) for code in sorted(spoken)},
            **{f"certified-{number}": title for number, title in self._certificates.values()},
        }

    def _tokens_of(self, seller: Seller) -> Iterator[str]:
        reseller = seller.reseller
        yield from (f"region-{self._regions[each.casefold()][0]}" for each in reseller.finder.regions)
        yield from (f"speaks-{code}" for code in reseller.all_languages)
        yield from (f"certified-{self._certificates[each.casefold()][0]}" for each in reseller.certificates)

    def _logo(self, project: Path, seller: Seller, base: str) -> PictureView | None:
        with suppress(PictureError):
            logo = read_logo(project / seller.reseller.brand.logo)
            path = f"partners/logos/{seller.reseller.slug}{Path(logo.name).suffix}"
            self.files[path] = logo.content
            return PictureView(f"{base}/{path}", logo.width, logo.height)
        return None


def _plate(brand: Brand) -> str:
    # A logo is made for the header of its shop, by day.
    ground = {"band": "brand", "bar": "raised", "centred": "ground"}[brand.header]
    return f"plate-{palette(brand, 'light')[ground].removeprefix('#').lower()}"


def _numbered(sellers: Sequence[Seller], named: Callable[[Seller], Sequence[str]]) -> dict[str, tuple[int, str]]:
    """Small letters to number and title, in the order of the alphabet: berlin and Berlin are one region."""
    titles: dict[str, str] = {}
    for title in sorted({each for seller in sellers for each in named(seller)}):
        titles.setdefault(title.casefold(), title)
    return {key: (number, titles[key]) for number, key in enumerate(sorted(titles), start=1)}
