"""Settings of the service, from the environment or from files; read once, every mistake told at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from awning.errors import SettingsError

_DATABASE = "AWNING_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the service needs to know that is not in the project's YAML. Secrets never print."""

    project: Path
    database_url: str = field(repr=False)
    """SQLAlchemy's form: sqlite:///var/orders.sqlite, postgresql+psycopg://…, where it may hold a password."""
    public_url: str
    """Where customers reach the service, without a slash at its end."""
    stripe_key: str = field(repr=False)
    stripe_webhook_secret: str = field(repr=False)
    stripe_account: str | None = None
    """The connected account that sells, where a distributor runs the checkout for many resellers."""
    stripe_api: str | None = None
    """Another address for Stripe: the sandbox."""
    distributor_url: str = ""
    distributor_token: str = field(default="", repr=False)
    vies_url: str = ""
    """Where VAT numbers are confirmed; empty where their form is all that is looked at."""
    shop_urls: Mapping[str, str] = field(default_factory=dict[str, str])
    """Reseller to another address than the settings', for previews."""
    shells: Path | None = None
    """Where the shops' empty pages lie; the project's ``var/shells`` by default."""


def database_of(project: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The address of the database alone, for commands that need nothing else of the service.

    Raises:
        SettingsError: the file that is to hold it cannot be read.
    """
    if path := environment.get(f"{_DATABASE}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            reason = getattr(problem, "strerror", None) or "it is not text"
            raise SettingsError(f"{_DATABASE}_FILE: {path} cannot be read ({reason}).") from problem
    return environment.get(_DATABASE) or _own_database(project)


def from_environment(project: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of a project; ``NAME_FILE`` names a file that holds the value of ``NAME``.

    Raises:
        SettingsError: something needed is missing; the message lists all of it.
    """
    missing: list[str] = []

    def value(name: str, default: str = "", *, optional: bool = False) -> str:
        found = environment.get(name) or default
        if path := environment.get(f"{name}_FILE"):
            try:
                found = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as problem:
                reason = getattr(problem, "strerror", None) or "it is not text"
                missing.append(f"{name}_FILE: {path} cannot be read ({reason})")
                return ""
        if not found and not optional:
            missing.append(f"{name}: {_MEANING[name]}")
        return found

    settings = Settings(
        project=project,
        database_url=value(_DATABASE, _own_database(project)),
        public_url=value("AWNING_CHECKOUT_URL").rstrip("/"),
        stripe_key=value("AWNING_STRIPE_KEY"),
        stripe_webhook_secret=value("AWNING_STRIPE_WEBHOOK_SECRET"),
        stripe_account=environment.get("AWNING_STRIPE_ACCOUNT") or None,
        stripe_api=environment.get("AWNING_STRIPE_API") or None,
        distributor_url=value("AWNING_DISTRIBUTOR_URL"),
        distributor_token=value("AWNING_DISTRIBUTOR_TOKEN", optional=True),
        vies_url=environment.get("AWNING_VIES_URL", ""),
    )
    if missing:
        raise SettingsError(
            "The checkout cannot start; these are missing from the environment:\n  "
            + "\n  ".join(missing)
            + "\nEach can also be given as NAME_FILE, the path of a file that holds it."
        )
    return settings


def _own_database(project: Path) -> str:
    return f"sqlite:///{project.resolve() / 'var' / 'orders.sqlite'}"


_MEANING = {
    "AWNING_DATABASE_URL": "where orders are kept, as postgresql+psycopg://user@host/name",
    "AWNING_CHECKOUT_URL": "the public address of this service, as https://pay.example.com",
    "AWNING_STRIPE_KEY": "the secret or restricted key of your Stripe account",
    "AWNING_STRIPE_WEBHOOK_SECRET": "what Stripe signs webhooks with; without it anybody could fake a payment",
    "AWNING_DISTRIBUTOR_URL": "the address of the distributor's TMF622 interface",
}
