"""Texts that tell hosts of static sites what headers to send and where things have moved."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

from awning.delivery.policy import SHARED_FILES, Policy
from awning.delivery.servers import caddyfile, nginx_conf
from awning.delivery.site import Site
from awning.errors import ProjectError

HEADERS, REDIRECTS = "_headers", "_redirects"
"""Files of a shop's folder that Netlify and Cloudflare Pages read and do not serve."""
_RULES_MAX = 100
"""What Cloudflare Pages takes (https://developers.cloudflare.com/pages/configuration/headers/)."""


def output_files(policy: Policy, site: Site) -> dict[str, str]:
    """What goes into the shop's own folder: ``_headers``, and where something has moved ``_redirects``."""
    files = {HEADERS: headers_file(policy, site)}
    if site.redirects:
        files[REDIRECTS] = redirects_file(site)
    return files


def server_files(policy: Policy, site: Site) -> dict[str, str]:
    """What goes elsewhere, such as ``var/delivery/<reseller>/``, by plain file names."""
    return {
        "nginx.conf": nginx_conf(policy, site),
        "Caddyfile": caddyfile(policy, site),
        "redirects-s3.json": s3_redirects(site),
    }


def write_server_files(folder: Path, policy: Policy, site: Site) -> None:
    """Write those into a folder, each whole or not at all.

    Raises:
        ProjectError: the disk does not let us.
    """
    for name, text in server_files(policy, site).items():
        unfinished = folder / f"{name}.unfinished"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(folder / name)
        except OSError as problem:
            reason = f"cannot be written ({problem.strerror}). Make room or give yourself the right to write there."
            raise ProjectError(f"{folder / name}: {reason}") from problem


def headers_file(policy: Policy, site: Site) -> str:
    """Headers in the form of Netlify and Cloudflare Pages (https://docs.netlify.com/manage/routing/headers/).

    Both join the values of a header that several rules set, so each header is set once for each address. What is over
    the limit of rules, root pages last in the alphabet, gets the host's own: asked for anew each time.
    """
    blocks = [(f"{site.base}/*", policy.everywhere())]
    blocks += [(address, {"Cache-Control": words}) for address, words in site.cache_rules()]
    shared = f"{site.base}{SHARED_FILES.removeprefix('^')}*"
    if any(address == shared for address, _ in blocks):
        blocks = [
            (address, {**headers, "Access-Control-Allow-Origin": "*"} if address == shared else headers)
            for address, headers in blocks
        ]
    lines: list[str] = []
    for address, headers in blocks[:_RULES_MAX]:
        lines += [address, *(f"  {name}: {words}" for name, words in headers.items()), ""]
    return "\n".join(lines)


def redirects_file(site: Site) -> str:
    """What moved, in the form of Netlify and Cloudflare Pages: old address, new address, for good."""
    return "".join(f"{old} {new} 301\n" for old, new in site.moved_in_any_case)


def redirects_in(text: str) -> dict[str, str]:
    """Old address to new one, of a file in that form; lines that say something else are passed over."""
    rows = (line.split() for line in text.splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 3 and row[2] == "301"}  # noqa: PLR2004


def s3_redirects(site: Site) -> str:
    """What moved, for a bucket that is a website: an empty object for each old address that leads to the new one.

    Each row holds the arguments of PutObject. A bucket's routing rules would do it too, but there may be 50 at the most
    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html).
    """
    rows = [{"Key": _key(old), "WebsiteRedirectLocation": new, "ContentLength": 0} for old, new in site.moved]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _key(address: str) -> str:
    """The object that answers for an address; for a folder its page does."""
    key = unquote(address).removeprefix("/")
    return f"{key}index.html" if not key or key.endswith("/") else key
