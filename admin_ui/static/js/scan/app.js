// The scanner, put together: a code comes in, a decision goes out, and whatever was
// confirmed is kept and sent.

import "../camera-scan.js"
import "../scan-input.js"
import "../confirm-once.js"
import "../view-switches.js"

import * as aside from "./aside.js"
import { askPin, askReason } from "./asking.js"
import { decide } from "./decide.js"
import * as ending from "./ending.js"
import { handOver, undo } from "./handover.js"
import {
  chosenElsewhere, install, rememberLanguage, sendLater, takeOver,
} from "./installing.js"
import { Link } from "./link.js"
import { drawDay, showDay, showReady, showSearch } from "./lists.js"
import { showOffer, sizeOf } from "./offer.js"
import * as outbox from "./outbox.js"
import { checks, isReady } from "./readiness.js"
import { listenForPairing, passOf, tokenIn } from "./pairing.js"
import * as refusals from "./refusals.js"
import * as screen from "./screen.js"
import { ShutOutError } from "./server.js"
import { Shift } from "./shift.js"
import { grouped } from "./short-code.js"
import { wake } from "./signals.js"
import { localDay } from "./times.js"
import { checksSignatures } from "./token.js"
import { openSheet, say, sayRefusal } from "./view.js"

const SAME_CODE_MS = 3_000
const REDRAW_MS = 20_000
const CAMERA_FIRST_MS = 4_000
const MENDABLE = ["bad_signature", "unknown_code", "not_yet_valid", "other_site", "other_channel",
  "out_of_stock", "unsupported"]

const { language, places, field } = {
  language: document.documentElement.lang,
  places: JSON.parse(document.getElementById("places").textContent),
  field: document.querySelector("[data-scan] [name=code]"),
}
const shift = new Shift()
const link = new Link(shift, {
  language,
  isReady: async () => isReady(await checks(shift, places)),
})
const last = { code: "", at: -Infinity }
let isDeciding = false
let isAskedToEnd = false

// --- A scan ----------------------------------------------------------------

/** What a code comes to; the same one again within seconds is nothing (E1). */
async function scanned(code) {
  const isRepeated = code === last.code && performance.now() - last.at < SAME_CODE_MS
  if (isDeciding || !code || !shift.pass || shift.isEnding) return
  screen.showRepeated(isRepeated)
  if (isRepeated) return
  isDeciding = true
  field.value = ""
  document.body.setAttribute("aria-busy", "true")
  try {
    const at = shift.now()
    const decision = await decide(code, about())
    noteLink(decision)
    await show(decision, code, at)
  } catch (error) {
    await broken(error)
  } finally {
    Object.assign(last, { code, at: performance.now() })
    isDeciding = false
    document.body.removeAttribute("aria-busy")
  }
}

function about() {
  return { server: link.server, shift, asksServer: link.isOnline }
}

function noteLink({ by }) {
  if (by === "phone" && link.isOnline) link.lose()
}

async function show(decision, code, at) {
  if (decision.kind === "refused") return showRefusal(decision, code)
  screen.clearOutcome()
  const { pin } = decision
  if (pin && !await askPin(`pin_${pin}`, shift)) {
    await refusals.keep(code, pin, shift)
    screen.showOutcome("no", { word: say("refuse"), why: say(`pin_${pin}_no`) })
    return
  }
  const { maker } = shift
  await showOffer(decision, (choice) => (
    confirm(decision, { ...choice, at, pinUsed: Boolean(pin) }, maker)
  ))
}

// A code that nobody knows is shown as it was typed, since it is to be compared.
function showRefusal({ reason, words, by, ...rest }, code) {
  const kind = MENDABLE.includes(reason) ? "look" : "no"
  screen.showOutcome(kind, {
    word: say(kind === "no" ? "refuse" : "look"),
    code: reason === "unknown_code" ? code : "",
    why: words ?? sayRefusal({ reason, ...rest }),
    source: by === "phone" ? say("by_phone") : "",
  }, { phone: shift.extract?.centre_phone })
}

async function confirm({ offer }, choice, maker) {
  try {
    const done = await handOver(offer, choice, { ...about(), maker })
    if (done.isCutOff) link.lose()
    if (done.state === "refused") showRefusal({ ...done, by: "server" })
    else showDone(offer, choice, done)
    link.tell()
    if (done.state === "kept") {
      await sendLater()
      link.soon()
    }
  } catch (error) {
    await broken(error)
  }
}

function showDone(offer, { lines, substitutes }, { state, record }) {
  const given = lines ? { ...offer, lines: [...lines, ...substitutes] } : offer
  screen.showOutcome("yes", {
    word: say(state === "kept" ? "kept" : "done"),
    household: offer.number === null ? "" : say("household", { number: offer.number }),
    size: offer.number === null ? "" : sizeOf(given),
    code: offer.shortCode && grouped(offer.shortCode),
    source: state === "kept" ? say("kept_why") : "",
  }, { undo: () => undoIt(record) })
}

async function broken(error) {
  if (error instanceof ShutOutError) {
    await link.shutOut()
    return
  }
  // A full or broken storage, above all: nobody may take silence for a hand-out.
  console.error(error)
  screen.showOutcome("no", { word: say("failed"), why: say("failed_why") })
}

// --- Undoing, and what was put aside ----------------------------------------

