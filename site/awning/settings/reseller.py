"""One reseller's shop: everything that stands in its file, and what follows from it."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import Field

from awning.settings.face import Brand, Contact, Texts
from awning.settings.kinds import Address, Country, Currency, Language, Slug, ThemeName, Words
from awning.settings.parties import Agent, Supplier, Wholesale
from awning.settings.promotions import Coupon, Promotion
from awning.settings.rules import Rule
from awning.settings.shelf import Charm, Floors
from awning.settings.taxes import Notice, Tax
from awning.yamlmodel import Given, Settings


class Assortment(Settings):
    """What a shop sells: everything, or only some categories, less some offerings, vendors or categories."""

    categories: tuple[Words, ...] = ()
    """Only these, with the categories inside them."""
    without: tuple[Words, ...] = ()
    """SKUs, vendors or category ids that are left out, even of those."""


class Listing(Settings):
    """What the distributor's partner finder says of a reseller."""

    listed: bool = True
    """Whether it stands there at all."""
    regions: tuple[Words, ...] = ()
    """Where the reseller works, in its own words: Berlin, Brandenburg."""
    about: Words | None = None
    """A sentence or two; the tagline when not set."""


class Buying(Settings):
    """Who sells to a reseller, and on which terms."""

    name: Words
    """The shop's name."""
    currency: Currency
    """What the shop charges in, and what amounts in its file are in."""
    group: Words | None = None
    """The reseller's group, one of the distributor's."""
    buys_from: Slug | None = None
    """The reseller it buys from, by slug; without it, it buys from the distributor."""
    wholesale: Wholesale | None = None
    """The prices for resellers who buy from this one."""


class Reseller(Buying):
    """``config/resellers/<slug>.yaml``: one shop."""

    slug: Annotated[str, Given("it is the name of the file")]
    upstream: Annotated[tuple[Supplier, ...], Given("it follows from buys_from")] = ()
    """Who sells between the distributor and this reseller: the one who sells to it comes last."""
    extends: Words | None = None
    """Settings this file builds on: another reseller's slug, or the path of a file."""
    url: Address
    """Where the shop is published."""
    language: Language
    """The language of the shop."""
    languages: tuple[Language, ...] = ()
    """Further languages it is offered in, each under an address of its own."""
    theme: ThemeName = "canopy"
    """How the shop is laid out: a theme that comes with Awning, or a folder of the project's ``themes/``."""
    consumers: bool = False
    """Whether consumers may buy here. In the EU they can withdraw from a contract, with a page for it."""
    country: Country
    """Where the reseller is taxed."""
    agents: tuple[Agent, ...] = ()
    """Who brought customers and gets a share."""
    certificates: tuple[Words, ...] = ()
    """What the reseller is certified for."""
    tax: Tax = Tax()
    """The tax on sales, and how prices are shown."""
    brand: Brand
    """Logo, colours, fonts and shapes."""
    texts: Texts
    """The reseller's own words."""
    texts_in: dict[Language, Texts] = Field(default_factory=dict[Language, Texts])
    """The same words in each further language."""
    contact: Contact
    """How customers reach the reseller."""
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    """How the buy price becomes the shelf price."""
    charm: dict[Currency, Charm] = Field(default_factory=dict[str, Charm])
    """On which digits shelf prices end, by currency."""
    floors: Floors = Floors()
    """Under which price the reseller never sells."""
    promotions: tuple[Promotion, ...] = ()
    """Lower prices for some days."""
    coupons: tuple[Coupon, ...] = ()
    """Codes that make an order cheaper."""
    notice: Notice = Notice()
    """How long before the end customers give notice."""
    assortment: Assortment = Assortment()
    """What of the catalog is sold."""
    featured: tuple[Words, ...] = ()
    """Offerings on the home page, by SKU, in this order."""
    goes_with: dict[Words, tuple[Words, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """What goes well with an offering in the reseller's opinion, SKU by SKU; it comes before what the feed says."""
    finder: Listing = Listing()
    """What the partner finder says of the reseller."""
    content: str | None = None
    """The folder of the shop's Markdown; ``content/shops/<slug>`` when not set."""

    @property
    def all_languages(self) -> tuple[Language, ...]:
        """The languages the shop speaks, its own first."""
        return (self.language, *self.languages)

    def texts_for(self, language: str) -> Texts:
        """The reseller's words in that language."""
        return self.texts if language == self.language else self.texts_in.get(cast("Language", language), self.texts)

    @property
    def buyer_group(self) -> str | None:
        """The group whose terms with the distributor hold: of a sub-reseller, that of the topmost seller."""
        return self.upstream[0].group if self.upstream else self.group

    @property
    def taxed_by(self) -> str:
        """Who knows the tax rates, said or by default: ``table`` or ``stripe``."""
        return self.tax.by or ("stripe" if self.country == "US" and self.tax.rate is None else "table")
