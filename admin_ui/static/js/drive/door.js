// <drive-door>: around the forms of one door. At the press of a button what happened goes
// into the outbox first, then to the service. With signal the service decides, as at the
// counter; without, the code is compared with this door's, and what happened waits. Who
// hands over fewer packs says why: asked here, since nobody else asks without signal.

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
    this.addEventListener("change", this.#askWhy)
    this.addEventListener("invalid", this.#unfold, { capture: true })
    this.#askWhy()
    if (canKeep() && navigator.locks) this.addEventListener("submit", this.#press)
  }

  /** Ask why where fewer packs are handed over than are due. */
  #askWhy = () => {
    for (const line of this.querySelectorAll("[data-line]")) {
      const [packs, why] = line.querySelectorAll("select")
      why.required = Number(packs.value) < Number(line.dataset.line)
      why.hidden = !why.required
    }
  }

  // What has no answer yet may be folded away.
  #unfold = ({ target }) => {
    const around = target.closest("details")
    if (around) around.open = true
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
    const fields = [...new FormData(form)]
    // Which button it was, browsers before 2023 leave out.
    if (button?.name) fields.push([button.name, button.value])
    const item = this.#item(fields, words)
    const photo = fields.find(([name, value]) => name === "photo" && value.size)?.[1]
    let isWhole
    try {
      isWhole = await keep(item, photo)
    } catch {
      return sendPlainly(form, button)
    }
    await this.#report(item, isWhole ? "" : this.dataset.noPhoto)
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

  /** Tell the service; `besides` is said on the next page, too. */
  async #report(item, besides) {
    const { base } = this.dataset
    try {
      const answer = await ask(item)
      if (answer.refused) return this.#refuse(answer.said, answer.errors)
      sayNext(`${answer.said} ${besides}`.trim())
    } catch (error) {
      if (error instanceof ShutOutError) return this.#unsent()
      // Whatever it is: what happened is in the phone, and goes out later.
      if (!(error instanceof UnreachableError)) reportError(error)
      const code = new Map(item.body).get("code")
      if (code !== undefined && !await fits(code, this.dataset.shown, this.dataset.print)) {
        await remove(item.nonce)
        return this.#refuse(this.dataset.otherCode)
      }
      sayNext(`${this.dataset.queued} ${besides}`.trim())
    }
    location.assign(base)
  }

  #refuse(sentence, errors = []) {
    this.#say("refused", [sentence, ...errors.map((one) => one.message)].join(" "))
  }

  /** It is in the phone, and stays there until somebody signs in again. */
  #unsent() {
    this.#say("unsent", this.dataset.shutOut)
  }

  #say(what, sentence) {
    const notice = this.querySelector("[data-no]")
    const title = notice.querySelector("[data-no-title]")
    title.textContent = title.dataset[what]
    notice.querySelector("[data-no-words]").textContent = sentence
    notice.hidden = false
    notice.scrollIntoView({ block: "center" })
    this.#busy = false
    for (const one of this.querySelectorAll("confirm-once")) one.ready()
  }
}

/**
 * Put *item* into the outbox, with its *photo*; say whether that is in it, too. A phone
 * that is full, or cannot read the picture, still keeps what happened.
 */
async function keep(item, photo) {
  const picture = photo ? await smaller(photo) : null
  const isKept = picture !== null && await add(item, picture).then(() => true, () => false)
  if (!isKept) await add(item)
  return isKept || !photo
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
