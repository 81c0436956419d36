// The screen behind the dialogs: where this phone is, how the link stands, what the last
// scan came to, and whether a shift is on.

import * as aside from "./aside.js"
import * as outbox from "./outbox.js"
import { signal } from "./signals.js"
import { clockTime } from "./times.js"
import { count, dress, fill, piece, say, sayAge } from "./view.js"

const part = (name) => document.querySelector(`[data-${name}]`)

/** Draw everything that does not belong to one scan. */
export async function draw(shift, link) {
  const all = await outbox.all()
  const odd = (await aside.all()).length
  const here = shift.pass !== null && !shift.isEnding
  part("site").textContent = shift.site?.name ?? "Kromka"
  part("device").textContent = deviceWords(shift)
  for (const name of ["counter", "foot", "state"]) part(name).hidden = !here
  part("start").hidden = here
  document.querySelector("[data-open=search]").hidden = !shift.extract?.may_search
  drawState(shift, link, { waiting: all.filter(outbox.isWaiting).length, odd })
  if (!here) drawStart(all.filter(outbox.isWaiting).length + odd)
}

function deviceWords(shift) {
  if (!shift.pass) return say("no_shift")
  const ends = shift.pass.expires_at ?? shift.extract?.good_until
  return [shift.extract?.centre_name, ends && say("ends", { time: clockTime(ends) })]
    .filter(Boolean).join(" · ")
}

function drawState(shift, link, { waiting, odd }) {
  const state = part("state")
  const isBad = !link.isOnline || shift.isOld
  state.className = `scanner__state${isBad ? " scanner__state--warning" : ""}`
  write(part("link"), say(link.isOnline ? "online" : "offline"))
  write(part("waiting"), waiting ? count("waiting", waiting) : "")
  write(part("aside"), odd ? count("aside", odd) : "")
  write(part("list"), listWords(shift))
}

function listWords(shift) {
  if (!shift.extract) return say("list_none")
  if (shift.isOld) return say("list_old", { age: sayAge(shift.age) })
  return say("list_from", { time: clockTime(shift.extract.as_of) })
}

function drawStart(kept) {
  const words = part("start-kept")
  words.hidden = !kept
  words.textContent = say("still_here", { count: count("kept", kept) })
  part("start-day").hidden = !kept
}

/** Say that the shift is about to end; `back` takes that back. */
export function showEnding(back) {
  write(part("start-title"), say("ending"))
  write(part("start-why"), say("ending_why"))
  part("outcome").replaceChildren()
  part("start-again").hidden = true
  const button = part("back-to-shift")
  button.hidden = false
  button.onclick = back
  button.focus()
}

/** Say that there is no shift any more, and why. */
export function sayEnded(why) {
  part("start-again").hidden = false
  part("back-to-shift").hidden = true
  write(part("start-title"), say("ended"))
  write(part("start-why"), why)
  part("outcome").replaceChildren()
}

/**
 * Show the one answer of a scan: kind is yes, no or look; `slots` are the words; with
 * `undo` there is a way back, with `phone` one to the office.
 */
export function showOutcome(kind, slots, { undo, phone } = {}) {
  const made = piece("outcome")
  const office = phone ? say("office", { phone }) : ""
  fill(made, { word: "", household: "", size: "", code: "", why: "", source: "", office, ...slots })
  dress(made, "outcome", kind)
  const button = made.querySelector("[data-undo]")
  button.hidden = !undo
  button.onclick = undo
  const call = made.querySelector("[data-office]")
  call.hidden = !phone
  if (phone) call.href = `tel:${dialled(phone)}`
  part("outcome").replaceChildren(made)
  scrollTo({ top: 0 })
  signal(kind)
}

/** Return the first number of those that somebody wrote down, as a telephone dials it. */
function dialled(written) {
  return written.split(/[,;/]/)[0].replace(/[^\d+]/g, "")
}

/** Take the answer of the scan before away. */
export function clearOutcome() {
  part("outcome").replaceChildren()
}

/** Say that a code was read just now, and did nothing the second time. */
export function showRepeated(isRepeated) {
  part("ignored").hidden = !isRepeated
}

/** Show a lasting message, in the place of one of its kind. */
export function showNotice(template) {
  const made = piece(template)
  made.dataset.notice = template
  part("notices").querySelector(`[data-notice="${template}"]`)?.remove()
  part("notices").append(made)
  return made
}

// What has not changed is not said again to whoever listens.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
  element.hidden = !text
}
