"""The scanner's own modules, in a browser: what they decide is what the server does."""

import base64
import hashlib
import json
from datetime import date
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page

from admin_ui.language import translator
from admin_ui.pages.scan import scan_worker
from admin_ui.pages.scan_words import words
from distribution.vouchers import short_code, signing
from distribution.vouchers.rules import RefusalReason, refusal
from tests.vouchers.test_rules import EXCLUDE_EACH_OTHER, FAULTS, VECTORS, laid_over

SECURE = "http://localhost/scan"
"""WebCrypto works on this host without a certificate."""

DAY = date(2026, 12, 11)
KEY = signing.new_key(7)
VOUCHER = UUID("11111111-2222-4333-8444-555555555555")
TOKEN = signing.sign(KEY, voucher_id=VOUCHER, last_valid_day=DAY)

_JUDGE = """async (all) => {
  const { refusal } = await import("/static/js/scan/judge.js")
  return all.map(({ voucher, scan, today }) => refusal(voucher, scan, today))
}"""
_VERIFY = """async ([codes, keys]) => {
  const { verify } = await import("/static/js/scan/token.js")
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  const known = Object.fromEntries(keys.map(([id, key]) => [id, bytes(key)]))
  return Promise.all(codes.map((code) => verify(code, known)))
}"""
_NORMALISE = """async (all) => {
  const { normalise, grouped } = await import("/static/js/scan/short-code.js")
  return all.map((typed) => [normalise(typed), grouped(typed)])
}"""


@pytest.fixture
async def page(open_page) -> Page:
    page = await open_page("<!doctype html><title>Skaner</title>", path="/scan")
    await page.goto(SECURE)
    return page


def patched(*patches) -> dict:
    """Return a vector as the phone has it: plain JSON."""
    vector = json.loads(json.dumps(VECTORS["good"]))
    for patch in patches:
        for part, change in patch.items():
            if isinstance(change, dict) and vector[part] is not None:
                vector[part].update(change)
            elif not isinstance(change, dict):
                vector[part] = change
    return vector


async def test_the_phone_judges_every_case_of_the_table_as_the_server_does(
    page: Page,
) -> None:
    pairs = [
        (one, other)
        for one, other in combinations(FAULTS, 2)
        if {one["reason"], other["reason"]} not in EXCLUDE_EACH_OTHER
    ]
    patches = [
        *[(case["patch"],) for case in VECTORS["cases"]],
        *[(fault["patch"],) for fault in FAULTS],
        *[(one["patch"], other["patch"]) for one, other in pairs],
        tuple(fault["patch"] for fault in FAULTS if fault["reason"] != "other_centre"),
    ]
    expected = [
        *[case["reason"] for case in VECTORS["cases"]],
        *[fault["reason"] for fault in FAULTS],
        *[one["reason"] for one, _other in pairs],
        "bad_signature",
    ]

    said = await page.evaluate(_JUDGE, [patched(*some) for some in patches])

    assert [no and no["reason"] for no in said] == expected


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
async def test_the_phone_says_each_refusal_word_for_word_as_the_server(
    page: Page, language
) -> None:
    vectors = [laid_over(fault["patch"]) for fault in FAULTS]
    server = [
        refusal(one.voucher, one.scan, one.today).says(translator(language).gettext)
        for one in vectors
    ]

    said = await page.evaluate(_JUDGE, [patched(fault["patch"]) for fault in FAULTS])

    sentences = words(language)["refusals"]
    assert [sentences[no["sentence"]].format(**no["facts"]) for no in said] == server


def test_every_reason_has_a_sentence_on_the_phone() -> None:
    known = set(words("pl")["refusals"])

    assert {r.value for r in RefusalReason} - known == {"other_channel"}
    assert {"brought_home", "collected_at_site"} <= known


