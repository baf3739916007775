"""The words of the shops that customers visit in tests: the two samples, and one in each theme and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import awning_checkout
from awning.catalog import Period
from awning.formats import Wording
from awning.resources import common_theme

_CHECKOUT = Path(awning_checkout.__file__).parent


@dataclass(frozen=True, slots=True)
class Sold:
    """What is bought, as the feed names it in one language: names are never taken from a catalog of texts."""

    category: str
    offering: str
    answers: tuple[tuple[str, str], ...]
    """What is asked for provisioning, and what the customer says to it."""


class ShopWords:
    """What a customer reads and presses in a shop: names as the feed has them, texts as the catalogs of texts do."""

    def __init__(
        self, slug: str, language: str, country: str, sold: Sold, *, root: str = "", pages: Mapping[str, str]
    ) -> None:
        """Look the texts up.

        Args:
            slug: the shop's.
            language: in which it is visited.
            country: the shop's.
            sold: what is bought there.
            root: where the shop's pages in this language begin.
            pages: one page of each kind, where a test opens them by address.
        """
        shop = Wording(language, country, common_theme() / "translations")
        say, till = shop.gettext, Wording(language, country, _CHECKOUT / "translations").gettext
        self.slug, self.language, self.root, self.pages = slug, language, root, pages
        self.category, self.offering, self.answers = sold.category, sold.offering, sold.answers
        self.tax_percent = {"DE": 19, "GB": 20}[country]
        self.plan = f"{shop.length(Period(1, 'year'))}, {say('paid monthly')}"
        self.quantity = say("Quantity")
        self.add = say("Add to cart")
        self.cart = say("Cart")
        self.view_cart = say("View cart and order")
        self.summary = say("Summary")
        self.to_checkout = say("Go to checkout")
        self.skip = say("Skip to content")
        self.not_found = say("Page not found")
        self.review = till("Check and order")
        self.due = till("What you pay")
        self.name = till("Your name")
        self.email = till("Email address")
        self.order = till("Order with obligation to pay")
        self.mistakes = till("There is a problem")
        self.email_advice = till("Write an email address, as name@example.com.")
        self.pay_now = till("Pay now")
        self.ordered = till("What you ordered")
        self.running = till("Everything is running.")
        self.activation = f"{till('Open the page')} {till('Activation')}, {sold.offering}"

    def __str__(self) -> str:
        return f"{self.slug}-{self.language}"


DOMAIN, ADMIN = "customer.example", "ada@elsewhere.example"
TOGETHER = {
    "en": Sold(
        "Email & collaboration",
        "Postbell Together",
        (("Which domain will you use?", DOMAIN), ("Email of the first administrator (outside this domain)", ADMIN)),
    ),
    "de": Sold(
        "E-Mail & Zusammenarbeit",
        "Postbell Together",
        (
            ("Welche Domain verwenden Sie?", DOMAIN),
            ("E-Mail der ersten Verwaltungsperson (außerhalb dieser Domain)", ADMIN),
        ),
    ),
    "nl": Sold(
        "E-mail & samenwerking",
        "Postbell Together",
        (("Welk domein gebruikt u?", DOMAIN), ("E-mail van de eerste beheerder (buiten dit domein)", ADMIN)),
    ),
    "it": Sold(
        "E-mail & collaborazione",
        "Postbell Together",
        (("Quale dominio userete?", DOMAIN), ("E-mail del primo amministratore (fuori da questo dominio)", ADMIN)),
    ),
}
"""One offering in the four languages of the feed."""
OFFICE = Sold(
    "Office & Dokumente",
    "Quillwork Office Business",
    (("E-Mail der Person, die die Lizenzen verwaltet", "lizenzen@kunde.example"),),
)
_SERVICES = {
    name: f"/{name}.html"
    for name in ("compare", "search", "contact", "quote", "cancel", "faq", "accessibility", "cookies", "cart")
}
"""Pages that Awning makes for every shop, at the same address in every language."""
_ENGLISH = {
    "home": "/",
    "category": "/categories/email-collaboration.html",
    "vendor": "/vendors/postbell.html",
    "product": "/products/postbell-together.html",
    "metered": "/products/watchmere-log-store.html",
    "add-on": "/products/watchmere-unattended-access-add-on.html",
    "bundle": "/products/new-colleague-package.html",
    "retired": "/products/fennick-aldern-14-gen-3.html",
    "withdrawal": "/withdrawal.html",
    **_SERVICES,
}
_GERMAN = _ENGLISH | {
    "category": "/categories/e-mail-zusammenarbeit.html",
    "metered": "/products/watchmere-log-speicher.html",
    "add-on": "/products/watchmere-unbesetzter-zugriff-zusatz.html",
    "bundle": "/products/paket-fuer-neue-kollegen.html",
}
HAVELWERK = ShopWords(
    "havelwerk",
    "de",
    "DE",
    OFFICE,
    pages={
        "home": "/",
        "category": "/categories/office-dokumente.html",
        "vendor": "/vendors/quillwork.html",
        "product": "/products/quillwork-office-business.html",
        "metered": "/products/stratofold-objektspeicher-nach-verbrauch.html",
        "add-on": "/products/loomnet-halo-console-lizenz.html",
        "bundle": "/products/paket-fuer-neue-kollegen.html",
        "retired": "/products/fennick-aldern-14-gen-3.html",
        "text": "/agb.html",
        **_SERVICES,
    },
)
PEBBLETIDE = ShopWords("pebbletide", "en", "GB", TOGETHER["en"], pages=_ENGLISH | {"text": "/terms.html"})
SHOPS = (HAVELWERK, PEBBLETIDE)
UNLISTED = ("cart", "compare", "search")
"""Kinds of page that are no page for search engines."""
THEMES = ("canopy", "marquee")
LANGUAGES = ("en", "de", "nl", "it")
FACES = tuple(
    ShopWords(
        theme,
        language,
        "GB",
        TOGETHER[language],
        root="" if language == "en" else f"/{language}",
        pages=_GERMAN if language == "de" else _ENGLISH,
    )
    for theme in THEMES
    for language in LANGUAGES
)
"""A shop named for its theme, in each language, as ``support_faces`` builds them; Dutch and Italian pages are not all
at the addresses named here."""
CANOPY, MARQUEE = (next(words for words in FACES if str(words) == name) for name in ("canopy-en", "marquee-de"))
VISITED = (HAVELWERK, CANOPY, MARQUEE)
"""Both themes, both brands, two languages: the shops that page tests look at."""
