"""What a reseller does with prices on the shelf: on which digits they end, and how low they go."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from awning.settings.kinds import Ending, Margin
from awning.yamlmodel import Settings


class Charm(Settings):
    """On which digits the prices of one currency end."""

    ends_in: Ending
    """The last digits in the smallest coin: '99' makes 41.644 to 41.99."""
    round: Literal["up", "nearest", "down"] = "up"
    """In which direction the price moves to its ending."""


class Below(StrEnum):
    """What becomes of a price under its floor."""

    RAISE = "raise"
    """It is raised to the floor."""
    REFUSE = "refuse"
    """The plan is not for sale until a rule is mended."""


class Floors(Settings):
    """Under which price the reseller never sells."""

    minimum_margin: Annotated[Margin, Field(ge=0)] | None = None
    """The least the reseller keeps, in percent of the net shelf price."""
    below: Below = Below.RAISE
    """What becomes of a price under a floor, the vendor's among them."""
