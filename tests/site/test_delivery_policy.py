"""Headers: what each file of a shop is served with."""

from __future__ import annotations

import re

import pytest

from awning.delivery.policy import BRIEF, FOR_EVER, PAGE, PICTURE, Policy, cache_control, content_type, origin

SHOP = Policy("https://checkout.example.com/havelwerk")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("index.html", PAGE),
        ("", PAGE),
        ("en/", PAGE),
        ("en/products/scale.html", PAGE),
        ("404.html", PAGE),
        ("sitemap.xml", PAGE),
        ("new.atom", PAGE),
        ("offers.json", PAGE),
        ("en/offers.json", PAGE),
        ("availability.json", BRIEF),
        ("search/prices-en.json", BRIEF),
        ("assets/canopy.0123456789.css", FOR_EVER),
        ("assets/icons/tick.0123456789.svg", FOR_EVER),
        ("search/0123456789abcdef/w0.json", FOR_EVER),
        ("search/prices.0123456789abcdef.json", FOR_EVER),
        ("search/0123456789abcdef/index.json", FOR_EVER),
        ("pictures/scale-640.0123456789.avif", FOR_EVER),
        ("pictures/scale.svg", PICTURE),
        ("pictures/4006381333931.svg", PICTURE),
        ("brand/logo.svg", PICTURE),
        ("favicon.ico", PICTURE),
        ("products/assets/x.0123456789.html", PAGE),
    ],
)
def test_a_file_is_kept_for_as_long_as_its_name_holds(path: str, words: str) -> None:
    assert cache_control(path) == words


def test_a_page_may_load_its_own_shop_only_and_send_forms_to_the_checkout() -> None:
    policy = SHOP.headers("index.html")["Content-Security-Policy"]

    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; manifest-src 'self';"
        " form-action 'self' https://checkout.example.com https://checkout.stripe.com; base-uri 'none';"
        " require-trusted-types-for 'script'; trusted-types 'none'; upgrade-insecure-requests; frame-ancestors 'none'"
    )


def test_a_page_is_served_with_all_that_protects_it() -> None:
    headers = SHOP.headers("index.html")

    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_preview_does_not_bind_browsers_to_https() -> None:
    headers = Policy("http://127.0.0.1:8010", payments=("http://127.0.0.1:8020/v1",), secure=False).headers("")

    assert "Strict-Transport-Security" not in headers
    assert "upgrade-insecure-requests" not in headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:8010 http://127.0.0.1:8020;" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "shared"),
    [("assets/cart.0123456789.js", "*"), ("index.html", None), ("products/assets/x.html", None)],
)
def test_the_checkout_may_load_theme_files_from_the_shop(path: str, shared: str | None) -> None:
    assert SHOP.headers(path).get("Access-Control-Allow-Origin") == shared


def test_a_host_without_headers_gets_the_policy_as_a_tag() -> None:
    tag = SHOP.meta()

    assert re.fullmatch(r'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; [^"<>]+">', tag)
    assert "frame-ancestors" not in tag


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://pay.example.com:8443/x?y=1", "https://pay.example.com:8443"),
        ("https://user:word@pay.example.com/", "https://pay.example.com"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://pay.example.com;script-src *", ""),
        ("", ""),
        ("pay.example.com", ""),
    ],
)
def test_nothing_but_a_host_gets_into_the_policy(address: str, host: str) -> None:
    assert origin(address) == host


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.JPG", "image/jpeg"),
        ("logo.svg", "image/svg+xml"),
        ("manifest.webmanifest", "application/manifest+json; charset=utf-8"),
        ("cart.js", "text/javascript; charset=utf-8"),
        ("contract.docx", "application/octet-stream"),
        ("LICENSE", "application/octet-stream"),
        ("news/", "text/html; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(path: str, kind: str) -> None:
    assert content_type(path) == kind
