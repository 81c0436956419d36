"""The scanner on a poor phone: how much it loads, how soon it works, how fast it decides.

The first visit is over slow 4G (1.6 Mbit/s, 150 ms) with a quarter of the CPU, with
nothing kept before; the bytes are those on the line, headers and WebAssembly and the
service worker's among them. Then codes are decided, from the text to the screen: with
the service and without signal, with the whole CPU and a quarter of it.

    ./dev bench pages [--vouchers 600] [--codes 40]
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image
from playwright.async_api import CDPSession, Page, async_playwright

from benchmarks.serving import serving
from benchmarks.slow_line import Line, line_to
from benchmarks.town import DEVICE_TOKEN, Town, fill
from distribution.core import qr
from distribution.core.clock import local_day, utc_now
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, embedded_postgres
from distribution.vouchers.signing import sign
from tests.browsers import browser_to_use

MEGABYTE = 1_000_000
QUARTER = 4
SIZE = (640, 480)
SAME_CODE_MS = 3_500
"""After so long the same voucher is a new scan."""

PROMISED = {
    "first load": (1.2, "MB"),
    "typing": (3.0, "s"),
    "camera": (8.0, "s"),
    "with the service, p95": (300.0, "ms"),
    "without signal, p95": (100.0, "ms"),
}
_MARK = "performance.getEntriesByName('scanner-ready')[0].startTime"
_CONTROLLED = """navigator.serviceWorker.ready.then(() =>
  navigator.serviceWorker.controller?.scriptURL)"""
_LOOKING = """async () => {
  const [words, sheet] = ["[data-camera-words]", "#offer"]
    .map((one) => document.querySelector(one))
  while (words.textContent !== words.dataset.looking && !sheet.open) {
    await new Promise(requestAnimationFrame)
  }
  return performance.now()
}"""
_DECIDE = """async (code) => {
  const [field, sheet] = ["[data-scan] [name=code]", "#offer"]
    .map((one) => document.querySelector(one))
  const from = performance.now()
  field.value = code
  field.form.requestSubmit()
  const refused = document.querySelector("[data-outcome]")
  while (!sheet.open) {
    if (refused.textContent) throw new Error(refused.textContent)
    await new Promise(requestAnimationFrame)
  }
  const took = performance.now() - from
  sheet.querySelector("[data-close]").click()
  await new Promise((next) => setTimeout(next, 20))
  return took
}"""


class Figures(msgspec.Struct):
    """What was measured, by the name of what was promised."""

    values: dict[str, float] = {}

    def note(self, name: str, value: float) -> None:
        """Keep a figure and print it, with its promise if there is one."""
        self.values[name] = value
        most, unit = PROMISED.get(name, (None, "ms"))
        aim = f"   (at most {most:g} {unit})" if most else ""
        print(f"{name:34} {value:8.2f} {unit}{aim}", flush=True)

    def hold(self) -> bool:
        """Say whether every promise was kept."""
        return all(self.values[name] <= most for name, (most, _) in PROMISED.items())


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--vouchers", type=int, default=600)
    parser.add_argument("--codes", type=int, default=40)
    chosen = parser.parse_args()
    figures = Figures()
    with _town(chosen.vouchers) as (town, port), tempfile.TemporaryDirectory() as film:
        asyncio.run(measure(town, port, Path(film) / "film.y4m", figures, chosen.codes))
    return 0 if figures.hold() else 1


@contextmanager
def _town(vouchers: int) -> Iterator[tuple[Town, int]]:
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        with embedded_postgres(home) as server:
            asyncio.run(migrate(server.owner(), SERVICE_ROLE))
            today = local_day(utc_now())
            dsn = server.superuser_dsn or ""
            town = asyncio.run(fill(dsn, vouchers=vouchers, today=today))
            with serving("distribution.app:app", server) as port:
                yield town, port


async def measure(
    town: Town, port: int, film: Path, figures: Figures, codes: int
) -> None:
    """Visit for the first time, then decide codes."""
    tokens = [
        sign(town.key, voucher_id=one, last_valid_day=town.last_day)
        for one in town.vouchers[: 4 * codes + 2]
    ]
    _filmed(film, tokens[-1])
    async with line_to(port) as (line, address), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_to_use(),
            args=[
                *("--no-sandbox", "--disable-gpu"),
                *("--use-fake-device-for-media-stream", "--disable-quic"),
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        context = await browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="pl-PL",
            permissions=["camera"],
        )
        page = await context.new_page()
        cpu = await context.new_cdp_session(page)
        await _first_visit(page, cpu, line, address, figures)
        await page.wait_for_selector("[data-list]:has-text('lista z')", timeout=60_000)
        for share in (1, QUARTER):
            await cpu.send("Emulation.setCPUThrottlingRate", {"rate": share})
            words = "" if share == 1 else ", a quarter of the CPU"
            online, offline = tokens[:codes], tokens[codes : 2 * codes]
            tokens = tokens[2 * codes :]
            await _decide(page, f"with the service{words}", online, figures)
            await context.set_offline(True)
            await _decide(page, f"without signal{words}", offline, figures)
            await context.set_offline(False)
            await page.wait_for_selector("[data-link]:has-text('Jest sieć')")
        await browser.close()


async def _first_visit(
    page: Page, cpu: CDPSession, line: Line, address: str, figures: Figures
) -> None:
    line.slow_4g()
    await cpu.send("Emulation.setCPUThrottlingRate", {"rate": QUARTER})
    await page.goto(f"{address}/scan#pair={DEVICE_TOKEN}", wait_until="commit")
    await page.wait_for_selector("html[data-scanner=ready]", timeout=60_000)
    typing = await page.evaluate(_MARK)
    await page.click("[data-camera-open]")  # as soon as it can be
    looking = await page.evaluate(_LOOKING)
    await page.wait_for_selector("#offer[open]", timeout=60_000)
    read = await page.evaluate("performance.now()")
    await page.evaluate(_CONTROLLED)
    figures.note("first load", line.came / MEGABYTE)
    figures.note("typing", typing / 1000)
    figures.note("camera", looking / 1000)
    figures.note("first parcel shown by camera", read)
    line.fast()
    await cpu.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await page.click("#offer [data-close]")
    await page.click("[data-camera-close]")
    await page.wait_for_timeout(SAME_CODE_MS)
    opened = await page.evaluate("performance.now()")
    await page.click("[data-camera-open]")
    await page.wait_for_selector("#offer[open]", timeout=60_000)
    figures.note(
        "camera to decision, warm", await page.evaluate("performance.now()") - opened
    )
    await page.click("#offer [data-close]")
    await page.click("[data-camera-close]")


async def _decide(page: Page, name: str, codes: list[str], figures: Figures) -> None:
    for code in codes[:5]:
        await page.evaluate(_DECIDE, code)
    took = [await page.evaluate(_DECIDE, code) for code in codes[5:]]
    figures.note(f"{name}, median", statistics.median(took))
    figures.note(f"{name}, p95", statistics.quantiles(took, n=20)[-1])


def _filmed(film: Path, token: str) -> None:
    """Let the camera see a voucher."""
    code = Image.open(BytesIO(qr.png(qr.matrix(token)))).convert("L")
    sheet = Image.new("L", SIZE, 0x90)
    sheet.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    colours = b"\x80" * (SIZE[0] * SIZE[1] // 2)
    frame = b"FRAME\n" + sheet.tobytes() + colours
    film.write_bytes(b"YUV4MPEG2 W640 H480 F20:1 Ip A1:1 C420\n" + frame * 4)


if __name__ == "__main__":
    raise SystemExit(main())
