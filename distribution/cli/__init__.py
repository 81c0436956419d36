"""The ``kromka`` command: one module per family of commands, loaded when asked for.

Exit status: 0 done, 1 refused or not holding (the reason on standard error), 2 wrong
usage. Help is English, as in every tool of the trade; refusals are said in the
language of the terminal.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from distribution import __version__
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.language import N_

COMMANDS = {
    "backup": "distribution.cli.backup:backup",
    "centre": "distribution.cli.accounts:centre",
    "centres": "distribution.cli.accounts:centres",
    "demo": "distribution.cli.demo:demo",
    "device": "distribution.cli.accounts:device",
    "doctor": "distribution.cli.doctor:doctor",
    "housekeeping": "distribution.cli.housekeeping:housekeeping",
    "import": "distribution.cli.imports:import_",
    "migrate": "distribution.cli.migrate:migrate",
    "restore": "distribution.cli.backup:restore",
    "rounds": "distribution.cli.rounds:rounds",
    "routes": "distribution.cli.routes:routes",
    "serve": "distribution.cli.serve:serve",
    "sites": "distribution.cli.sites:sites",
    "staff": "distribution.cli.accounts:staff",
    "verify": "distribution.cli.verify:verify",
    "vouchers": "distribution.cli.vouchers:vouchers",
    "worker": "distribution.cli.worker:worker",
}
"""Each command, and where it is: ``module:name``."""

_MOST_FAULTS = 50
"""Bad fields that are named; a file of another kind has one in every row."""


class _LazyGroup(click.Group):
    """Imports the module of a command only when the command is asked for."""

    def list_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 (click's own signature)
    ) -> list[str]:
        """Return the names of all commands."""
        return sorted(name for name in COMMANDS if _exists(COMMANDS[name]))

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 (click's own signature)
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command of that name, or None."""
        target = COMMANDS.get(cmd_name)
        if target is None or not _exists(target):
            return None
        module, _, name = target.partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


def _exists(target: str) -> bool:
    return importlib.util.find_spec(target.partition(":")[0]) is not None


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kromka", message="%(prog)s %(version)s")
def kromka() -> None:
    """Kromka: food aid from the pallet to the table."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        status: Any = kromka.main(arguments, prog_name="kromka", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 1
    except DomainError as error:
        _say(error)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status if isinstance(status, int) else 0


def _say(error: DomainError) -> None:
    """Write the reason on standard error, in the language of the terminal."""
    with in_the_terminals_language() as gettext:
        click.echo(f"kromka: {error.says(gettext)}", err=True)
        if isinstance(error, InvalidInputError):
            for field in error.errors[:_MOST_FAULTS]:
                click.echo(f"  {field.field}: {field.says(gettext)}", err=True)
            if (more := len(error.errors) - _MOST_FAULTS) > 0:
                words = gettext(N_("… i {n} więcej.")).format(n=more)
                click.echo(f"  {words}", err=True)


@contextmanager
def in_the_terminals_language() -> Iterator[Callable[[str], str]]:
    """Speak what the locale asks for, Polish if we do not; yields ``gettext``."""
    from admin_ui import language  # noqa: PLC0415 (slow, and needed only here)

    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    wish = next(filter(None, (os.environ.get(name) for name in names)), "")
    with language.speaking(language.as_language(wish.partition("_")[0]) or "pl"):
        yield language.gettext
