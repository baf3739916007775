"""Texts for hosts: each host, reading them its own way, sends what the policy says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from awning.delivery.addresses import Redirect
from awning.delivery.hosts import headers_file, output_files, redirects_in, server_files, write_server_files
from awning.delivery.policy import BRIEF, FOR_EVER, PAGE, Policy, cache_control
from awning.delivery.site import Site
from awning.errors import ProjectError

POLICY = Policy("https://checkout.example.com")
PATHS = (
    "index.html",
    "404.html",
    "cart.html",
    "robots.txt",
    "sitemap.xml",
    "offers.json",
    "availability.json",
    "favicon.ico",
    "assets/canopy.0123456789.css",
    "assets/cart.0123456789.js",
    "products/scale.html",
    "news/index.html",
    "search/0123456789abcdef/index.json",
    "search/0123456789abcdef/w0.json",
    "search/prices.json",
    "pictures/scale-640.0123456789.avif",
    "pictures/logo.svg",
    "en/index.html",
    "en/404.html",
    "en/offers.json",
    "en/products/scale.html",
)
MOVED = (
    Redirect("products/old name.html", "products/scale.html"),
    Redirect("blog/index.html", "news/index.html"),
    Redirect("Cart.html", "cart.html"),
    Redirect('products/a"$b{c}.html', "en/index.html"),
)
SHOP = Site("havelwerk", "https://shop.havelwerk.example", PATHS, MOVED)
BELOW = Site("blue-sky", "https://shops.example.com/blue-sky/", PATHS, MOVED)


def netlify(text: str, address: str) -> dict[str, str]:
    """What Netlify and Cloudflare Pages send: the values of all rules that fit, joined."""
    found: dict[str, str] = {}
    for block in text.strip().split("\n\n"):
        pattern, *headers = block.splitlines()
        if fnmatchcase(address, pattern):
            for header in headers:
                name, words = header.strip().split(": ", 1)
                found[name] = f"{found[name]}, {words}" if name in found else words
    return found


@pytest.mark.parametrize("site", [SHOP, BELOW], ids=["a host of its own", "below a path"])
@pytest.mark.parametrize("path", PATHS)
def test_netlify_sends_the_headers_of_the_policy(site: Site, path: str) -> None:
    sent = netlify(headers_file(POLICY, site), site.address(path))

    # Rules for kinds of files it has none, so what only documents need goes with every file.
    wanted = {name: words for name, words in POLICY.headers(path).items() if name != "Content-Type"}
    assert sent == {**wanted, **POLICY.everywhere()}


def test_folders_of_one_kind_are_one_rule_and_mixed_ones_a_rule_for_each_file() -> None:
    rules = dict(SHOP.cache_rules())

    assert rules["/assets/*"] == FOR_EVER
    assert rules["/en/*"] == rules["/products/*"] == rules["/"] == rules["/index.html"] == PAGE
    assert rules["/search/0123456789abcdef/*"] == FOR_EVER
    assert rules["/search/prices.json"] == BRIEF


def test_a_large_mixed_folder_is_one_careful_rule() -> None:
    hashed = [f"pictures/p{number}.0123456789.avif" for number in range(500)]
    site = Site(
        "s",
        "https://s.example",
        ("index.html", *hashed, "pictures/logo.svg", *(f"pictures/s{number}.svg" for number in range(3))),
    )

    assert dict(site.cache_rules())["/pictures/*"] == cache_control("pictures/logo.svg")


def test_there_are_no_more_rules_than_cloudflare_takes() -> None:
    pages = tuple(f"page-{number:03}.html" for number in range(300))

    text = headers_file(POLICY, Site("s", "https://s.example", (*PATHS, *pages)))

    assert len(text.strip().split("\n\n")) == 100
    assert "\n/assets/*\n" in text


def test_redirects_are_written_and_read_alike() -> None:
    text = output_files(POLICY, SHOP)["_redirects"]

    assert redirects_in(text) == {
        "/products/old%20name.html": "/products/scale.html",
        "/blog/": "/news/",
        "/products/a%22%24b%7Bc%7D.html": "/en/",
    }


def test_a_host_that_knows_no_capitals_is_not_sent_in_circles() -> None:
    files = {**output_files(POLICY, SHOP), **server_files(POLICY, SHOP)}

    assert "Cart.html" not in files["_redirects"]
    assert "Cart.html" not in files["Caddyfile"]
    assert 'location = "/Cart.html" { return 301 /cart.html$is_args$args; }' in files["nginx.conf"]


def test_nothing_leads_to_itself() -> None:
    site = Site("s", "https://s.example", PATHS, (Redirect("news/", "news/index.html"),))

    assert site.moved == ()


def test_a_shop_in_which_nothing_moved_has_no_file_of_redirects() -> None:
    assert list(output_files(POLICY, Site("s", "https://s.example", PATHS))) == ["_headers"]


def test_s3_gets_an_object_for_each_old_address() -> None:
    rows = json.loads(server_files(POLICY, BELOW)["redirects-s3.json"])

    assert rows[0] == {
        "Key": "blue-sky/products/old name.html",
        "WebsiteRedirectLocation": "/blue-sky/products/scale.html",
        "ContentLength": 0,
    }
    assert rows[1]["Key"] == "blue-sky/blog/index.html"


@pytest.mark.parametrize("site", [SHOP, BELOW], ids=["a host of its own", "below a path"])
@pytest.mark.parametrize("path", PATHS)
def test_the_maps_of_nginx_and_the_matchers_of_caddy_say_what_the_policy_says(site: Site, path: str) -> None:
    files = server_files(POLICY, site)
    address = site.address(path)

    [cache] = re.findall(r"map \$uri \$awning_cache_\w+ \{\n(.*?)\n\}", files["nginx.conf"], re.DOTALL)
    rows = [re.findall(r'"((?:[^"\\]|\\.)*)"', line) for line in cache.splitlines()]
    rules = [(pattern.removeprefix("~").replace("\\\\", "\\"), words) for pattern, words in rows[1:]]
    by_nginx = next((words for pattern, words in rules if re.search(pattern, address)), rows[0][0])
    by_caddy = [
        words
        for block, words in re.findall(
            r'@kept\d \{\n(.*?)\t\}\n\theader @kept\d Cache-Control "(.*?)"', files["Caddyfile"], re.DOTALL
        )
        if all(
            bool(re.search(pattern, address)) != ("not " in line)
            for line in block.splitlines()
            for pattern in re.findall(r"`(.*)`", line)
        )
    ]

    assert by_nginx == cache_control(path)
    assert by_caddy == [cache_control(path)]


def test_nginx_adds_every_header_at_one_level() -> None:
    text = server_files(POLICY, SHOP)["nginx.conf"]

    assert all(f"\n    add_header {name} " in text for name in POLICY.headers("assets/x.js") if name != "Content-Type")
    assert not re.search(r"location [^}]*add_header", text)
    assert "location /en/ { error_page 404 /en/404.html; }" in text


def test_the_texts_for_servers_are_written_whole(tmp_path: Path) -> None:
    write_server_files(tmp_path / "delivery" / "havelwerk", POLICY, SHOP)

    written = {path.name: path.read_text() for path in (tmp_path / "delivery" / "havelwerk").iterdir()}
    assert written == server_files(POLICY, SHOP)


def test_a_place_that_takes_no_texts_is_named(tmp_path: Path) -> None:
    (tmp_path / "delivery").write_text("a file, not a folder")

    with pytest.raises(ProjectError, match=r"nginx\.conf: cannot be written"):
        write_server_files(tmp_path / "delivery", POLICY, SHOP)


@pytest.mark.parametrize("site", [SHOP, BELOW], ids=["a host of its own", "below a path"])
def test_nginx_itself_takes_the_text(site: Site, tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    (tmp_path / "shop.conf").write_text(server_files(POLICY, site)["nginx.conf"].replace("listen 80", "listen 8080"))
    whole = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ include {tmp_path}/shop.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole)

    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("site", [SHOP, BELOW], ids=["a host of its own", "below a path"])
def test_caddy_itself_takes_the_text(site: Site, tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed")
    (tmp_path / "Caddyfile").write_text(server_files(POLICY, site)["Caddyfile"])

    done = subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert done.returncode == 0, done.stderr