async def test_a_token_of_the_server_is_read_and_any_other_is_not(page: Page) -> None:
    foreign = signing.new_key(7)
    body = TOKEN[len(signing.PREFIX) :]
    flipped = [
        signing.PREFIX + body[:at] + ("A" if body[at] != "A" else "B") + body[at + 1 :]
        for at in (0, 2, 9, 30, 36, 37, 90, 137)
    ]
    codes = [
        TOKEN,
        f" {TOKEN.lower()}\n",
        signing.sign(foreign, voucher_id=VOUCHER, last_valid_day=DAY),
        signing.sign(signing.new_key(8), voucher_id=VOUCHER, last_valid_day=DAY),
        TOKEN[:-1],
        TOKEN[:-1] + ("B" if TOKEN[-1] != "B" else "C"),
        "V1:",
        "K7QM2F9X3D",
        *flipped,
    ]
    key = base64.b64encode(KEY.public).decode()

    seen = await page.evaluate(_VERIFY, [codes, [[7, key]]])

    good = {"voucher": str(VOUCHER), "lastDay": "2026-12-11", "keyId": 7}
    assert seen[:2] == [good, good]
    assert [one.get("fault") for one in seen[2:4]] == ["bad_signature", "unknown_key"]
    server = [signing.verify(code, {7: KEY.public}) for code in codes]
    assert [one.get("fault") for one in seen] == [
        getattr(one, "why", None) for one in server
    ]


async def test_a_short_code_is_checked_as_on_the_server(page: Page) -> None:
    codes = [short_code.new() for _ in range(200)]
    typed = [
        *codes,
        *[short_code.grouped(code).lower() for code in codes],
        *[code.replace("0", "O").replace("1", "l") for code in codes],
        *[code[:4] + code[5] + code[4] + code[6:] for code in codes],
        *[("Z" if code[0] != "Z" else "Y") + code[1:] for code in codes],
        "",
        "K7QM",
        "K7QM2F9X3U",
        "zażółć gęś",
    ]

    seen = await page.evaluate(_NORMALISE, typed)

    assert [one for one, _ in seen] == [short_code.normalise(one) for one in typed]
    assert [one for _, one in seen[: len(codes)]] == [
        short_code.grouped(code) for code in codes
    ]


async def test_the_supervisors_pin_opens_and_no_other_does(page: Page) -> None:
    salt, iterations = uuid4().bytes, 1000
    derived = hashlib.pbkdf2_hmac("sha256", b"482915", salt, iterations)
    pin = {
        "salt": base64.b64encode(salt).decode(),
        "iterations": iterations,
        "hash": base64.b64encode(derived).decode(),
    }

    seen = await page.evaluate(
        """async (pin) => {
          const { isPin, pauseAfter } = await import("/static/js/scan/pin.js")
          const typed = ["482915", "482916", ""]
          const right = await Promise.all(typed.map((one) => isPin(one, pin)))
          return [right, [0, 2, 3, 4, 6].map(pauseAfter)] }""",
        pin,
    )

    assert seen == [[True, False, False], [0, 0, 15_000, 30_000, 120_000]]


async def test_a_person_who_is_asked_for_lasting_storage_holds_nothing_up(
    page: Page,
) -> None:
    """Firefox asks, and waits for as long as nobody answers."""
    asked = await page.evaluate(
        """async () => {
          let asked = 0
          navigator.storage.persisted = async () => false
          navigator.storage.persist = () => { asked += 1; return new Promise(() => {}) }
          const { checks } = await import("/static/js/scan/readiness.js")
          const shift = { extract: null, today: "", pass: null, keys: {} }
          for (let times = 0; times < 2; times += 1) {
            const found = await checks(shift, { wasm: "/" })
            if (found.find((one) => one.name === "storage").ok) return "granted"
          }
          return asked
        }"""
    )

    assert asked == 1


async def test_a_database_that_was_taken_away_is_opened_again(page: Page) -> None:
    """Safari does that to an app that was in the background."""
    kept = await page.evaluate(
        """async () => {
          const store = await import("/static/js/scan/store.js")
          await store.put("handouts", "a", { nonce: "a" })
          const own = IDBDatabase.prototype.transaction
          IDBDatabase.prototype.transaction = function () {
            IDBDatabase.prototype.transaction = own
            throw new DOMException("", "InvalidStateError")
          }
          return store.list("handouts")
        }"""
    )

    assert kept == [{"nonce": "a"}]


