"""``kromka import``: loads what comes as a file, all of it or nothing."""

import click

from distribution.cli.import_addresses import addresses
from distribution.cli.import_delivery import delivery
from distribution.cli.import_households import households
from distribution.cli.import_roads import roads


@click.group("import")
def import_() -> None:
    """Load a file: all of it, or nothing and each bad row by line and column."""


import_.add_command(addresses)
import_.add_command(delivery)
import_.add_command(households)
import_.add_command(roads)
