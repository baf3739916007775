"""The command around the settings: what may stand in them, for editors."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("kind", type=click.Choice(["project", "reseller"]), default="reseller")
def schema(kind: str) -> None:
    """Print the JSON Schema of config/awning.yaml (project) or of a reseller's file (reseller)."""
    from awning.config import Project, Reseller
    from awning.settings.schema import schema as schema_of

    model = Project if kind == "project" else Reseller
    click.echo(json.dumps(schema_of(model), ensure_ascii=False, indent=2))
