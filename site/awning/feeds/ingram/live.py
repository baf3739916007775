"""The live source ``ingram:``: the whole catalogue of Ingram Micro with its prices, asked for page by page.

Whatever is answered goes to a file as it is, one answer a line, for `IngramReader` to read. The file appears only when
all of it is there.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from awning.errors import FeedError, FeedUnreadable
from awning.feeds.ingram.access import IngramAccess, access_from_environment
from awning.feeds.ingram.answers import PRICES_KEY, error_said
from awning.feeds.ingram.calls import Answer, Clock, IngramClient, Limits

__all__ = ["Clock", "IngramAccess", "Limits", "access_from_environment", "fetch_ingram"]

CATALOG_PATH = "/resellers/v6/catalog"
PRICES_PATH = "/resellers/v6/catalog/priceandavailability"
PAGE_SIZE = 100
BATCH = 50
"""The most products Ingram Micro prices at once."""
_TYPES = {
    "physical products": "IM::physical",
    "digital products": "IM::digital",
    # Its own links use this type; the list of types leaves it out.
    "subscriptions": "IM::subscription",
}
_PRICING = {"includeAvailability": "false", "includePricing": "true", "includeProductAttributes": "true"}
# So many in a hundred may have left the catalogue while it was read.
_LEAST_PERCENT = 99
_LONGEST_COUNT = 12
_NOT_FOUND = 404


def fetch_ingram(
    target: Path,
    access: IngramAccess,
    *,
    progress: Callable[[int, int | None], None] | None = None,
    limits: Limits | None = None,
    clock: Clock | None = None,
) -> None:
    """Write the whole catalogue with its prices to a file, or leave nothing behind.

    Args:
        target: NDJSON, one answer a line. It takes its name when all is there.
        access: credentials, customer and country.
        progress: told how many products there are so far, and how many are known of.
        limits: how long and how often anything is tried.
        clock: what tells the time and waits.

    Raises:
        FeedError: Ingram Micro refuses, does not answer, or goes in circles, or the file cannot be written.
    """
    part = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.parent, prefix=".ingram-", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            with IngramClient(access, limits or Limits(), clock or Clock()) as client:
                for line in _answers(client, (limits or Limits()).pages, progress or _silent):
                    file.write(line.encode())
                    file.write(b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as problem:
        raise FeedError(f"{target}: the answers of Ingram Micro cannot be written ({problem.strerror}).") from None
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _silent(_done: int, _total: int | None) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of the catalogue, as far as it matters for going on."""

    answer: Answer
    ids: tuple[str, ...]
    """Of products and plans, and names of groups."""
    listed: int
    """How many entries there are: products, and groups or plans as the list has them."""
    counted: int
    """How many of what there are more of: a group's plans may be what Ingram Micro counts."""
    wanted: tuple[dict[str, str], ...]
    """What prices are asked for: no product that is discontinued or not for this account."""
    of: int
    """How many the type has, by its own count; 0 if it does not say."""
    last: bool

    @classmethod
    def of_answer(cls, answer: Answer, subject: str) -> _Page:
        """The page an answer holds; "not found" is a page without anything on it."""
        said = answer.value(subject)
        page = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
        if answer.status != _NOT_FOUND:
            if trouble := error_said(page):
                raise FeedError(f"Ingram Micro refused {subject}: {trouble}")
            if not page.keys() & {"catalog", "subscriptionCatalog", "recordsFound"}:
                raise FeedUnreadable(
                    f"Ingram Micro answered with JSON that is no page of the catalogue when asked for {subject}."
                )
        products, groups = _objects(page.get("catalog")), _objects(page.get("subscriptionCatalog"))
        plans = [plan for group in groups for plan in _objects(group.get("plans"))]
        wanted = [{"ingramPartNumber": _text(each.get("ingramPartNumber"))} for each in products if _sold(each)]
        wanted += [{"planID": _text(plan.get("planId"))} for plan in plans]
        ids = [*(each.get("ingramPartNumber") for each in products), *(each.get("planId") for each in plans)]
        found = _text(page.get("recordsFound"))
        return cls(
            answer=answer,
            ids=tuple(map(_text, [*ids, *(each.get("groupName") for each in groups)])),
            listed=len(products) + len(groups),
            counted=len(products) + max(len(groups), len(plans)),
            wanted=tuple(each for each in wanted if all(each.values())),
            of=int(found) if found.isascii() and found.isdecimal() and len(found) <= _LONGEST_COUNT else 0,
            last=not page.get("nextPage"),
        )


