"""Invented catalogs for the search: brands, kinds of goods, and texts whose words are as common as real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from awning.search import Entry, Offer

BRANDS = (
    "Fortinet", "Microsoft", "Veeam", "Sophos", "Acronis", "Dropsuite", "Exclaimer", "Bitdefender", "Keeper",
    "Proofpoint", "Barracuda", "SonicWall", "WatchGuard", "Hornetsecurity", "Zerto", "NetApp", "Lenovo", "Cisco",
    "Jabra", "Logitech",
)  # fmt: skip
KINDS = (
    "Firewall", "Backup", "Exchange", "Antivirus", "Office", "Licence", "Server", "Storage", "Support", "Router",
    "Cloud", "Security", "Mailbox", "Archive", "Signature", "Password Manager", "Switch", "Endpoint", "Headset",
    "Monitor",
)  # fmt: skip
QUALITIES = ("Basic", "Standard", "Business", "Premium", "Enterprise", "Pro", "Plus", "Essentials")
CATEGORIES = ("E-mail", "Sicherheit", "Server", "Datensicherung", "Netzwerk", "Büro", "Arbeitsplatz", "Cloud")
FACETS = (
    ("term-month", "bill-month"),
    ("term-year", "bill-month"),
    ("term-year", "bill-year"),
    ("term-none", "bill-once"),
)
_SYLLABLES = [
    first + vowel + last for first in (*"bcdfgklmnprstvw", "st", "pr", "tr", "ch", "sch") for vowel in "aeiou"
    for last in ("", "", "n", "r", "t", "s")
]  # fmt: skip
WORDS = 60
"""In a description."""


def synthetic_entries(count: int, *, seed: int = 20261123, words: int = WORDS) -> list[Entry]:
    """A catalog of that size, the same each time. Word number n of the texts is 1/n as common as the first (Zipf)."""
    chance = random.Random(seed)
    vocabulary = [*(kind.lower() for kind in KINDS), *_invented(chance, 8_000)]
    chance.shuffle(vocabulary)
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    return [_entry(number, chance, vocabulary, weights, words) for number in range(count)]


def synthetic_offers(entries: list[Entry], *, seed: int = 20261123) -> dict[str, Offer]:
    """Prices of nearly all of them: those left out are not sold."""
    chance = random.Random(seed)
    per = [
        (("de", f"pro {unit} · pro {period}"), ("en", f"per {unit} · per {period}"))
        for unit in ("user", "server", "device")
        for period in ("month", "year")
    ]
    # What one vendor sells on one shelf is mostly sold in the same way; prices have nothing in common.
    usual = {shelf: (chance.choice(per), chance.choice(FACETS)) for shelf in {_shelf(entry): None for entry in entries}}
    offers: dict[str, Offer] = {}
    for entry in entries:
        unit, facets = usual[_shelf(entry)] if chance.random() < 0.9 else (chance.choice(per), chance.choice(FACETS))
        if chance.random() < 0.95:
            offers[entry.sku] = Offer(f"{chance.randint(100, 99_999) / 100:.2f}", chance.random() < 0.3, unit, facets)
    return offers


def _shelf(entry: Entry) -> tuple[str, str]:
    return entry.vendor, entry.category_id


def _invented(chance: random.Random, count: int) -> Iterator[str]:
    known: set[str] = set()
    while len(known) < count:
        word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        if word not in known:
            known.add(word)
            yield word


def _entry(number: int, chance: random.Random, vocabulary: list[str], weights: list[float], words: int) -> Entry:
    brand, kind = chance.choice(BRANDS), chance.choice(KINDS)
    sku = f"{brand[:3].upper()}-{kind[:2].upper()}{number:04d}"
    name = f"{brand} {kind} {chance.choice(QUALITIES)} {chance.randint(10, 9_999)}"
    shelf = chance.randrange(len(CATEGORIES))
    return Entry(
        sku=sku,
        name=name,
        vendor=brand,
        category_id=f"shelf-{shelf}",
        category=CATEGORIES[shelf],
        path=f"products/{name.lower().replace(' ', '-')}.html",
        description=" ".join(chance.choices(vocabulary, cum_weights=weights, k=words)),
        values=(f"{chance.choice((1, 5, 10, 25))} Gbit/s", f"{chance.randint(1, 300)} users", "Deutsch, English"),
        part_number=f"{chance.randint(0, 10**9):09d}",
        retired=chance.random() < 0.02,
    )
