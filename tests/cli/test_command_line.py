"""The ``kromka`` command: exit statuses, where words go, and how lists look."""

import json
import subprocess
import sys

import click
import pytest

from distribution import cli
from distribution.cli.listing import show_listing
from distribution.cli.options import centre_option, json_option
from distribution.core.errors import ConflictError, FieldError, InvalidInputError


class ShelfEmptyError(ConflictError):
    reason = "shelf_empty"
    sentence = "Na półce {shelf} nic nie ma."


@click.command()
@click.argument("what")
def try_out(what):
    """Ends in the way that is asked for."""
    if what == "refuse":
        raise ShelfEmptyError(shelf="A3")
    if what == "bad_file":
        raise InvalidInputError(
            [FieldError("wiersz 7, kolumna packs", "{found} to za mało", {"found": 0})]
        )
    if what == "no_such_file":
        raise InvalidInputError([FieldError("wiersz", "źle")] * 400_000)
    if what == "interrupt":
        raise KeyboardInterrupt
    click.echo("done")


@pytest.fixture(autouse=True)
def _with_a_command(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "try-out", f"{__name__}:try_out")
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["try-out", "work"], 0),
        (["try-out", "refuse"], 1),
        (["try-out", "bad_file"], 1),
        (["try-out", "interrupt"], 1),
        (["try-out"], 2),
        (["try-out", "work", "--no-such"], 2),
        (["no-such-command"], 2),
        (["--help"], 0),
        (["--version"], 0),
    ],
)
def test_the_exit_status_tells_done_from_refused_from_wrong_usage(
    arguments, status, capsys
):
    assert cli.run(arguments) == status
    said = capsys.readouterr()
    assert bool(said.out) is (status == 0)
    assert bool(said.err) is (status != 0)


def test_a_refusal_is_said_on_standard_error_with_its_facts(capsys):
    cli.run(["try-out", "refuse"])
    assert capsys.readouterr().err == "kromka: Na półce A3 nic nie ma.\n"


def test_every_bad_field_of_a_file_is_named(capsys):
    cli.run(["try-out", "bad_file"])
    assert "wiersz 7, kolumna packs: 0 to za mało" in capsys.readouterr().err


def test_a_file_of_another_kind_does_not_fill_the_screen(capsys):
    cli.run(["try-out", "no_such_file"])
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 52
    assert said[-1] == "  … i 399950 więcej."


def test_a_family_whose_module_is_missing_does_not_break_the_others(
    monkeypatch, capsys
):
    monkeypatch.setitem(cli.COMMANDS, "absent", "distribution.cli.absent:absent")
    assert cli.run(["--help"]) == 0
    assert "absent" not in capsys.readouterr().out
    assert cli.run(["absent"]) == 2


def test_the_command_starts_without_loading_what_it_does_not_need():
    program = (
        "import sys, distribution.cli as c; c.run(['--version']);"
        "print([m for m in ('litestar', 'ortools', 'piccolo') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines()[-1] == "[]"


ROWS = [
    {"key": "ckip", "name": "Centrum Kultury", "kinds": ["pickup"], "id": 1},
    {"key": "magazyn", "name": "Łódź – żółty", "kinds": ["warehouse", "pickup"]},
]


def test_a_listing_is_an_aligned_table_for_people(capsys):
    show_listing(ROWS, columns=("key", "name", "kinds"), as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "KEY      NAME             KINDS",
        "ckip     Centrum Kultury  pickup",
        "magazyn  Łódź – żółty     warehouse, pickup",
    ]


def test_a_listing_is_whole_json_for_programs(capsys):
    show_listing(ROWS, columns=("key",), as_json=True)
    assert json.loads(capsys.readouterr().out) == ROWS


def test_an_empty_listing_is_still_a_listing(capsys):
    show_listing([], columns=("key", "name"), as_json=False)
    assert capsys.readouterr().out == "KEY  NAME\n"
    show_listing([], columns=("key",), as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_the_centre_comes_from_the_option_or_the_environment(monkeypatch):
    @click.command()
    @centre_option
    @json_option
    def ask(centre, as_json):
        return centre, as_json

    monkeypatch.setenv("KROMKA_CENTRE", "krasnik")
    assert ask.main([], standalone_mode=False) == ("krasnik", False)
    assert ask.main(["--centre", "laziska", "--json"], standalone_mode=False) == (
        "laziska",
        True,
    )
