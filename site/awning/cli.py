"""The command line: ``awning`` and its commands, each a thin coat over one function.

Packages add commands through the entry-point group ``awning.commands``, as the checkout does.
"""

from __future__ import annotations

import json
import shutil
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import click

from awning import __version__
from awning.catalog_commands import catalog, diff, import_, rollback
from awning.errors import AwningError, ProjectError
from awning.options import json_option, project_option
from awning.price_commands import price
from awning.settings_commands import schema

_INSTALL = (
    "%(what)s needs the checkout, and %(module)s is not installed. Install both with: pip install 'awning[checkout]'"
)


class _Awning(click.Group):
    """Loads other packages' commands only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(entry.name for entry in _plugged())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        found = next((entry for entry in _plugged() if entry.name == cmd_name), None)
        if own is not None or found is None:
            return own
        try:
            return found.load()
        except ModuleNotFoundError as problem:
            return _not_installed(cmd_name, str(problem.name))


def _plugged() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group="awning.commands"))


def _not_installed(name: str, module: str) -> click.Command:
    """A command that says what to install, in place of one that cannot be loaded."""

    def explain(**_: object) -> None:
        raise ProjectError(_INSTALL % {"what": f"`awning {name}`", "module": module})

    return click.Command(
        name,
        callback=explain,
        short_help="Not installed: pip install 'awning[checkout]'.",
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
    )


@click.group(cls=_Awning, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="awning")
def cli() -> None:
    """Branded storefronts for resellers, from a distributor's catalog feed."""


def main() -> None:
    """Run the command line; what goes wrong is said in a line or two, and never as a traceback."""
    try:
        cli(prog_name="awning")
    except AwningError as problem:
        click.echo(f"awning: {problem}", err=True)
        sys.exit(1)
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.startswith("awning"):
            raise
        # Commands import what they need when they are called, so that --help is quick.
        click.echo(f"awning: {_INSTALL % {'what': 'This command', 'module': problem.name}}", err=True)
        sys.exit(1)
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        click.echo(f"awning: {where}{problem.strerror or problem}.", err=True)
        sys.exit(1)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a new project in FOLDER: settings, content and a sample feed, ready to build."""
    from awning.resources import shipped

    if folder.exists() and any(folder.iterdir()):
        raise ProjectError(f"{folder}: is not empty. Choose a new folder; nothing was changed.")
    ignore = shutil.ignore_patterns("*.env", "README.md", "__pycache__")
    try:
        for part in ("config", "content"):
            shutil.copytree(shipped(part), folder / part, ignore=ignore)
        (folder / ".gitignore").write_text("/output/\n/var/\n*.env\n", encoding="utf-8")
    except OSError as problem:
        # Half of a project would be taken for a whole one the next time.
        shutil.rmtree(folder, ignore_errors=True)
        reason = problem.strerror or "not all files could be copied"
        raise ProjectError(
            f"{folder}: cannot be written ({reason}). Make room or give yourself the right to write there."
        ) from problem
    click.echo(f"{folder} is ready: two sample shops, and a feed they sell from.\n")
    click.echo("Next:")
    click.echo(f"  cd {folder}")
    click.echo("  awning build          build both shops into output/")
    click.echo("  awning demo           look at them, and buy something in a sandbox")
    click.echo("\nThen edit config/resellers/*.yaml and content/shops/: they are yours.")


@cli.command()
@click.argument("resellers", nargs=-1)
@click.option("--all", "everybody", is_flag=True, help="All resellers, which is the default.")
@project_option
@json_option
def check(resellers: tuple[str, ...], project: Path, *, everybody: bool, as_json: bool) -> None:
    """Check the settings of the project and of RESELLERS, or of all, and say which prices change soon.

    Mistakes end with exit code 1, warnings do not.
    """
    from awning.checking import check_project

    if everybody and resellers:
        raise click.UsageError("--all looks at all resellers: name some, or leave them out.")
    checked = check_project(project, resellers)
    if as_json:
        click.echo(json.dumps(checked.as_json(), ensure_ascii=False))
    else:
        for line in checked.complaints():
            click.echo(line, err=True)
        for line in checked.said():
            click.echo(line)
    sys.exit(1 if checked.errors else 0)


@cli.command()
@click.argument("resellers", nargs=-1)
@click.option("--full", is_flag=True, help="Trust nothing an earlier build remembers.")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=None, help="Processes at once; one per processor by default."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where shops go; output/ by default.",
)
@project_option
@json_option
def build(
    resellers: tuple[str, ...], jobs: int | None, output: Path | None, project: Path, *, full: bool, as_json: bool
) -> None:
    """Build the shops of RESELLERS, or of all."""
    from awning.building import build_project

    report = build_project(project, resellers, output=output or project / "output", full=full, jobs=jobs, quiet=as_json)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    sys.exit(1 if report.failed else 0)


for _command in (import_, diff, rollback, catalog, price, schema):
    cli.add_command(_command)