def _answers(client: IngramClient, pages: int, progress: Callable[[int, int | None], None]) -> Iterator[str]:
    """Each page of each type, and behind it the prices of what stands on it."""
    done = 0
    for title, word in _TYPES.items():
        before = done
        for page in _pages(client, title, word, pages):
            yield _one_line(page.answer)
            for start in range(0, len(page.wanted), BATCH):
                yield _prices(client, title, page.wanted[start : start + BATCH])
            done += page.listed
            progress(done, max(done, before + page.of) if page.of else None)
    if not done:
        raise FeedError("Ingram Micro's catalogue holds nothing for this customer number. The catalog stays as it was.")


def _pages(client: IngramClient, title: str, word: str, most: int) -> Iterator[_Page]:
    """The pages of a type. Links to the next page only say that there is one: not all of them are well formed."""
    seen: dict[bytes, int] = {}
    listed = counted = expected = 0
    for number in range(1, most + 1):
        subject = f"page {number} of {title}"
        params = {"pageNumber": str(number), "pageSize": str(PAGE_SIZE), "type": word}
        answer = client.ask(subject, "GET", CATALOG_PATH, params=params, good=frozenset({200, _NOT_FOUND}))
        page = _Page.of_answer(answer, subject)
        if not page.listed:
            break
        digest = hashlib.sha256("\n".join(page.ids).encode("utf-8", "replace")).digest()
        if digest in seen:
            raise FeedError(
                f"Ingram Micro's catalogue goes in circles: page {number} of {title} repeats page {seen[digest]}. "
                "The catalog stays as it was."
            )
        seen[digest] = number
        yield page
        listed, counted, expected = listed + page.listed, counted + page.counted, page.of or expected
        # What is counted, groups or plans, is not said: the page after the last one is asked for if in doubt.
        if listed >= expected > 0 or (page.last and _whole(counted, expected)):
            break
    else:
        raise FeedError(
            f"Ingram Micro's catalogue of {title} does not end after {most:,} pages. The catalog stays as it was."
        )
    if not _whole(counted, expected):
        raise FeedError(
            f"Ingram Micro's catalogue of {title} ended after {counted:,} of {expected:,}: a part of it is missing. "
            "The catalog stays as it was."
        )


def _whole(count: int, expected: int) -> bool:
    return count * 100 >= expected * _LEAST_PERCENT


def _prices(client: IngramClient, title: str, products: tuple[dict[str, str], ...]) -> str:
    """The prices of a few products as a line. Those that fail have their place among them."""
    subject = f"prices of {title}"
    body = {"products": list(products), "showAvailableDiscounts": True}
    answer = client.ask(subject, "POST", PRICES_PATH, params=_PRICING, body=body)
    said = answer.value(subject)
    if not isinstance(said, list) or not said:
        raise FeedUnreadable(f"Ingram Micro answered with JSON that is no list of prices when asked for {subject}.")
    return f'{{"{PRICES_KEY}":{_one_line(answer)}}}'


def _sold(product: dict[str, Any]) -> bool:
    said = (_text(product.get("discontinued")).lower(), _text(product.get("authorizedToPurchase")).lower())
    return said[0] != "true" and said[1] != "false"


def _objects(value: object) -> list[dict[str, Any]]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | bool) else ""


def _one_line(answer: Answer) -> str:
    """The answer as it came. Line ends stand between values only: in JSON no text can hold one."""
    return answer.text.replace("\r", " ").replace("\n", " ")
