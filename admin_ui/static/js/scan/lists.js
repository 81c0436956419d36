// The sheets behind the three buttons at the foot: what this phone handed out, finding
// somebody without a voucher, and whether the phone could do without signal.

import * as aside from "./aside.js"
import * as outbox from "./outbox.js"
import { checks, isReady } from "./readiness.js"
import { NoAnswerError } from "./server.js"
import { grouped } from "./short-code.js"
import { clockTime, localDay } from "./times.js"
import { badge, count, dress, openSheet, piece, say, sayAge } from "./view.js"

const sheet = (id) => document.getElementById(id)

/** Show the day; each of `actions` gets the record that a person chose. */
export async function showDay(shift, actions) {
  const dialog = sheet("day")
  const words = dialog.querySelector("[data-aside-words]")
  const box = dialog.querySelector("[data-aside-text]")
  words.textContent = ""
  box.hidden = true
  dialog.querySelector("[data-aside-send]").onclick = async () => {
    words.textContent = await aside.sendAsText(shift.site, box)
  }
  await drawDay(shift, actions)
  openSheet(dialog)
}

export async function drawDay(shift, actions) {
  const dialog = sheet("day")
  const all = await outbox.all()
  const odd = await aside.all()
  const day = all.filter((one) => one.state !== "set_aside"
    && (outbox.isWaiting(one) || localDay(one.scanned_at) === shift.today))
  const row = (one) => dayRow(one, actions, shift.site?.id)
  dialog.querySelector("[data-aside-part]").hidden = !odd.length
  dialog.querySelector("[data-aside-list]").replaceChildren(...odd.map(row))
  dialog.querySelector("[data-day-none]").hidden = day.length > 0
  dialog.querySelector("[data-day-list]").hidden = !day.length
  dialog.querySelector("[data-day-list]").replaceChildren(...day.map(row))
}

function dayRow(record, actions, site) {
  const isRefusal = aside.isRefusal(record)
  const isElsewhere = !isRefusal && outbox.isWaiting(record) && site && !outbox.canGo(record, site)
  const row = piece("day-row", {
    code: codeOf(record, isRefusal),
    time: clockTime(record.scanned_at),
    packs: record.packs ? count("packs", record.packs) : "",
    why: record.problem?.detail ?? record.annulment?.detail
      ?? (isElsewhere ? say("elsewhere") : ""),
  })
  const [state, kind] = stateOf(record)
  badge(row.querySelector("[data-badge]"), say(`state_${state}`), kind)
  const isAside = isRefusal || record.state === "set_aside"
  const offered = {
    undo: !isAside && record.annulment === null, again: isAside, settled: isAside,
  }
  for (const [name, isOffered] of Object.entries(offered)) {
    const button = row.querySelector(`[data-${name}]`)
    button.hidden = !isOffered
    button.onclick = () => actions[name](record)
  }
  return row
}

function codeOf(record, isRefusal) {
  if (isRefusal) return aside.codeOf(record)
  return record.short_code ? grouped(record.short_code) : say("unlisted")
}

function stateOf({ state, conflict, annulment }) {
  if (!state) return ["refusal_aside", "danger"]
  if (annulment?.state === "done") return ["annulled", "neutral"]
  if (annulment?.state === "waiting") return ["annulling", "warning"]
  if (annulment?.state === "refused") return ["annul_refused", "danger"]
  if (conflict) return ["conflict", "warning"]
  return [state, { sent: "good", waiting: "warning", set_aside: "danger" }[state]]
}

/** Show the search; `pick` gets the short code of whom was found. */
export function showSearch(server, pick) {
  const dialog = sheet("search")
  const form = dialog.querySelector("form")
  const words = dialog.querySelector("[data-found-none]")
  const list = dialog.querySelector("[data-found]")
  form.reset()
  words.textContent = ""
  list.replaceChildren()
  list.hidden = true
  form.onsubmit = async (event) => {
    event.preventDefault()
    const { matches, why } = await find(server, form.elements.q.value)
    words.textContent = why
    list.hidden = !matches.length
    list.replaceChildren(...matches.map((one) => foundRow(one, () => {
      dialog.close()
      pick(one.short_code)
    })))
  }
  openSheet(dialog)
  form.elements.q.focus()
}

async function find(server, text) {
  try {
    const { status, body } = await server.get(`/scan/search?q=${encodeURIComponent(text)}`)
    const faults = (body.errors ?? []).map((fault) => fault.message).join(" ")
    if (status !== 200) return { matches: [], why: faults || body.detail }
    const matches = body.matches ?? body
    return { matches, why: matches.length ? "" : say("nobody") }
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error
    return { matches: [], why: say("no_search") }
  }
}

function foundRow(one, pick) {
  const number = say("number", { number: one.household_number })
  const row = piece("found-row", { name: one.name, number, street: one.street })
  row.querySelector("[data-pick]").hidden = !one.short_code
  row.querySelector("[data-no-voucher]").hidden = Boolean(one.short_code)
  row.querySelector("[data-pick]").onclick = pick
  return row
}

/** Show whether the phone is ready; `refresh` fetches anew and is awaited. */
export async function showReady(shift, places, refresh) {
  const dialog = sheet("ready")
  dialog.querySelector("[data-refresh]").onclick = async ({ target }) => {
    target.disabled = true
    await refresh()
    await drawReady(shift, places)
    target.disabled = false
  }
  await drawReady(shift, places)
  openSheet(dialog)
}

async function drawReady(shift, places) {
  const dialog = sheet("ready")
  const found = await checks(shift, places)
  const ready = isReady(found)
  dress(dialog.querySelector("[data-ready-outcome]"), "outcome", ready ? "yes" : "look")
  dialog.querySelector("[data-ready-word]").textContent = say(ready ? "ready" : "not_ready")
  const missing = found.filter(({ ok }) => !ok)
    .sort((a, b) => Boolean(a.isOptional) - Boolean(b.isOptional))
  const done = found.filter(({ ok }) => ok)
  dialog.querySelector("[data-checks]").replaceChildren(...[...missing, ...done].map(checkRow))
}

function checkRow({ name, ok, facts, isOptional }) {
  const known = name === "extract" && ok ? ` · ${count("vouchers", facts.n)}` : ""
  const row = piece("check-row", {
    name: say(`ready_${name}`) + known,
    todo: ok ? "" : say(`todo_${name}`, { age: facts?.ms ? sayAge(facts.ms) : "" }),
  })
  const missing = isOptional ? ["could_be_better", "warning"] : ["missing", "danger"]
  const [words, kind] = ok ? ["here", "good"] : missing
  badge(row.querySelector("[data-badge]"), say(words), kind)
  return row
}
