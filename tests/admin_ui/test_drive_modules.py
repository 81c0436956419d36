"""What a driver's phone reckons by itself is what the service would say."""

from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

import msgspec
from jinja2 import Template
from playwright.async_api import Page

from admin_ui.formats import distance, minutes
from admin_ui.pages.workers import drive_worker
from distribution.core.language import Language
from distribution.core.units import Seconds
from distribution.routing.queries.arrivals import Way, WayStop
from distribution.routing.rules.arrivals import arrivals
from distribution.routing.rules.plan import Rest
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Stop,
    TravelMatrix,
    Window,
)
from distribution.routing.rules.reordering import Move, as_wished, moved

BLANK = "<!doctype html><html lang='pl'><title>Trasa</title>"
HOUR = 3600
CASES = 60


def a_case(random: Random) -> tuple[Way, list[Stop], dict[str, int]]:
    """Return some way of some doors, for the phone and for the service."""
    places = random.randint(2, 7)
    doors = [
        Stop(
            id=f"door-{number}",
            place=random.randrange(places),
            service=Seconds(random.randrange(0, 900)),
            set_up=Seconds(random.randrange(0, 200)),
            windows=tuple(
                Window(Seconds(opens), Seconds(opens + random.randrange(0, 2 * HOUR)))
                for opens in random.choice(
                    [(), (9 * HOUR,), (10 * HOUR, 13 * HOUR), (11 * HOUR,)]
                )
            ),
        )
        for number in range(random.randint(0, 8))
    ]
    seconds = [
        [
            UNREACHABLE if random.random() < 0.03 else random.randrange(0, 2400)
            for _ in range(places)
        ]
        for _ in range(places)
    ]
    metres = [[random.randrange(0, 30_000) for _ in row] for row in seconds]
    way = Way(
        noon=0,
        place=random.randrange(places),
        left=random.randrange(8 * HOUR, 12 * HOUR),
        rests=random.choice([(), ((10 * HOUR, 10 * HOUR + 900),)]),
        stops={
            one.id: WayStop(
                one.place,
                one.set_up,
                one.service,
                tuple((window.opens, window.closes) for window in one.windows),
            )
            for one in doors
        },
        seconds=seconds,
        metres=metres,
    )
    now = random.randrange(8 * HOUR, 12 * HOUR)
    return way, doors, {"place": way.place, "left": way.left, "now": now}


async def test_the_phone_expects_a_driver_when_the_service_does(
    open_page: Callable[..., Awaitable[Page]],
) -> None:
    page = await open_page(BLANK)
    random = Random(20261122)
    cases = [a_case(random) for _ in range(CASES)]

    told = await page.evaluate(
        """async (cases) => {
          const { arrivals } = await import("/static/js/drive/arrivals.js")
          return cases.map(([way, ahead, from]) => [...arrivals(way, ahead, from)])
        }""",
        [
            [msgspec.to_builtins(way), [one.id for one in doors], given]
            for way, doors, given in cases
        ],
    )

    wanted = [
        [
            [one.stop, {"told": one.told, "late": one.late, "metres": one.metres}]
            for one in arrivals(
                TravelMatrix(way.seconds, way.metres),
                doors,
                place=given["place"],
                left=Seconds(given["left"]),
                now=Seconds(given["now"]),
                rests=[Rest(Seconds(a), Seconds(b)) for a, b in way.rests],
            )
        ]
        for way, doors, given in cases
    ]
    assert told == wanted
    assert sum(bool(one) for one in wanted) > CASES / 2
    assert any(late["late"] for one in wanted for _, late in one)


async def test_the_phone_orders_doors_as_the_service_does(
    open_page: Callable[..., Awaitable[Page]],
) -> None:
    page = await open_page(BLANK)
    random = Random(7)
    ahead = [UUID(int=number) for number in range(6)]
    cases = []
    for _ in range(30):
        wish = random.sample([*ahead, UUID(int=9)], k=random.randint(0, 7))
        loads = dict(zip(ahead, sorted(random.choices(range(3), k=6)), strict=True))
        moves = random.choice(ahead), random.choice(list(Move))
        cases.append((ahead, wish, random.choice([{}, loads]), *moves))

    told = await page.evaluate(
        """async (cases) => {
          const { moved, ordered } = await import("/static/js/drive/arrivals.js")
          return cases.map(([ahead, wish, loads, stop, move]) =>
            [ordered(ahead, wish, loads), moved(ahead, stop, move)])
        }""",
        msgspec.to_builtins(cases),
    )

    assert told == msgspec.to_builtins(
        [
            [as_wished(ahead, wish, loads), moved(ahead, stop, move)]
            for ahead, wish, loads, stop, move in cases
        ]
    )


