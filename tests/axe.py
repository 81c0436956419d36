"""What axe finds wrong with a page that a browser shows."""

from pathlib import Path

from playwright.async_api import Page

_AXE = (Path(__file__).parent / "data" / "vendor" / "axe.min.js").read_text()
_RUN = """async (wanted) => {
  const {violations} = await axe.run(
    document, {resultTypes: ["violations"], ...(wanted ? {runOnly: wanted} : {})});
  return violations.map(({id, impact, nodes}) =>
    ({id, impact, html: nodes.map(node => node.html.slice(0, 160))}));
}"""
_STRICT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def faults(page: Page) -> list[tuple[str, str]]:
    """Return each breach of WCAG 2.2 AA and of good practice: rule and element."""
    return [
        (fault["id"], html)
        for fault in await _found(page, _STRICT)
        for html in fault["html"]
    ]


async def serious(page: Page) -> list[str]:
    """Return what axe calls serious or critical, by any of its rules."""
    return [
        f"{fault['id']}: {html}"
        for fault in await _found(page, None)
        if fault["impact"] in {"serious", "critical"}
        for html in fault["html"]
    ]


async def _found(page: Page, rules: list[str] | None) -> list[dict]:
    await page.evaluate(_AXE)
    return await page.evaluate(_RUN, rules)
