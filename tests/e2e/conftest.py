"""One running service and one browser for all that is tried end to end."""

from collections.abc import Iterator

import pytest

from tests.e2e.town import Town, serving_demo


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The demo, small, served on a port."""
    with serving_demo() as town:
        yield town
