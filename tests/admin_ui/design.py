"""Reads the tokens of the stylesheet, for the tests of the look."""

import re

from admin_ui.assets import STATIC

TOKENS = (STATIC / "css" / "tokens.css").read_text()
_COLOUR = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6});")


def _colours_after(selector: str) -> dict[str, str]:
    start = TOKENS.index(selector)
    return dict(_COLOUR.findall(TOKENS[start : TOKENS.index("}", start)]))


LIGHT = _colours_after(":root {")
DARK_BY_DEVICE = _colours_after(':root:not([data-theme="light"]) {')
DARK = {**LIGHT, **_colours_after(':root[data-theme="dark"] {')}
HIGH = {**LIGHT, **_colours_after(':root:root[data-contrast="high"] {')}
THEMES = {"light": LIGHT, "dark": DARK, "high contrast": HIGH}

TEXT = 4.5
"""WCAG 2.2, 1.4.3: text against its ground."""
EDGE = 3.0
"""WCAG 2.2, 1.4.11: what one must see to use a control or read a chart."""

_GROUNDS = ("--ground", "--surface", "--surface-sunken")
_STATES = ("good", "warning", "danger", "info", "neutral")
PAIRS: list[tuple[str, str, float]] = [
    *(
        (text, on, TEXT)
        for text in ("--text", "--text-muted", "--link")
        for on in _GROUNDS
    ),
    ("--on-accent", "--accent", TEXT),
    ("--on-accent", "--accent-strong", TEXT),
    ("--accent-strong", "--accent-soft", TEXT),
    ("--accent-strong", "--ground", TEXT),
    ("--text", "--accent-soft", TEXT),
    ("--text-muted", "--accent-soft", TEXT),
    ("--accent", "--ground", TEXT),
    *((f"--{state}-text", f"--{state}-soft", TEXT) for state in _STATES),
    *((f"--{state}-text", "--surface", TEXT) for state in _STATES),
    *(("--line-control", on, EDGE) for on in _GROUNDS),
    *(("--focus", on, EDGE) for on in (*_GROUNDS, "--accent-soft")),
    ("--accent", "--surface-sunken", EDGE),
    *(
        (f"--{state}-strong", on, EDGE)
        for state in _STATES
        for on in ("--surface", f"--{state}-soft")
    ),
]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def figures() -> list[str]:
    """Return the table of docs/design.md, a line for each pair of colours."""
    rows = []
    for one, other, least in PAIRS:
        ratios = " | ".join(
            f"{contrast(theme[one], theme[other]):.1f}" for theme in THEMES.values()
        )
        rows.append(f"| `{one}` on `{other}` | {least} | {ratios} |")
    return rows