async def test_what_is_sealed_is_unreadable_without_its_key(page: Page) -> None:
    kept = await page.evaluate(
        """async () => { const store = await import("/static/js/scan/store.js")
          await store.seal("extract", { name: "Świętochłowska" })
          const raw = await store.get("sealed", "extract")
          const key = await store.get("keys", "extract")
          const plain = new TextDecoder().decode(raw.text)
          const read = await store.unseal("extract")
          const exported = await crypto.subtle.exportKey("raw", key)
            .catch((error) => error.name)
          await store.put("handouts", "n", { nonce: "n" })
          await store.wipe()
          return { read, plain, exported, after: await store.unseal("extract"),
            left: await store.list("sealed"), keys: await store.list("keys"),
            handouts: await store.list("handouts") } }"""
    )

    assert kept["read"] == {"name": "Świętochłowska"}
    assert "tochłowska" not in kept["plain"]
    assert kept["exported"] == "InvalidAccessError"
    assert (kept["after"], kept["left"], kept["keys"]) == (None, [], [])
    assert kept["handouts"] == [{"nonce": "n"}]


async def test_a_shift_that_begins_while_the_old_one_ends_stays(page: Page) -> None:
    """The worker ends the old one; whichever of both takes its next step first."""
    kept = await page.evaluate(
        """async () => {
          const store = await import("/static/js/scan/store.js")
          const { Shift } = await import("/static/js/scan/shift.js")
          const kept = []
          for (let times = 0; times < 20; times += 1) {
            await new Shift().begin({ token: "old" })
            const [worker, tab] = [new Shift(), new Shift()]
            await worker.open()
            const begun = tab.begin({ token: "new" })
            for (let turn = 0; turn < times; turn += 1) await store.list("keys")
            await Promise.all([begun, worker.wipe()])
            kept.push((await store.unseal("pass"))?.token)
          }
          return kept
        }"""
    )

    assert kept == ["new"] * 20


async def test_a_tab_forgets_the_list_when_another_one_ends_the_shift(
    page: Page,
) -> None:
    found = await page.evaluate(
        """async () => {
          const store = await import("/static/js/scan/store.js")
          const { Shift } = await import("/static/js/scan/shift.js")
          const [one, other] = [new Shift(), new Shift()]
          await one.begin({ token: "t" })
          const extract = { vouchers: [{ id: "v", short_code: "K" }], keys: [],
            good_until: "2999-01-01T00:00:00Z" }
          await store.seal("extract", { extract, offset: 0, learnedAt: 1 })
          const found = []
          for (const end of [() => null, () => one.wipe()]) {
            await end()
            await other.open()
            found.push([other.pass !== null, other.find({ shortCode: "K" }) !== null])
          }
          return found
        }"""
    )

    assert found == [[True, True], [False, False]]


_CLOCKS = """async (cases) => {
  const { Shift } = await import("/static/js/scan/shift.js")
  const MINUTE = 60_000
  const faults = []
  let [wall, running] = [Date.now(), performance.now()]
  Date.now = () => wall
  performance.now = () => running
  for (const [slow, leapt, slept] of cases) {
    const told = wall + slow * MINUTE
    const extract = { as_of: new Date(told).toISOString(), vouchers: [], keys: [],
      good_until: "2999-01-01T00:00:00Z" }
    const [shift, reloaded] = [new Shift(), new Shift()]
    await shift.begin({ token: "t" })
    await shift.refresh({ get: async () => ({ status: 200, body: extract }) })
    wall += (leapt + slept + 1) * MINUTE
    running += MINUTE
    const truth = told + (slept + 1) * MINUTE
    const fault = shift.now() - truth
    await navigator.locks.request("kromka-scan-shift", () => null)
    await reloaded.open()
    faults.push([fault, reloaded.now() - truth])
  }
  return faults
}"""


