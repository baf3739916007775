"""A project with a catalog, to be checked: settings are given as text, offerings as values."""

from __future__ import annotations

from pathlib import Path

from awning.catalog import Category, Offering
from awning.checking import Checked, check_project
from awning.drafting import write_snapshot
from awning.pointer import point_to
from support_core import NOON, cost, offering, plan, srp
from support_settings import PROJECT, changed, project_folder
from support_shops import SHOP

SHELVES = (
    Category("communication", "Communication"),
    Category("email", "E-mail", parent_id="communication"),
    Category("backup", "Backup"),
)
MAILBOX = offering(plan(cost("10"), srp("14")))
VAULT = offering(plan(cost("20"), srp("28")), id="VAULT-1", category_id="backup", vendor="Vaulted")


def checked(
    folder: Path,
    *offerings: Offering,
    shop: str = SHOP,
    project: str = PROJECT,
    others: dict[str, str] | None = None,
) -> Checked:
    """What a check of 22 November 2026 finds; the catalog has a mailbox and a vault if nothing else is given."""
    project_folder(folder, project=project, reseller=shop)
    for name, text in (others or {}).items():
        # Two shops cannot stand at one address.
        own = text if name.startswith("_") else text.replace("https://shop.", f"https://{name}.")
        (folder / "config" / "resellers" / f"{name}.yaml").write_text(own, encoding="utf-8")
    catalog = folder / "var" / "catalog"
    catalog.mkdir(parents=True, exist_ok=True)
    point_to(catalog, write_snapshot(catalog, [*SHELVES, *(offerings or (MAILBOX, VAULT))]))
    return check_project(folder, now=NOON)


def rules(*lines: str) -> str:
    """The shop with these rules in place of its own, each on a line from line 11 on: ``{markup: 25}``."""
    return changed(SHOP, "- markup: 0\n", "".join(f"- {line}\n" for line in lines))


def engaged(text: str) -> str:
    """The project with rules of engagement on its line 3."""
    return changed(PROJECT, "  name: Northgate\n", f"  name: Northgate\n  engagement: {text}\n")


def short(folder: Path, lines: tuple[str, ...]) -> list[str]:
    """Lines with paths as they are in the project."""
    return [line.replace(f"{folder}/config/", "").replace("resellers/", "") for line in lines]
