"""Who we are to Ingram Micro, from the environment: no file of a project holds its secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from awning.errors import SettingsError

DEFAULT_URL = "https://api.ingrammicro.com"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LONGEST_CUSTOMER, _COUNTRY_LETTERS = 10, 2
_ENVIRONMENT = {
    "AWNING_INGRAM_CLIENT_ID": "the client id",
    "AWNING_INGRAM_CLIENT_SECRET": "the client secret, or AWNING_INGRAM_CLIENT_SECRET_FILE naming a file with it",
    "AWNING_INGRAM_CUSTOMER": "your customer number, as 20-222222",
    "AWNING_INGRAM_COUNTRY": "the country of the catalogue in two letters, as US",
}


@dataclass(frozen=True, slots=True)
class IngramAccess:
    """Who we are to Ingram Micro."""

    client_id: str
    client_secret: str = field(repr=False)
    customer: str
    """The reseller's customer number, as 20-222222."""
    country: str
    """Of the catalogue, two letters."""
    url: str = DEFAULT_URL
    language: str = "en"
    """Of the answers."""


def access_from_environment(environment: Mapping[str, str] = os.environ) -> IngramAccess:
    """Who we are to Ingram Micro, from the environment.

    Raises:
        SettingsError: something is missing or wrong; the message lists all of it.
    """
    values = {name: environment.get(name, "").strip() for name in _ENVIRONMENT}
    problems: list[str] = []
    secret, secret_file = "AWNING_INGRAM_CLIENT_SECRET", environment.get("AWNING_INGRAM_CLIENT_SECRET_FILE", "").strip()
    if secret_file and not values[secret]:
        try:
            values[secret] = Path(secret_file).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or "not a text file"
            problems.append(f"{secret}_FILE names {secret_file}, which cannot be read ({reason})")
            values[secret] = "unread"
    problems += [f"{name} is not set: {meaning}" for name, meaning in _ENVIRONMENT.items() if not values[name]]
    customer, country = values["AWNING_INGRAM_CUSTOMER"], values["AWNING_INGRAM_COUNTRY"].upper()
    if len(customer) > _LONGEST_CUSTOMER or not (customer.isascii() and customer.isprintable()):
        problems.append(f"AWNING_INGRAM_CUSTOMER has at most {_LONGEST_CUSTOMER} characters, as 20-222222")
    if country and not (len(country) == _COUNTRY_LETTERS and country.isascii() and country.isalpha()):
        problems.append("AWNING_INGRAM_COUNTRY is two letters, as US")
    language = environment.get("AWNING_INGRAM_LANGUAGE", "").strip() or "en"
    if not (language.isascii() and language.isprintable()):
        problems.append("AWNING_INGRAM_LANGUAGE is a language's code, as en or de-DE")
    url = environment.get("AWNING_INGRAM_URL", "").strip() or DEFAULT_URL
    if not _safe(url):
        problems.append("AWNING_INGRAM_URL begins with https://, for a secret goes there")
    if problems:
        raise SettingsError("The source `ingram:` cannot be used:" + "".join(f"\n  {each}." for each in problems))
    return IngramAccess(
        client_id=values["AWNING_INGRAM_CLIENT_ID"],
        client_secret=values[secret],
        customer=customer,
        country=country,
        url=url.rstrip("/"),
        language=language,
    )


def _safe(address: str) -> bool:
    """Whether a secret may go there: encrypted, or to this very machine."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return False
    return bool(url.host) and (url.scheme == "https" or (url.scheme == "http" and url.host in LOOPBACK))
