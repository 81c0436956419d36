"""What imports cannot show, read from the syntax tree. Each rule yields its faults."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

MOST_LINES = 300
MOST_IN_A_FUNCTION = 50

FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|services?|managers?)(_|$)")

OPEN_COMMANDS = {
    "sign_in",
    "sign_out",
    "set_password_by_link",
    "change_password",
}
"""Commands that begin before, or apart from, any permission."""

WITHOUT_TRANSACTION = {"decode"}
"""Steps that look at what they are given and at no table."""

_ASKS = re.compile(r"actor\.must\(|_must_\w+\(actor\b")

Rule = Callable[[Path, ast.Module], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """Return the functions of a module that others call."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def functions(tree: ast.AST) -> Iterator[Function]:
    """Return every function, however deep."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def body_of(function: Function) -> list[ast.stmt]:
    """Return the statements of *function* without its docstring."""
    body = function.body
    has_docstring = isinstance(body[0], ast.Expr) and isinstance(
        body[0].value, ast.Constant
    )
    return body[1:] if has_docstring else body


def part_of(path: Path) -> str:
    """Return which of the domain's parts a file is, by its name or its folder."""
    parts = {"commands", "steps", "queries", "rules", "tables", "api"}
    return next((name for name in (path.stem, path.parent.name) if name in parts), "")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Return every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def steps_require_a_transaction(path: Path, tree: ast.Module) -> Iterator[str]:
    """A step that somebody can call begins with ``require_transaction()``."""
    if part_of(path) != "steps":
        return
    for function in public_functions(tree):
        is_step = isinstance(function, ast.AsyncFunctionDef)
        if not is_step or function.name in WITHOUT_TRANSACTION:
            continue
        body = body_of(function)
        if not body or ast.unparse(body[0]) != "require_transaction()":
            yield f"{function.name}: begin with require_transaction()"


def time_comes_from_the_clock(path: Path, tree: ast.Module) -> Iterator[str]:
    """Only ``core/clock.py`` reads the clock."""
    if path.as_posix().endswith("distribution/core/clock.py"):
        return
    for call, name in calls(tree):
        owner, _, method = name.rpartition(".")
        reads = method in {"now", "utcnow", "today", "fromtimestamp"}
        is_class = owner.split(".")[-1] in {"datetime", "date"}
        if (reads and is_class) or name == "time.time":
            yield f"{call.lineno}: {name} reads the clock; pass the time in"


def nothing_at_once_in_a_transaction(path: Path, tree: ast.Module) -> Iterator[str]:
    """The tasks would share one connection."""
    if part_of(path) not in {"commands", "steps", "queries"}:
        return
    for call, name in calls(tree):
        if name.rpartition(".")[2] in {"gather", "create_task", "TaskGroup"}:
            yield f"{call.lineno}: {name} within a transaction"


def files_are_short(path: Path, _: ast.Module) -> Iterator[str]:
    """A file that outgrows this splits by idea."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES:
        yield f"{lines} lines, more than {MOST_LINES}"


def functions_are_short(_: Path, tree: ast.Module) -> Iterator[str]:
    """A function that outgrows this does two things. Words about it are free."""
    for function in functions(tree):
        body = body_of(function) or function.body
        lines = (function.end_lineno or 0) - body[0].lineno + 1
        if lines > MOST_IN_A_FUNCTION:
            yield f"{function.name}: {lines} lines, more than {MOST_IN_A_FUNCTION}"


def names_say_the_effect(path: Path, _: ast.Module) -> Iterator[str]:
    """No file is named after being useful."""
    if FORBIDDEN_NAMES.search(path.stem) or FORBIDDEN_NAMES.search(path.parent.name):
        yield "is named after no effect"


def commands_ask_for_a_permission(path: Path, tree: ast.Module) -> Iterator[str]:
    """A command begins with ``actor.must(…)``, or is one of the open ones."""
    if part_of(path) != "commands":
        return
    for function in public_functions(tree):
        is_command = isinstance(function, ast.AsyncFunctionDef)
        if not is_command or function.name in OPEN_COMMANDS:
            continue
        body = body_of(function)
        if not body or not _ASKS.match(ast.unparse(body[0])):
            yield f"{function.name}: begin with actor.must(…)"


def a_command_is_one_transaction(path: Path, tree: ast.Module) -> Iterator[str]:
    """One ``async with transaction(actor)``, opened by the command itself."""
    if part_of(path) != "commands":
        return
    for function in functions(tree):
        opened = sum(name == "transaction" for _, name in calls(function))
        if opened > 1:
            yield f"{function.name}: {opened} transactions"


def only_commands_take_transactions(path: Path, tree: ast.Module) -> Iterator[str]:
    """Elsewhere only ``perform`` and what a step raises come from that module."""
    if part_of(path) == "commands" or "distribution/core/" in path.as_posix():
        return
    allowed = {"perform", "TryAgainError", "CommitFailedError", "say_last"}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "distribution.core.transaction"
        ):
            for name in node.names:
                if name.name not in allowed:
                    yield f"{node.lineno}: takes {name.name} outside a command"


def columns_are_exact(path: Path, tree: ast.Module) -> Iterator[str]:
    """No floating point but for places on earth; no ``required=True``."""
    if part_of(path) != "tables":
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        column, call = ast.unparse(node.targets[0]), node.value
        kind = ast.unparse(call.func)
        is_place = column.endswith(("latitude", "longitude"))
        if kind in {"Real", "Float", "DoublePrecision"} and not is_place:
            yield f"{node.lineno}: {column} is floating point"
        if any(keyword.arg == "required" for keyword in call.keywords):
            yield f"{node.lineno}: {column}: write default=None, not required="


RULES: tuple[Rule, ...] = (
    steps_require_a_transaction,
    time_comes_from_the_clock,
    nothing_at_once_in_a_transaction,
    files_are_short,
    functions_are_short,
    names_say_the_effect,
    commands_ask_for_a_permission,
    a_command_is_one_transaction,
    only_commands_take_transactions,
    columns_are_exact,
)
