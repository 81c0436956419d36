"""The tokens keep what docs/design.md promises."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from admin_ui.assets import COMPONENTS, STATIC, stylesheet
from tests.admin_ui import design

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("theme", design.THEMES)
@pytest.mark.parametrize(("one", "other", "least"), design.PAIRS)
def test_colours_can_be_told_apart_in_every_theme(theme, one, other, least):
    colours = design.THEMES[theme]
    assert design.contrast(colours[one], colours[other]) >= least


def test_contrast_is_computed_as_wcag_says():
    assert design.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert design.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_dark_is_the_same_by_switch_and_by_device():
    by_switch = {name: design.DARK[name] for name in design.DARK_BY_DEVICE}
    assert by_switch == design.DARK_BY_DEVICE
    assert set(by_switch) == set(design.LIGHT)


def test_every_theme_names_every_colour():
    assert len(design.LIGHT) >= 25
    assert set(design.HIGH) == set(design.LIGHT) == set(design.DARK)


def test_the_figures_in_the_document_are_the_computed_ones():
    document = (ROOT / "docs" / "design.md").read_text()
    missing = [row for row in design.figures() if row not in document]
    assert missing == []


def test_components_take_their_colours_from_the_tokens():
    for name in COMPONENTS:
        if name in {"tokens", "print"}:
            continue
        style = (STATIC / "css" / f"{name}.css").read_text()
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", style), name


def test_every_token_that_is_used_exists():
    styles = stylesheet().decode()
    used = set(re.findall(r"var\((--[\w-]+)", styles))
    defined = set(re.findall(r"^\s*(--[\w-]+):", styles, re.MULTILINE))
    assert used <= defined


def test_every_file_of_the_stylesheet_is_served():
    files = {path.stem for path in (STATIC / "css").glob("*.css")}
    assert files == set(COMPONENTS)


def test_a_target_is_44_pixels():
    assert "--target: 2.75rem;" in design.TOKENS


@pytest.mark.parametrize("folder", ["admin_ui/static/vendor", "tests/data/vendor"])
def test_files_of_others_are_as_they_were_published(folder):
    where = ROOT / folder
    sums = dict(
        reversed(line.split("  ", 1))
        for line in (where / "SHA256SUMS").read_text().splitlines()
    )
    files = {
        str(path.relative_to(where))
        for path in where.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }
    assert files == set(sums)
    for name, wanted in sums.items():
        assert sha256((where / name).read_bytes()).hexdigest() == wanted, name


def test_nothing_is_fetched_from_elsewhere():
    ours = [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]
    templates = (ROOT / "admin_ui" / "templates").rglob("*.html")
    for path in (*ours, *templates):
        # A link is followed by a person; it fetches nothing by itself.
        text = re.sub(r"<a\s[^>]*>", "", path.read_text())
        addresses = re.findall(r"(?:https?:)?//[a-z][\w.-]+\.\w+", text)
        assert addresses == [], path.name