async def test_a_clock_that_is_put_right_without_signal_is_noticed(page: Page) -> None:
    cases = {
        "slow, set forward": [60, 60, 0],
        "by hand, half a minute too far": [60, 60.5, 0],
        "fast, set back": [-60, -60, 0],
        "slow, and slept": [60, 0, 30],
        "right, and slept": [0, 0, 60],
    }

    faults = await page.evaluate(_CLOCKS, list(cases.values()))

    assert dict(zip(cases, faults, strict=True)) == {case: [0, 0] for case in cases}


async def test_only_the_service_answers_a_phone_or_shuts_it_out(page: Page) -> None:
    """A hotspot, or a proxy on the way, says whatever it likes."""
    cases = [
        (401, "application/problem+json", '{"reason": "unauthenticated"}', "shut out"),
        (401, "text/html", "<h1>Sign in to this hotspot</h1>", "nobody"),
        (401, "text/html", "", "nobody"),
        (200, "text/html", "<h1>Welcome</h1>", "nobody"),
        (201, "application/json", "", "nobody"),
        (201, "application/json", '{"id": "cut o', "nobody"),
        (502, "application/json", "{}", "nobody"),
        (204, "", None, "204"),
        (409, "application/problem+json", '{"reason": "expired"}', "409"),
    ]

    said = await page.evaluate(
        """async (cases) => {
          const { NoAnswerError, Server, ShutOutError } =
            await import("/static/js/scan/server.js")
          const name = (error) => error instanceof ShutOutError ? "shut out"
            : error instanceof NoAnswerError ? "nobody" : String(error)
          const said = []
          for (const [status, kind, body] of cases) {
            globalThis.fetch = async () =>
              new Response(body, { status, headers: { "content-type": kind } })
            said.push(await new Server("t", "pl").post("/handouts", {})
              .then((answer) => String(answer.status), name))
          }
          return said
        }""",
        [case[:3] for case in cases],
    )

    assert said == [case[3] for case in cases]


async def test_a_clock_that_is_set_back_keeps_no_hand_out_from_being_sent(
    page: Page,
) -> None:
    due = await page.evaluate(
        """async (times) => {
          const { isDue } = await import("/static/js/scan/outbox.js")
          const made = { state: "waiting", offline: false, site: 1, written_at: 50_000 }
          return times.map((now) => isDue(made, 1, now))
        }""",
        [50_001, 61_000, 61_000 - 3 * 3_600_000],
    )

    assert due == [False, True, True]


_INSTALLED = """async ([answers, before]) => {
  const [asked, kept] = [{}, {}]
  const told = (by) => new Response(by, { headers: by === "us" ? { Kromka: "1" } : {} })
  const fetch = async (address) => {
    asked[address] = (asked[address] ?? 0) + 1
    return told(answers[asked[address] - 1])
  }
  const put = async (address, answer) => { kept[address] = await answer.text() }
  const caches = {
    open: async () => ({ put }),
    match: async () => before ? told(before) : undefined,
  }
  const self = { addEventListener: (kind, work) => { self[kind] = work } }
  %s
  let installed
  self.install({ waitUntil: (work) => { installed = work } })
  const ended = await installed.then(() => true, () => false)
  return [ended, [...new Set(Object.values(kept))]]
}"""


async def test_the_app_keeps_no_file_of_a_hotspot(page: Page) -> None:
    script = (await scan_worker.fn()).content
    cases = {
        "a portal": (["portal", "portal"], None),
        "one that the browser remembers": (["portal", "us"], None),
        "one that was kept before": (["us"], "portal"),
        "ours": (["us"], "us"),
    }

    seen = {
        name: await page.evaluate(_INSTALLED % script, case)
        for name, case in cases.items()
    }

    assert seen.pop("a portal") == [False, []]
    assert list(seen.values()) == [[True, ["us"]]] * 3
