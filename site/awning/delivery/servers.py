"""Texts for web servers of one's own: nginx and Caddy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from awning.delivery.policy import CACHE_RULES, OTHER_TYPE, PAGE, SHARED_FILES, TEXT_TYPES, TYPES, Policy
from awning.delivery.site import NOT_FOUND, Site

_SHOPS = "/srv/shops"
_UNSAFE = re.compile(r"\W")
_HIDDEN = ("_headers", "_redirects")


def nginx_conf(policy: Policy, site: Site) -> str:
    """A file for nginx to include in its ``http`` block.

    All headers are added at one level, and what differs between files comes from maps: a single ``add_header`` in a
    location would take away those of the server (https://nginx.org/en/docs/http/ngx_http_headers_module.html).
    """
    return "\n".join(_nginx(policy, site)) + "\n"


def _nginx(policy: Policy, site: Site) -> Iterator[str]:
    name = _UNSAFE.sub("_", site.slug)
    # After error_page the address is that of the page shown, so that nothing keeps a missing file for ever.
    yield from _map(f"$awning_cache_{name}", [*CACHE_RULES], PAGE, site.base)
    yield from _map(f"$awning_shared_{name}", [(SHARED_FILES, "*")], "", site.base)
    yield from (
        "",
        "server {",
        "    # For HTTPS, have `certbot --nginx` add to this, or name your own certificate with listen 443 ssl.",
        "    listen 80;",
        "    listen [::]:80;",
        f"    server_name {urlsplit(site.url).hostname};",
        f"    root {_root(site)};",
        f"    error_page 404 {site.base}/{NOT_FOUND};",
        "    absolute_redirect off;",
        "    server_tokens off;",
        "",
        "    # Files packed in advance stand beside the others as x.html.gz and x.html.br.",
        "    gzip on;  # What lies there unpacked is packed when it is sent.",
        "    gzip_types text/css text/javascript application/json application/xml application/atom+xml image/svg+xml;",
        "    gzip_static on;",
        "    gzip_vary on;",
        "    # Smaller by another tenth, but a module of its own: libnginx-mod-http-brotli-static in Debian.",
        "    # brotli_static on;",
        "",
        f"    default_type {OTHER_TYPE};",
        "    charset utf-8;",
        f"    charset_types {' '.join(sorted(TYPES[each] for each in TEXT_TYPES - {'html', 'svg'}))};",
        "    types {",
        *(f"        {kind} {ending};" for ending, kind in TYPES.items()),
        "    }",
        "",
        f"    add_header Cache-Control $awning_cache_{name} always;",
        f"    add_header Access-Control-Allow-Origin $awning_shared_{name} always;",
        *(f"    add_header {header} {_quoted(words)} always;" for header, words in policy.everywhere().items()),
        "",
        r"    location ~ /\. { return 404; }",
        *(f"    location = {site.base}/{each} {{ return 404; }}" for each in _HIDDEN),
    )
    for language in site.languages:
        page = f"{site.base}/{language}/{NOT_FOUND}"
        yield f"    location {site.base}/{language}/ {{ error_page 404 {page}; }}"
    # One location each and no map: a map's table takes no long address unless the whole server is told to make room.
    for old, new in site.moved:
        yield f"    location = {_quoted(unquote(old))} {{ return 301 {new}$is_args$args; }}"
    yield "}"


def _map(variable: str, rules: list[tuple[str, str]], otherwise: str, base: str) -> Iterator[str]:
    yield f"map $uri {variable} {{"
    yield f"    default {_quoted(otherwise)};"
    for pattern, words in rules:
        yield f"    {_quoted(f'~{_based(pattern, base)}')} {_quoted(words)};"
    yield "}"


def caddyfile(policy: Policy, site: Site) -> str:
    """A site for a Caddyfile, or for a file that it imports."""
    return "\n".join(_caddy(policy, site)) + "\n"


def _caddy(policy: Policy, site: Site) -> Iterator[str]:
    parts = urlsplit(site.url)
    yield f"{parts.scheme}://{parts.netloc} {{"
    yield f"\troot * {_root(site)}"
    yield from _caddy_headers(policy, site)
    yield ""
    yield f"\t@hidden path */.* {' '.join(f'{site.base}/{each}' for each in _HIDDEN)}"
    yield "\terror @hidden 404"
    yield from (f"\tredir {_quoted(unquote(old))} {new} 301" for old, new in site.moved_in_any_case)
    yield "\tencode gzip"
    yield "\t# Files packed in advance stand beside the others as x.html.br and x.html.gz."
    yield "\tfile_server {"
    yield "\t\tprecompressed br gzip"
    yield "\t}"
    yield ""
    yield "\thandle_errors {"
    # The one for the file that is missing was set before it was missed.
    yield f"\t\theader Cache-Control {_quoted(PAGE)}"
    for language in site.languages:
        yield f"\t\t@{language} path {site.base}/{language}/*"
        yield f"\t\trewrite @{language} {site.base}/{language}/{NOT_FOUND}"
    inside = " ".join(f"{site.base}/{language}/*" for language in site.languages)
    if inside:
        yield f"\t\t@others not path {inside}"
    yield f"\t\trewrite {'@others' if inside else '*'} {site.base}/{NOT_FOUND}"
    yield "\t\tfile_server"
    yield "\t}"
    yield "}"


def _caddy_headers(policy: Policy, site: Site) -> Iterator[str]:
    """Cache-Control by matchers that exclude each other, for Caddy sets the header for each that fits."""
    yield "\theader {"
    yield from (f"\t\t{header} {_quoted(words)}" for header, words in policy.everywhere().items())
    yield "\t}"
    patterns = [_based(pattern, site.base) for pattern, _ in CACHE_RULES]
    for number, (_, words) in enumerate([*CACHE_RULES, ("", PAGE)]):
        yield f"\t@kept{number} {{"
        if number < len(patterns):
            yield f"\t\tpath_regexp {_backquoted(patterns[number])}"
        yield from (f"\t\tnot path_regexp {_backquoted(each)}" for each in patterns[:number])
        yield "\t}"
        yield f"\theader @kept{number} Cache-Control {_quoted(words)}"
    yield f"\t@shared path_regexp {_backquoted(_based(SHARED_FILES, site.base))}"
    yield "\theader @shared Access-Control-Allow-Origin *"


def _root(site: Site) -> str:
    """Where files are looked for: a shop below a path stands in folders of that path."""
    return f"{_SHOPS}/{urlsplit(site.url).hostname}" if site.base else f"{_SHOPS}/{site.slug}"


def _based(pattern: str, base: str) -> str:
    """The pattern for a shop that stands below a path."""
    if not base or not pattern.startswith("^/"):
        return pattern
    return f"^{re.escape(base)}{pattern[1:]}"


def _quoted(words: str) -> str:
    inside = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _backquoted(words: str) -> str:
    return f"`{words}`"
