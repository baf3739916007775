"""What a shop's files are served with: their type, how long they may be kept, and what a page may load and do.

Every host gets its words from here, the preview too, so that what is tested is what is served. A page loads files of
its own shop and nothing else, holds no script and no style of its own, and sends forms to the checkout only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

STRIPE = "https://checkout.stripe.com"
"""Where the answer to the order form leads; browsers hold redirects of a form against `form-action` too."""
FOR_EVER = "public, max-age=31536000, immutable"
"""For files with a digest in their names: another content is another name."""
PAGE = "public, max-age=60, stale-while-revalidate=600"
"""For pages and lists: an old one is shown for ten minutes at the most, while a new one is fetched."""
BRIEF = "public, max-age=60"
"""For overlays, such as stock and prices: never an old one."""
PICTURE = "public, max-age=3600"
"""For what stands under a lasting name and seldom changes: the logo, drawings in the shop's colours."""

CACHE_RULES: tuple[tuple[str, str], ...] = (
    (r"^/search/[0-9a-f]{16}/", FOR_EVER),
    (r"^/(assets|brand|pictures|search)/.+[.]([0-9a-f]{10}|[0-9a-f]{16})[.][a-z0-9]+$", FOR_EVER),
    (r"^/(brand|pictures)/|[.](ico|png|svg|webmanifest)$", PICTURE),
    (r"/offers[.]json$", PAGE),
    (r"[.]json$", BRIEF),
)
"""Patterns of addresses within the shop, as Python, nginx and Caddy read them, to Cache-Control. The first one that
fits counts, and `PAGE` where none does."""
SHARED_FILES = r"^/assets/"
"""What the checkout's pages load as well: modules and fonts from another host need that host's leave."""

TYPES = {
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "css": "text/css",
    "gif": "image/gif",
    "html": "text/html",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
"""Ending to media type. Text is UTF-8."""
TEXT_TYPES = frozenset({"atom", "css", "html", "js", "json", "svg", "txt", "webmanifest", "xml"})
"""Endings of files that packing makes smaller; pictures and fonts are packed already."""
OTHER_TYPE = "application/octet-stream"

_COMPILED = tuple((re.compile(pattern), words) for pattern, words in CACHE_RULES)
_SHARED = re.compile(SHARED_FILES)
_YEAR_S = 365 * 24 * 60 * 60
_DEVICES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone")
_DOCUMENTS = ("text/html", "image/svg", "application/xml", "application/rss", "application/atom")
"""What a browser shows by itself; a drawing may hold a script."""
_POWERS = (*_DEVICES, "midi", "payment", "usb")


@dataclass(frozen=True, slots=True)
class Policy:
    """The headers of one shop."""

    checkout: str = ""
    """The address of the checkout that the shop's forms go to; its scheme and host count."""
    payments: tuple[str, ...] = (STRIPE,)
    """Where the checkout sends people on: addresses whose scheme and host forms may lead to."""
    secure: bool = True
    """Whether the shop is served over HTTPS. A preview over HTTP must not tell browsers to insist on it."""

    def headers(self, path: str) -> dict[str, str]:
        """All headers of a file.

        Browsers heed most of them on documents only, and a policy takes more bytes than many a script.

        Args:
            path: from the shop's folder on, such as ``products/x.html``; of a folder, its page is meant.
        """
        found = {"Content-Type": content_type(path), "Cache-Control": cache_control(path)}
        if _SHARED.search(_address(path)):
            found["Access-Control-Allow-Origin"] = "*"
        if content_type(path).startswith(_DOCUMENTS):
            return {**found, **self.everywhere()}
        return {**found, "X-Content-Type-Options": "nosniff"}

    def everywhere(self) -> dict[str, str]:
        """The headers that are the same for each file."""
        found = {
            "Content-Security-Policy": _joined({**self._directives(), "frame-ancestors": "'none'"}),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
        }
        if self.secure:
            # Not for subdomains: those may be machines of the reseller's that know nothing of HTTPS.
            found["Strict-Transport-Security"] = f"max-age={_YEAR_S}"
        return found

    def meta(self) -> Markup:
        """The content security policy as a tag for ``<head>``, for hosts that cannot be told headers.

        Browsers ignore ``frame-ancestors`` there (https://www.w3.org/TR/CSP3/#meta-element), so it is left out.
        """
        tag = Markup('<meta http-equiv="Content-Security-Policy" content="{}">')
        return tag.format(Markup(_joined(self._directives())))  # noqa: S704 (Made of hosts and our own words.)

    def _directives(self) -> dict[str, str]:
        forms = dict.fromkeys(["'self'", *(host for each in (self.checkout, *self.payments) if (host := origin(each)))])
        directives = {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "manifest-src": "'self'",
            "form-action": " ".join(forms),
            "base-uri": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
        }
        return {**directives, "upgrade-insecure-requests": ""} if self.secure else directives


def origin(address: str) -> str:
    """Scheme and host of an address, or nothing; what could end a directive is no host."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if re.fullmatch(r"[\w.\-:\[\]]+", host) else ""


def content_type(path: str) -> str:
    """The media type of a file, with its encoding where it is text."""
    ending = ending_of(path)
    kind = TYPES.get(ending, OTHER_TYPE)
    return f"{kind}; charset=utf-8" if ending in TEXT_TYPES and ending != "svg" else kind


def cache_control(path: str) -> str:
    """How long browsers and hosts may keep a file."""
    address = _address(path)
    return next((words for pattern, words in _COMPILED if pattern.search(address)), PAGE)


def ending_of(path: str) -> str:
    """The ending of a file's name in small letters; that of pages for a folder."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if name else "html"


def _address(path: str) -> str:
    return f"/{path.removeprefix('/')}"


def _joined(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {words}".rstrip() for name, words in directives.items())
