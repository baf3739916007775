"""One purchase from the shop's page to the running service, over HTTP, as a customer's browser would make it."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx

from awning_checkout.demo import Demo
from awning_checkout.errors import CheckoutError

SEATS = 3
PATIENCE_S = 60
_ANSWERS = {"email": "office@customer.example", "domain": "customer.example", "number": "3", "text": "Front office"}


class PurchaseFailed(CheckoutError):
    """A step of the purchase did not lead to the next."""


def buy(demo: Demo, slug: str | None = None) -> dict[str, Any]:
    """Buy three seats in a shop of the demo and wait until they run.

    Returns:
        ``order`` (its number), ``state``, ``forwarded`` (fulfilments the distributor has), ``pages`` (built).

    Raises:
        PurchaseFailed: a step failed; the message says which.
    """
    shop = demo.shops[slug or demo.slugs[0]]
    with httpx.Client(follow_redirects=True, timeout=30, trust_env=False) as browser:
        product = _product(browser, shop)
        review = _submit(browser, product, {"quantity": str(SEATS)}, "adding it to the cart")
        payment = _submit(browser, review, {}, "ordering", which="agreed")
        if not str(payment.url).startswith(demo.stripe):
            raise PurchaseFailed(f"Ordering led to {payment.url.path} and not to the payment page.")
        order = _submit(browser, payment, {}, "paying")
        number, state = _wait(browser, order)
        known = browser.get(f"{demo.distributor}/_control/orders").json()["orders"]
        forwarded = sum(str(each["externalId"]).startswith(number) for each in known)
    return {"order": number, "state": state, "forwarded": forwarded, "pages": demo.pages}


def _product(browser: httpx.Client, shop: str) -> httpx.Response:
    """The first featured offering that is sold by the seat and by the month."""
    home = browser.get(f"{shop}/")
    for path in dict.fromkeys(re.findall(r'href="(/products/[^"]+)"', home.text)):
        page = browser.get(f"{shop}{path}")
        if 'value="P1M-P1M"' in page.text and page.is_success:
            return page
    raise PurchaseFailed(f"{shop}: no featured offering has a monthly plan.")


def _submit(
    browser: httpx.Client, page: httpx.Response, filled: dict[str, str], doing: str, *, which: str = ""
) -> httpx.Response:
    """Fill in a form of the page as a person would, and send it."""
    forms = re.findall(r"<form[^>]*method=.post.[^>]*>.*?</form>", page.text, re.DOTALL | re.IGNORECASE)
    chosen = next((form for form in forms if which in form), None)
    if chosen is None:
        raise PurchaseFailed(f"{page.url.path}: there is no form for {doing}.")
    action = re.search(r'action="([^"]*)"', chosen)
    fields = {**_fields(chosen), **filled}
    answer = browser.post(urljoin(str(page.url), unescape(action.group(1)) if action else ""), data=fields)
    if not answer.is_success:
        mistakes = "; ".join(re.findall(r'class="field-error"[^>]*>([^<]+)', answer.text))
        raise PurchaseFailed(f"{doing}: the answer was {answer.status_code} {mistakes or answer.reason_phrase}.")
    return _refreshed(browser, answer)


def _refreshed(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Go where the page sends the browser on to at once, as payment pages do."""
    target = re.fullmatch(r"0;\s*url=(.+)", answer.headers.get("Refresh", ""))
    return browser.get(urljoin(str(answer.url), target.group(1))) if target else answer


def _fields(form: str) -> dict[str, str]:
    """What the form sends, its questions answered."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|select|button)[^>]*>", form):
        attributes = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        name, kind, value = attributes.get("name"), attributes.get("type", "text"), attributes.get("value", "")
        if not name:
            continue
        if kind == "radio":
            if "checked" in tag:
                fields[name] = value
        elif kind in {"hidden", "checkbox", "number"} or value:
            fields.setdefault(name, value)
        elif tag.startswith("<select"):
            fields[name] = _chosen(form[form.index(tag) :].partition("</select>")[0])
        elif "required" in tag:
            fields[name] = _answer(name, kind)
    return fields


def _chosen(select: str) -> str:
    """The option that is chosen already, or else the first that says something."""
    options = re.findall(r'<option(?: value="([^"]*)")?( selected)?>([^<]*)', select)
    said = [(unescape(value or label), bool(selected)) for value, selected, label in options if value or label]
    return next((value for value, selected in said if selected), next((value for value, _ in said[1:]), ""))


def _answer(name: str, kind: str) -> str:
    for word, answer in _ANSWERS.items():
        if word == kind or word in name:
            return answer
    return "3" if any(word in name for word in ("count", "quantity", "size")) else _ANSWERS["text"]


def _wait(browser: httpx.Client, order: httpx.Response) -> tuple[str, str]:
    """Look at the order page until the order runs, or patience ends."""
    address = str(order.url).partition("?")[0]
    deadline = time.monotonic() + PATIENCE_S
    while True:
        page = browser.get(address)
        found = re.search(r'data-order-state="([a-z]+)"', page.text)
        number = re.search(r"A-[A-Z0-9]{8}", page.text)
        if found is None or number is None:
            raise PurchaseFailed(f"{page.url.path} is not an order page ({page.status_code}).")
        if found.group(1) in {"active", "held", "expired"} or time.monotonic() > deadline:
            return number.group(), found.group(1)
        time.sleep(0.2)