async function undoIt(record) {
  const reason = await askReason(record)
  if (!reason) return
  try {
    await undo(record, reason)
  } catch (error) {
    await broken(error)
    return
  }
  link.tell()
  if (!link.isOnline) await sendLater()
  await link.soon()
  const kept = (await outbox.all()).find((one) => one.nonce === record.nonce)
  const isDone = kept?.annulment?.state === "done"
  screen.showOutcome(kept?.annulment?.detail ? "no" : "look", {
    word: say(kept?.annulment?.detail ? "state_annul_refused" : "undone"),
    why: kept?.annulment?.detail ?? say(undoneWords(isDone, record)),
  })
  last.code = ""
}

/** Beside another hand-out of its voucher, undoing one makes that no good again. */
function undoneWords(isDone, { conflict }) {
  if (!isDone) return "undone_later"
  return conflict ? "undone_beside" : "undone_why"
}

async function again(record) {
  await aside.again(record)
  link.tell()
  await link.soon()
}

/** Somebody has dealt with it by other means. */
async function settled(record) {
  await aside.settled(record)
  link.tell()
}

const actions = { undo: undoIt, again, settled }

// --- The shift --------------------------------------------------------------

async function begin() {
  const token = tokenIn(location.href)
  if (token) {
    history.replaceState(null, "", "/scan")
    await shift.begin(passOf(token))
  } else {
    await shift.open()
    if (await ending.isBegun()) await finish()
  }
  await outbox.tidy(shift.today, localDay)
  await screen.draw(shift, link)
}

async function end() {
  document.getElementById("menu").close()
  if (isAskedToEnd) return
  isAskedToEnd = true
  try {
    await link.soon()
    closeCameras()
    const redraw = () => screen.draw(shift, link)
    if (shift.pass && await ending.isTakenBack(shift, redraw)) await redraw()
    else await finish()
  } finally {
    isAskedToEnd = false
  }
}

function closeCameras() {
  for (const camera of document.querySelectorAll("camera-scan")) camera.close()
}

async function finish() {
  const { server } = link
  if (!server) return
  // Cut off or shut out already: the phone forgets all the same.
  const isKnown = await server.remove("/scan/shift").then(() => true, () => false)
  await link.shutOut()
  if (!isKnown) screen.sayEnded(say("ended_alone"))
}

async function openMenu() {
  const menu = document.getElementById("menu")
  const waiting = (await outbox.all()).some(outbox.isWaiting)
  menu.querySelector("[data-shift-words]").textContent = shift.site
    ? [shift.site.name, document.querySelector("[data-device]").textContent].join(" · ")
    : say("no_shift")
  menu.querySelector("[data-end-part]").hidden = !shift.pass
  menu.querySelector("[data-end-waiting]").hidden = !waiting
  menu.querySelector("[data-end]").onclick = end
  openSheet(menu)
}

// --- The page ----------------------------------------------------------------

const sheets = {
  menu: openMenu,
  day: () => showDay(shift, actions),
  search: () => showSearch(link.server, scanned),
  ready: () => showReady(shift, places, () => link.soon({ whole: true })),
}

function listen() {
  document.addEventListener("click", ({ target }) => {
    wake()
    sheets[target.closest?.("[data-open]")?.dataset.open]?.()
  })
  document.addEventListener("scan-ignored", ({ detail }) => screen.showRepeated(Boolean(detail?.code)))
  // After scan-input has judged it, and before the camera would take it for a page that
  // goes: here it stays, and reads on.
  document.querySelector("scan-input").addEventListener("submit", (event) => {
    event.preventDefault()
    scanned(field.value.trim())
  }, { capture: true })
  // Whoever sets the phone's clock leaves this page for it.
  document.addEventListener("visibilitychange", () => shift.now())
  addEventListener("hashchange", () => begin().then(() => link.soon()))
  listenForPairing(async (token) => {
    await shift.begin(passOf(token))
    await screen.draw(shift, link)
    await link.soon()
  })
  link.addEventListener("change", async () => {
    await screen.draw(shift, link)
    if (document.getElementById("day").open) await drawDay(shift, actions)
  })
  link.addEventListener("shutout", () => {
    closeCameras()
    screen.sayEnded(say("ended_why"))
  })
  setInterval(async () => {
    if (shift.isOver() && !link.isOnline) await link.shutOut()
    else if (shift.isYesterdays()) await shift.forgetExtract()
    await screen.draw(shift, link)
  }, REDRAW_MS)
}

/** Fetch what the camera needs: on a slow line it comes before what is for later. */
async function camera() {
  const fetched = [places.reader, places.wasm].map((one) => fetch(one))
  const long = new Promise((done) => setTimeout(done, CAMERA_FIRST_MS))
  await Promise.race([Promise.allSettled(fetched), long])
}

async function start() {
  const url = new URL(location.href)
  const elsewhere = !url.searchParams.has("language") && chosenElsewhere(language)
  if (elsewhere) return location.replace(`/scan?language=${elsewhere}${location.hash}`)
  if (!isSecureContext) return screen.showNotice("notice-insecure")
  if (url.searchParams.has("language")) history.replaceState(null, "", `/scan${url.hash}`)
  listen()
  await begin()
  document.documentElement.dataset.scanner = "ready"
  performance.mark("scanner-ready")
  await rememberLanguage(language, { isChosen: url.searchParams.has("language") })
  await camera()
  link.soon()
  if (!await checksSignatures()) screen.showNotice("notice-signatures")
  await install((worker) => {
    const notice = screen.showNotice("notice-update")
    notice.querySelector("[data-take-over]").onclick = () => takeOver(worker)
  })
}

await start()
