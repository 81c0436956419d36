// What to hand over, and the two words for it: "handed over" or "cancel". A code that is
// scanned meanwhile does nothing.

import { grouped } from "./short-code.js"
import { writtenDay } from "./times.js"
import { count, dress, fill, openSheet, piece, say } from "./view.js"

const dialog = document.getElementById("offer")

/**
 * Show an offer. `act` gets what was confirmed, {lines (null: all of it), substitutes,
 * recipient}, and is awaited while the sheet still stands. Resolves when the sheet is closed.
 */
export function showOffer(decision, act) {
  const { offer, shortages, pin, by } = decision
  const body = piece("offer-body")
  const form = body.querySelector("form")
  const lines = offer.lines.map((line) => ({ ...line }))
  const isUnlisted = pin === "not_listed"
  const isYes = !shortages.length && !isUnlisted
  dress(body.querySelector("[data-kind]"), "outcome", isYes ? "yes" : "look")
  fill(body, {
    word: say(shortages.length ? "give_less" : "give"),
    household: isUnlisted ? say("unlisted") : say("household", { number: offer.number }),
    size: isUnlisted ? "" : sizeOf(offer),
    code: offer.shortCode && grouped(offer.shortCode),
    source: by === "phone" ? say("by_phone") : "",
    note: offer.note,
  })
  body.querySelector("[data-note]").hidden = !offer.note
  body.querySelector("[data-unlisted]").hidden = !isUnlisted
  showShortages(body, shortages)
  const list = body.querySelector("[data-lines]")
  list.hidden = isUnlisted
  const drawn = () => drawNote(body, lines)
  list.replaceChildren(...lines.map((line) => lineItem(line, drawn)))
  drawn()
  offerFewer(body, isUnlisted)
  offerProxies(body, offer.proxies)
  dialog.querySelector("[data-offer]").replaceChildren(body)
  openSheet(dialog)
  return answered(form, lines, act)
}

/** Return "2 osoby · 5 opakowań". */
export function sizeOf(offer) {
  const packs = offer.lines.reduce((sum, line) => sum + line.packs, 0)
  return `${count("persons", offer.persons)} · ${count("packs", packs)}`
}

function answered(form, lines, act) {
  const fault = form.querySelector("[data-fault]")
  let isBusy = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const why = complaint(lines)
    fault.hidden = !why
    fault.textContent = why
    if (why) {
      event.stopPropagation()
      leadTo(lines.find(isUnsaid)?.why)
    }
    if (why || isBusy) return
    isBusy = true
    try {
      await act(choiceOf(form, lines))
    } finally {
      dialog.close()
    }
  })
  return new Promise((done) => {
    dialog.onclose = () => {
      // With it goes what keeps a scanner's Enter from confirming it.
      dialog.querySelector("[data-offer]").replaceChildren()
      done()
    }
    dialog.oncancel = (event) => isBusy && event.preventDefault()
  })
}

// Not under the bar that stays below.
function leadTo(field) {
  field?.focus({ preventScroll: true })
  field?.scrollIntoView({ block: "center" })
}

/** Return what is still to be said before it can be confirmed, or nothing. */
function complaint(lines) {
  if (lines.length && lines.every((line) => line.packs === 0)) return say("nothing")
  const unsaid = lines.find(isUnsaid)
  return unsaid ? say("why_fewer", { article: unsaid.name }) : ""
}

function isFewer({ packs, due }) {
  return packs < due
}

function isUnsaid(line) {
  return isFewer(line) && !line.why.value
}

function choiceOf(form, lines) {
  const given = new FormData(form)
  const recipient = given.get("recipient")
  const note = given.get("note").trim()
  const lineOf = (line) => ({
    article: line.article,
    packs: line.packs,
    ...isFewer(line) ? { reason: line.why.value, note } : {},
  })
  return {
    lines: lines.some(isFewer) ? lines.map(lineOf) : null,
    substitutes: lines.filter(isFewer).flatMap(substituteOf),
    recipient: recipient === "household"
      ? { kind: "household" }
      : { kind: "proxy", authorisation: recipient },
  }
}

/** Return what goes in the place of the packs of a line that are missing, if anything. */
function substituteOf(line) {
  const chosen = line.options.find((one) => one.article === line.instead.value)
  if (!chosen) return []
  return [{ article: chosen.article, packs: packsOf(chosen, line), instead_of: line.article }]
}

/** Return how many packs of an option go in the place of what is missing of a line. */
function packsOf({ most }, { due, packs }) {
  return Math.min(due - packs, most)
}

function lineItem(line, drawn) {
  const item = piece("offer-line", { name: line.name, note: line.note })
  const packs = item.querySelector("[data-packs]")
  packs.textContent = line.packs
  item.querySelector("[data-lots]").replaceChildren(...line.lots.map((lot) => lotWords(lot, line)))
  const why = item.querySelector("[data-why]")
  line.why = why.querySelector("select")
  line.why.setAttribute("aria-label", say("why_fewer", { article: line.name }))
  line.why.value = line.reason ?? ""
  const instead = item.querySelector("[data-instead]")
  line.instead = instead.querySelector("select")
  line.instead.setAttribute("aria-label", say("instead_of", { article: line.name }))
  const options = line.options.map(({ article }) => new Option("", article))
  line.instead.append(...options)
  const showWhy = () => {
    instead.hidden = !isFewer(line) || !line.options.length
    why.hidden = !isFewer(line)
    line.options.forEach((one, place) => {
      options[place].text = say("instead", { article: one.name, packs: packsOf(one, line) })
    })
    item.classList.toggle("parcel__line--less", isFewer(line))
  }
  showWhy()
  for (const button of item.querySelectorAll("[data-step]")) {
    const step = Number(button.dataset.step)
    button.setAttribute("aria-label", say(step < 0 ? "less" : "more", { article: line.name }))
    button.onclick = () => {
      line.packs = Math.min(line.most, Math.max(0, line.packs + step))
      packs.textContent = line.packs
      showWhy()
      drawn()
    }
  }
  return item
}

function drawNote(body, lines) {
  body.querySelector("[data-short-note]").hidden = !lines.some(isFewer)
}

function lotWords({ lot, place, packs, use_until }, line) {
  const words = document.createElement("span")
  words.className = "parcel__lot"
  words.textContent = [
    line.lots.length > 1 ? `${packs} × ${place ?? ""}` : place,
    lot && say("lot", { number: lot }),
    use_until && say("use_until", { day: writtenDay(use_until) }),
  ].filter(Boolean).join(" · ")
  return words
}

function showShortages(body, shortages) {
  body.querySelector("[data-missing]").hidden = !shortages.length
  body.querySelector("[data-shortages]").replaceChildren(...shortages.map((one) => {
    const item = document.createElement("li")
    item.textContent = say("short", one)
    return item
  }))
}

function offerFewer(body, isUnlisted) {
  const button = body.querySelector("[data-fewer]")
  button.hidden = isUnlisted
  button.onclick = () => {
    const isOn = button.getAttribute("aria-pressed") !== "true"
    button.setAttribute("aria-pressed", String(isOn))
    for (const stepper of body.querySelectorAll("[data-stepper]")) stepper.hidden = !isOn
  }
}

function offerProxies(body, proxies) {
  const part = body.querySelector("[data-recipients]")
  part.hidden = !proxies.length
  for (const { id, name } of proxies) {
    const choice = piece("offer-proxy", { name })
    choice.querySelector("input").value = id
    part.querySelector(".choices").append(choice)
  }
}
