// The two short questions: the supervisor's PIN, and why a hand-out is undone.

import { isPin, pauseAfter } from "./pin.js"
import { grouped } from "./short-code.js"
import { count, openSheet, say, sayAge } from "./view.js"

const pinDialog = document.getElementById("pin")
const undoDialog = document.getElementById("undo")
let wrong = 0
let closedUntil = 0

/** Ask for the PIN; resolves to whether it was right. */
export function askPin(why, shift) {
  const form = pinDialog.querySelector("form")
  const fault = pinDialog.querySelector("[data-fault]")
  const field = form.elements.pin
  const { pin } = shift.extract
  pinDialog.querySelector("[data-pin-why]").textContent = pin
    ? say(why, { age: sayAge(shift.age) })
    : say("pin_none")
  for (const part of [field.closest(".field"), form.querySelector("[type=submit]")]) part.hidden = !pin
  fault.textContent = ""
  field.value = ""
  openSheet(pinDialog)
  if (pin) field.focus()
  return new Promise((done) => {
    pinDialog.onclose = () => done(false)
    form.onsubmit = async (event) => {
      event.preventDefault()
      fault.textContent = await complaint(field.value, pin)
      if (fault.textContent) return field.select()
      pinDialog.onclose = null
      pinDialog.close()
      done(true)
    }
  })
}

async function complaint(typed, pin) {
  const left = Math.ceil((closedUntil - Date.now()) / 1000)
  if (left > 0) return count("seconds", left)
  if (await isPin(typed, pin)) {
    wrong = 0
    return ""
  }
  wrong += 1
  closedUntil = Date.now() + pauseAfter(wrong)
  return say("pin_wrong")
}

/** Ask why a hand-out is undone; resolves to the reason, or null. */
export function askReason(record) {
  const form = undoDialog.querySelector("form")
  form.reset()
  undoDialog.querySelector("[data-undo-code]").textContent = record.short_code
    ? grouped(record.short_code) : ""
  openSheet(undoDialog)
  return new Promise((done) => {
    undoDialog.onclose = () => done(null)
    form.onsubmit = (event) => {
      event.preventDefault()
      undoDialog.onclose = null
      undoDialog.close()
      done(form.elements.reason.value)
    }
  })
}