async def test_the_phone_says_how_late_it_is_and_when_a_door_was_over_as_the_pages_do(
    open_page: Callable[..., Awaitable[Page]],
) -> None:
    """One door is ahead, more than six hours late; the other waits to be sent."""
    page = await open_page(
        BLANK + "<main><p data-told='a' data-words='{late} po czasie'></p>"
        "<span class='drive__at' data-told='b' data-words='{at}'>9:00</span></main>"
    )
    counts = [0, 1, 45, 60, 402]
    roads = [0, 40, 999, 1000, 1001, 12_340]

    told, spoken, far = await page.evaluate(
        """async ([counts, roads]) => {
          const { inMetres, inMinutes, tellTimes }
            = await import("/static/js/drive/itinerary.js")
          const day = Date.UTC(2026, 2, 17, 11) / 1000
          const stop = { place: 1, set_up: 0, service: 0 }
          const way = { noon: day, place: 0, left: 43200, rests: [],
            stops: { a: { ...stop, windows: [[36000, 43200 - 60]] } },
            seconds: [[0, 60], [60, 0]], metres: [[0, 100], [100, 0]] }
          const at = "2026-03-17T18:50:00Z"
          const mine = [{ stop: "b", outcome: "handed_over", said: null, at }]
          tellTimes(document, way, ["a"], mine, (day + 24000) * 1000)
          const told = [...document.querySelectorAll("[data-told]")]
          return [told.map((one) => one.textContent), ["pl", "en", "uk"].map((lang) =>
            counts.map((count) => inMinutes(count, lang))), ["pl", "en", "uk"].map(
            (lang) => roads.map((road) => inMetres(road, lang)))]
        }""",
        [counts, roads],
    )

    assert told == ["6\xa0h\xa041\xa0min po czasie", "19:50"]
    languages: tuple[Language, ...] = ("pl", "en", "uk")
    assert spoken == [[minutes(one, each) for one in counts] for each in languages]
    assert far == [[distance(one, each) for one in roads] for each in languages]


DOORS = """<!doctype html><html lang='pl'><title>Trasa</title><main>
{% for stop in "abcd" %}<p data-loads-before="{{ stop }}"></p>
<button data-not-next="{{ stop }}"></button>
<button data-not-first="{{ stop }}"></button>
<button data-not-last="{{ stop }}"></button>{% endfor %}</main>"""


async def test_the_phone_leads_past_the_loading_and_lets_no_door_before_it(
    open_page: Callable[..., Awaitable[Page]],
) -> None:
    """Two doors are in the car, two wait where it loads; then one of those is done."""
    page = await open_page(Template(DOORS).render())

    told = await page.evaluate(
        """async () => {
          const { aheadOf, loadsOf, tellLoads }
            = await import("/static/js/drive/itinerary.js")
          const doors = [..."abcd"].map((stop, n) =>
            ({ stop, state: "waiting", loads: n < 2 ? "0" : "1" }))
          const shown = (what) => [...document.querySelectorAll(`[data-${what}]`)]
            .filter((one) => !one.hidden).map((one) => Object.values(one.dataset)[0])
          const after = (mine) => {
            const ahead = aheadOf(doors, mine)
            tellLoads(document, ahead, loadsOf(doors, mine))
            return ["loads-before", "not-next", "not-first", "not-last"].map((what) =>
              shown(what).filter((stop) => ahead.includes(stop)).join(""))
          }
          const done = (stop, outcome) => ({ stop, outcome, said: null })
          return [
            after([]),
            after([{ order: ["d", "b", "c", "a"], said: null }]),
            after([done("c", "not_reached")]),
            after([done("c", "not_home")]),
          ]
        }"""
    )

    assert told == [
        ["c", "b", "bd", "ac"],
        ["d", "a", "ac", "bd"],
        ["d", "b", "b", "a"],
        ["", "bd", "bd", "ab"],
    ]


_KEPT = """async ([answers, before]) => {
  const { Kept } = await import("/static/js/offline/kept.js")
  const told = (body, by) =>
    new Response(body, { headers: by === "us" ? { Kromka: "1" } : {} })
  const page = '<p data-seconds="60"><script src="/static/js/a.js?v=1"></script>'
  const app = `test-${crypto.randomUUID()}`
  const assets = await caches.open(`${app}-assets-1`)
  if (before) await assets.put("/static/js/a.js?v=1", told(before, before))
  globalThis.fetch = async (path) => {
    if (path === "/run/1") return told(page, "us")
    const by = answers.shift()
    return told(by, by)
  }
  const error = await new Kept(app).keep("/run/1", new Map([["/run/1", ""]]))
    .then(() => "", (error) => error.message)
  const [kept] = await assets.matchAll()
  return [error, await kept?.text()]
}"""


async def test_nothing_of_a_hotspot_is_kept_for_a_page(open_page) -> None:
    page = await open_page(BLANK)
    await page.goto("http://localhost/gallery")
    cases = {
        "a portal": (["portal", "portal"], None),
        "one that the browser remembers": (["portal", "us"], None),
        "one that was kept before": (["us"], "portal"),
        "ours": ([], "us"),
    }

    seen = {name: await page.evaluate(_KEPT, case) for name, case in cases.items()}

    assert seen.pop("a portal") == ["another page answered", None]
    assert list(seen.values()) == [["", "us"]] * 3


_SERVED = """async ([answers, kept]) => {
  const told = (by) => new Response(by, { headers: by === "us" ? { Kromka: "1" } : {} })
  const fetch = async () => answers.length ? told(answers.shift()) : Promise.reject()
  const caches = { match: async () => told(kept) }
  const self = { addEventListener: (kind, work) => { self[kind] = work } }
  %s
  let served
  const request = new Request("/static/js/a.js?v=1")
  self.fetch({ request, respondWith: (answer) => { served = answer } })
  return (await served).text()
}"""


async def test_the_worker_lets_a_page_mend_what_a_hotspot_left(open_page) -> None:
    page = await open_page(BLANK)
    script = (await drive_worker.fn()).content.decode()
    cases = {
        "there is signal": (["us"], "portal"),
        "there is none": ([], "portal"),
        "ours": (["portal"], "us"),
    }

    seen = [await page.evaluate(_SERVED % script, case) for case in cases.values()]

    assert seen == ["us", "portal", "us"]
