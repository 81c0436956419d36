"""What the board and the bar of progress decide in the browser."""

import json

BAR = """<!doctype html><html lang="pl"><title>Plan</title>
<div id="plan-progress" data-events="/events">
 <p class="progress__text"><span>Układam</span><span class="number">0%</span></p>
 <progress max="100" value="0"></progress>
 <p data-served="Mieści się {served} z {stops}." hidden></p></div>"""


async def test_a_carried_stop_falls_between_the_middles_of_rows(open_page) -> None:
    page = await open_page("<!doctype html><html lang='pl'><title>Tablica</title>")
    found = await page.evaluate(
        """async () => {
            const { scrollStep } = await import("/static/js/board.js")
            const { placeAt } = await import("/static/js/carried-stop.js")
            return [
                [5, 25, 45, 99].map((y) => placeAt([10, 30, 50], y)),
                placeAt([], 7),
                [10, 400, 790].map((y) => scrollStep(y, 800)),
            ]
        }"""
    )
    assert found == [[0, 1, 2, 3], 0, [-50, 0, 50]]


LANE = """<!doctype html><html lang="pl"><title>Tablica</title>
<div class="lane"><ol data-shift="ania">
 <li class="board-stop" data-stop="a">A</li><li class="lane__note">Powrót</li>
 <li class="board-stop" data-stop="b">B</li>
 <li class="board-stop" data-stop="c">C</li></ol></div>"""


async def test_where_the_driver_loads_again_is_no_place_of_its_own(open_page) -> None:
    page = await open_page(LANE)
    found = await page.evaluate(
        """async () => {
            const { Carried } = await import("/static/js/carried-stop.js")
            const grip = (stop) => document.querySelector(`[data-stop="${stop}"]`)
            const box = (stop) => grip(stop).getBoundingClientRect()
            const places = [box("a").top + 1, box("b").bottom - 1, box("c").bottom - 1]
            return ["a", "c"].flatMap((stop) => places.map((y) => {
                const carried = new Carried(grip(stop), { x: 5, y: 5 })
                carried.over(box("a").left + 5, y)
                const where = [carried.target.place, carried.isHome]
                carried.letGo()
                return where
            }))
        }"""
    )
    assert found == [
        *([1, True], [2, False], [3, False]),
        *([1, False], [3, True], [3, True]),
    ]


BOARD = """<!doctype html><html lang="pl"><title>Tablica</title>
<main><div id="board"><svg width="80" height="80" viewBox="0 0 160 160">
 <a class="map__link" data-stop="a"><circle cx="40" cy="40" r="17"/></a></svg>
<div class="lane"><ol data-shift="ania"><li class="board-stop" data-stop="a">A</li></ol>
<svg width="9" height="3000"></svg></div></div></main>"""


async def test_a_finger_on_a_dot_carries_it_and_at_the_edge_the_page_goes_on(
    open_page,
) -> None:
    page = await open_page(BOARD)
    found = await page.evaluate(
        """async () => {
            await import("/static/js/board.js")
            const dot = document.querySelector(".map__link circle")
            const once = { bubbles: true, cancelable: true }
            const point = (kind, y) => dot.dispatchEvent(new PointerEvent(kind, {
                ...once, clientX: 30, clientY: y, isPrimary: true, button: 0,
            }))
            const scrolls = () => dot.dispatchEvent(new Event("touchmove", once))
            const before = scrolls()
            point("pointerdown", 30)
            const held = scrolls()
            point("pointermove", innerHeight - 5)
            for (let n = 0; n < 60 && scrollY < 40; n += 1) {
                await new Promise((done) => setTimeout(done, 20))
            }
            const gone = scrollY
            point("pointercancel", innerHeight - 5)
            return [before, held, gone >= 40]
        }"""
    )
    assert found == [True, False, True]


async def test_the_bar_follows_what_the_server_tells(open_page) -> None:
    page = await open_page(BAR)
    event = json.dumps(
        {"state": "solving", "progress": {"percent": 40, "served": 7, "stops": 9}}
    )
    shown = await page.evaluate(
        """async (event) => {
            const { show } = await import("/static/js/plan-progress.js")
            const bar = document.getElementById("plan-progress")
            show(bar, JSON.parse(event))
            return [bar.querySelector("progress").value, bar.innerText]
        }""",
        event,
    )
    assert shown[0] == 40
    assert "40%" in shown[1]
    assert "Mieści się 7 z 9." in shown[1]
