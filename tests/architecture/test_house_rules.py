"""The house rules hold, and each of them notices a line that breaks it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house_rules import (
    MOST_IN_A_FUNCTION,
    MOST_LINES,
    RULES,
    Rule,
    a_command_is_one_transaction,
    columns_are_exact,
    commands_ask_for_a_permission,
    files_are_short,
    functions_are_short,
    names_say_the_effect,
    nothing_at_once_in_a_transaction,
    only_commands_take_transactions,
    steps_require_a_transaction,
    time_comes_from_the_clock,
)

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("distribution", "admin_ui")


def sources() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            if "piccolo_migrations" not in path.parts:
                yield path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule: Rule) -> None:
    faults = [
        f"{path.relative_to(_ROOT)}: {fault}"
        for path in sources()
        for fault in rule(path, ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert faults == []


_LONG = "def f():\n" + "    pass\n" * (MOST_IN_A_FUNCTION + 1)
_TWICE = """
async def act(actor):
    actor.must(P)
    async with transaction(actor):
        pass
    async with transaction(actor):
        pass
"""

BAD: list[tuple[Rule, str, str]] = [
    (
        steps_require_a_transaction,
        "steps.py",
        "async def take():\n    '''Take.'''\n    await execute('x')",
    ),
    (steps_require_a_transaction, "steps/taking.py", "async def take(): ..."),
    (time_comes_from_the_clock, "rules.py", "x = datetime.now(UTC)"),
    (time_comes_from_the_clock, "rules.py", "x = datetime.datetime.utcnow()"),
    (time_comes_from_the_clock, "rules.py", "x = date.today()"),
    (time_comes_from_the_clock, "rules.py", "x = time.time()"),
    (nothing_at_once_in_a_transaction, "commands.py", "asyncio.gather(a(), b())"),
    (nothing_at_once_in_a_transaction, "steps/x.py", "asyncio.create_task(a())"),
    (files_are_short, "long.py", "x = 1\n" * (MOST_LINES + 1)),
    (functions_are_short, "rules.py", _LONG),
    (names_say_the_effect, "date_utils.py", ""),
    (names_say_the_effect, "helpers.py", ""),
    (names_say_the_effect, "helpers/dates.py", ""),
    (names_say_the_effect, "stock_service.py", ""),
    (names_say_the_effect, "manager.py", ""),
    (
        commands_ask_for_a_permission,
        "commands/x.py",
        "async def act(actor):\n    '''Act.'''\n    async with transaction(actor): ...",
    ),
    (a_command_is_one_transaction, "commands.py", _TWICE),
    (
        only_commands_take_transactions,
        "api.py",
        "from distribution.core.transaction import perform, transaction",
    ),
    (columns_are_exact, "tables.py", "class T:\n    price = Real()"),
    (columns_are_exact, "tables.py", "class T:\n    name = Varchar(required=True)"),
]


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    BAD,
    ids=lambda value: getattr(value, "__name__", "")[:40] or None,
)
def test_a_rule_notices_what_breaks_it(
    rule: Rule, name: str, source: str, tmp_path: Path
) -> None:
    path = tmp_path / "domain" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")

    assert list(rule(path, ast.parse(source)))


GOOD: list[tuple[str, str]] = [
    ("steps.py", "async def take():\n    require_transaction()\n    await x()"),
    ("steps.py", "def plain(): ...\nasync def _own(): ..."),
    ("rules.py", "def f(now): return now.date()"),
    ("commands.py", "async def act(actor):\n    actor.must(P)\n    await x()"),
    ("commands.py", "async def sign_in(login):\n    await x()"),
    ("api.py", "from distribution.core.transaction import perform"),
    ("tables.py", "class T:\n    latitude = DoublePrecision(default=None)"),
    ("manage.py", "x = 1"),
]


@pytest.mark.parametrize(("name", "source"), GOOD)
def test_the_rules_let_good_lines_be(name: str, source: str, tmp_path: Path) -> None:
    path = tmp_path / "domain" / name
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")

    assert [f for rule in RULES for f in rule(path, ast.parse(source))] == []
