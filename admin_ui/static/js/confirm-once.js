// <confirm-once>: around a form that a person confirms with a finger, never a scanner.
// A scanner types like a keyboard and ends with Enter: such a burst presses no button
// here and changes no field, it is said to have been ignored (V16); only a field with
// `data-takes-scan` keeps the code that was scanned into it, and the button then waits
// for the finger. A second press of the button while the first is on its way does nothing. The server keeps both promises
// by itself (the nonce of the form), so the form works without this element.

const BURST_MS = 60
const BURST_KEYS = 5

/** Tells the keys of a scanner from those of a person by their pace. */
export class Burst {
  #keys = 0
  #at = -Infinity

  constructor(gapMs = BURST_MS, keys = BURST_KEYS) {
    this.gapMs = gapMs
    this.keys = keys
  }

  /** Note a key; say whether it begins a new run of keys. */
  press(now) {
    const isNew = now - this.#at > this.gapMs
    this.#keys = isNew ? 1 : this.#keys + 1
    this.#at = now
    return isNew
  }

  /** Say whether an Enter at *now* would end a run as fast as a scanner's. */
  isScan(now) {
    return this.#keys >= this.keys && now - this.#at <= this.gapMs
  }
}

export class ConfirmOnceElement extends (globalThis.HTMLElement ?? class {}) {
  #burst = new Burst()
  #before = null
  #words = null

  static define(tag = "confirm-once", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    document.addEventListener("keydown", this.#key, { capture: true })
    this.addEventListener("submit", this.#send)
    globalThis.addEventListener("pageshow", this.#ready)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key, { capture: true })
    this.removeEventListener("submit", this.#send)
    globalThis.removeEventListener("pageshow", this.#ready)
  }

  #key = (event) => {
    const now = performance.now()
    if (event.key === "Enter" && this.#burst.isScan(now)) {
      event.preventDefault()
      event.stopImmediatePropagation()
      const field = event.target.closest?.("[data-takes-scan]")
      if (field && this.contains(field)) this.#take(field)
      else this.#ignore()
      return
    }
    if (event.key.length === 1 && this.#burst.press(now)) this.#remember()
  }

  #ignore() {
    this.#putBack()
    const note = this.querySelector("[data-scan-ignored]")
    if (note) note.hidden = false
    this.dispatchEvent(new CustomEvent("scan-ignored", { bubbles: true }))
  }

  /** Let the code stand instead of what stood there before. */
  #take(field) {
    const [, before = ""] = this.#before?.find(([control]) => control === field) ?? []
    if (field.value.startsWith(before)) {
      field.value = field.value.slice(before.length) || field.value
    }
    this.querySelector("[data-busy]")?.focus()
  }

  get #controls() {
    return [...this.querySelectorAll("select, input:not([type=hidden])")]
  }

  #remember() {
    this.#before = this.#controls.map((one) => [one, one.value, one.checked])
  }

  #putBack() {
    for (const [control, value, checked] of this.#before ?? []) {
      control.value = value
      if ("checked" in control) control.checked = checked
    }
  }

  #send = (event) => {
    if (this.dataset.sent) {
      event.preventDefault()
      return
    }
    this.dataset.sent = "yes"
    const button = this.querySelector("[data-busy]")
    if (!button) return
    this.#words = button.lastChild.textContent
    button.setAttribute("aria-disabled", "true")
    button.lastChild.textContent = button.dataset.busy
  }

  /** Let the button be pressed again: what was sent came back, and the page stays. */
  ready() {
    delete this.dataset.sent
    const button = this.querySelector("[data-busy]")
    if (!button || this.#words === null) return
    button.removeAttribute("aria-disabled")
    button.lastChild.textContent = this.#words
  }

  // Back from the next page: the browser may show this one as it was left.
  #ready = (event) => {
    if (event.persisted) location.reload()
  }
}

if (globalThis.customElements) ConfirmOnceElement.define()
