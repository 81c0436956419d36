// A long form leaves its page only when the service is there: whoever is cut off stays on
// the filled form, and reads that nothing was saved. Long is what stands in <draft-form> or
// must be booked once (`once`); a press with `data-step` books nothing and is not held up.
// What is cut off on the way all the same, unsent-form.js brings back.

import { within as deadline } from "./deadline.js"

const PATIENCE_MS = 8000

const asking = new WeakSet()
const answered = new WeakSet()

/** Say whether anybody of ours answers; a page of a proxy's own faults is no answer. */
export async function isThere(ask = fetch) {
  try {
    const answer = await ask("/health/live", { cache: "no-store", signal: deadline(PATIENCE_MS) })
    return answer.status < 500
  } catch {
    return false
  }
}

function isLong(form) {
  return form.method === "post" && (form.closest("draft-form") !== null || form.elements.once !== undefined)
}

async function onSubmit(event) {
  const { target: form, submitter } = event
  if (!isLong(form) || !form.requestSubmit || submitter?.matches("[data-step]")) return
  if (answered.delete(form)) return
  // No other module sees it before it is really sent.
  event.preventDefault()
  event.stopImmediatePropagation()
  if (asking.has(form)) return
  asking.add(form)
  for (const said of form.querySelectorAll("[data-cut-off]")) said.remove()
  const pressed = submitter?.matches(".unseen") ? form.querySelector(".button--primary") : submitter
  pressed?.setAttribute("aria-busy", "true")
  const there = await isThere()
  pressed?.removeAttribute("aria-busy")
  asking.delete(form)
  if (!there) return say(form, submitter)
  answered.add(form)
  form.requestSubmit(submitter)
}

function say(form, submitter) {
  const notice = document.getElementById("cut-off").content.firstElementChild.cloneNode(true)
  const pressed = submitter?.closest(".actions")
  if (pressed) pressed.before(notice)
  else form.prepend(notice)
  notice.scrollIntoView({ block: "nearest" })
}

if (globalThis.document?.getElementById("cut-off")) {
  document.addEventListener("submit", onSubmit, { capture: true })
}
