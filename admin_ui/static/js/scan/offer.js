// What to hand over, and the two words for it: "handed over" or "cancel". A code that is
// scanned meanwhile does nothing.

import { grouped } from "./short-code.js"
import { writtenDay } from "./times.js"
import { count, dress, fill, openSheet, piece, say } from "./view.js"

const dialog = document.getElementById("offer")

/**
 * Show an offer. `act` gets what was confirmed, {lines (null: all of it), recipient}, and
 * is awaited while the sheet still stands. Resolves when the sheet is closed.
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
  list.replaceChildren(...lines.map(lineItem))
  offerFewer(body, isUnlisted)
  offerProxies(body, offer.proxies)
  dialog.querySelector("[data-offer]").replaceChildren(body)
  openSheet(dialog)
  return answered(form, lines, offer, act)
}

/** Return "2 osoby · 5 opakowań". */
export function sizeOf(offer) {
  const packs = offer.lines.reduce((sum, line) => sum + line.packs, 0)
  return `${count("persons", offer.persons)} · ${count("packs", packs)}`
}

function answered(form, lines, offer, act) {
  const fault = form.querySelector("[data-fault]")
  let isBusy = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const isNothing = lines.length > 0 && lines.every((line) => line.packs === 0)
    fault.hidden = !isNothing
    fault.textContent = isNothing ? say("nothing") : ""
    if (isNothing) event.stopPropagation()
    if (isNothing || isBusy) return
    isBusy = true
    try {
      await act(choiceOf(form, lines, Boolean(offer.isLess)))
    } finally {
      dialog.close()
    }
  })
  return new Promise((done) => {
    dialog.onclose = done
    dialog.oncancel = (event) => isBusy && event.preventDefault()
  })
}

function choiceOf(form, lines, isLess) {
  const recipient = new FormData(form).get("recipient")
  const isWhole = lines.every((line) => line.packs === line.most) && !isLess
  return {
    lines: isWhole ? null : lines.map(({ article, packs }) => ({ article, packs })),
    recipient: recipient === "household"
      ? { kind: "household" }
      : { kind: "proxy", authorisation: recipient },
  }
}

function lineItem(line) {
  const item = piece("offer-line", { name: line.name, note: line.note })
  const packs = item.querySelector("[data-packs]")
  packs.textContent = line.packs
  item.querySelector("[data-lots]").replaceChildren(...line.lots.map((lot) => lotWords(lot, line)))
  for (const button of item.querySelectorAll("[data-step]")) {
    const step = Number(button.dataset.step)
    button.setAttribute("aria-label", say(step < 0 ? "less" : "more", { article: line.name }))
    button.onclick = () => {
      line.packs = Math.min(line.most, Math.max(0, line.packs + step))
      packs.textContent = line.packs
      item.classList.toggle("parcel__line--less", line.packs < line.most)
    }
  }
  return item
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
