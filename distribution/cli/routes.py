"""``kromka routes``: plan a day's deliveries, or solve a problem from a file."""

import click

from distribution.cli.routes_plan import plan_day
from distribution.cli.routes_solve import solve


@click.group()
def routes() -> None:
    """Plan a day's deliveries, or solve a problem from a file."""


routes.add_command(plan_day, name="plan")
routes.add_command(solve)
