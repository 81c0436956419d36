"""``python -m distribution.cli``: the ``kromka`` command."""

from distribution.cli import main

main()
