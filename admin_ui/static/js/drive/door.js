// <drive-door>: around the forms of one door. At the press of a button what happened goes
// into the outbox first, then to the service. With signal the service decides, as at the
// counter; without, the code is compared with this door's, and what happened waits.

import { fits } from "./door-code.js"
import { canKeep } from "../offline/kept.js"
import { wish } from "./order.js"
import { add, ask, remove, ShutOutError, UnreachableError } from "./outbox.js"
import { smaller } from "./photo.js"
import { sayNext } from "./run.js"

export class DriveDoorElement extends (globalThis.HTMLElement ?? class {}) {
  #busy = false

  static define(tag = "drive-door", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    if (canKeep() && navigator.locks) this.addEventListener("submit", this.#press)
  }

  #press = async (event) => {
    const form = event.target
    const again = event.defaultPrevented
    event.preventDefault()
    if (again || this.#busy) return
    this.#busy = true
    const button = event.submitter
    if ("next" in form.dataset) return this.#goThere(form)
    const words = button?.dataset.words ?? form.dataset.words
    const fields = [...new FormData(form, button)]
    const item = this.#item(fields, words)
    try {
      await add(item, await smaller(fields.find(([name]) => name === "photo")?.[1]))
    } catch {
      return sendPlainly(form, button)
    }
    await this.#report(item)
  }

  #item(fields, words) {
    const { run, base, stop, voucher, door } = this.dataset
    const at = new Date().toISOString()
    const typed = fields.filter(([name, value]) => name !== "_csrf_token" && typeof value === "string")
    const { nonce, outcome = "handed_over" } = Object.fromEntries(typed)
    const body = [...typed, ["happened_at", at], ["offline", "1"]]
    return { nonce, run, base, stop, voucher, outcome, label: `${door}: ${words}`, at, body }
  }

  /** This door comes next, also where nobody can be told yet. */
  async #goThere(form) {
    try {
      await wish(this.closest("drive-run"), this.dataset.stop, "next")
    } catch {
      return sendPlainly(form)
    }
    sayNext(form.dataset.next)
    location.assign(this.dataset.base)
  }

  async #report(item) {
    const { base } = this.dataset
    try {
      const answer = await ask(item)
      if (answer.refused) return this.#refuse(answer.said, answer.errors)
      sayNext(answer.said)
    } catch (error) {
      if (error instanceof ShutOutError) return this.#refuse(this.dataset.shutOut)
      if (!(error instanceof UnreachableError)) throw error
      const code = new Map(item.body).get("code")
      if (code !== undefined && !await fits(code, this.dataset.shown, this.dataset.print)) {
        await remove(item.nonce)
        return this.#refuse(this.dataset.otherCode)
      }
      sayNext(this.dataset.queued)
    }
    location.assign(base)
  }

  #refuse(sentence, errors = []) {
    const notice = this.querySelector("[data-no]")
    notice.querySelector("[data-no-words]").textContent = [sentence, ...errors.map((one) => one.message)].join(" ")
    notice.hidden = false
    notice.scrollIntoView({ block: "center" })
    this.#busy = false
    for (const one of this.querySelectorAll("confirm-once")) one.ready()
  }
}

/** Send the form as if there were no script: this browser keeps nothing. */
function sendPlainly(form, button) {
  if (button?.name) {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value })
    form.append(chosen)
  }
  form.submit()
}

if (globalThis.customElements) DriveDoorElement.define()
