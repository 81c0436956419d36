// <drive-order>: around the list in which a driver puts the doors ahead into another
// order. The new order goes into the outbox and stands on the page at once; the service
// is told when there is signal. Without this element each press is a form of its own.

import { canKeep } from "../offline/kept.js"
import { asLoaded, moved } from "./arrivals.js"
import { addOrder } from "./outbox.js"

/** Keep *stop* elsewhere among the doors of *run*: the element of the whole page. */
export async function wish(run, stop, move) {
  const { run: id, base, orderWords } = run.dataset
  const order = asLoaded(moved(await run.ahead(), stop, move), await run.loads())
  const at = new Date().toISOString()
  const nonce = crypto.randomUUID()
  const voucher = run.doors.find((door) => door.stop === stop)?.voucher
  const body = [["order", order.join(" ")], ["happened_at", at]]
  await addOrder({ nonce, run: id, base, stop, voucher, order, label: orderWords, at, body })
  run.reorder(order)
}

export class DriveOrderElement extends (globalThis.HTMLElement ?? class {}) {
  static define(tag = "drive-order", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    if (canKeep() && navigator.locks) this.addEventListener("submit", this.#move)
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#move)
  }

  #move = async (event) => {
    event.preventDefault()
    const { target, submitter } = event
    const run = this.closest("drive-run")
    await wish(run, target.elements.stop.value, submitter.value)
    run.say(this.dataset.moved)
    await run.look()
    const left = submitter.hidden ? target.querySelector("button:not([hidden])") : submitter
    left?.focus()
  }
}

if (globalThis.customElements) DriveOrderElement.define()
