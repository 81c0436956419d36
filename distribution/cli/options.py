"""Options that many commands share, and who acts on the command line."""

import getpass

import click

centre_option = click.option(
    "--centre",
    metavar="KEY",
    envvar="KROMKA_CENTRE",
    show_envvar=True,
    help="Act for this centre; needless where there is only one.",
)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON instead of a table."
)


def machine_user() -> str:
    """Return the user of the machine, whom the audit names ``cli:<user>``."""
    return getpass.getuser()
