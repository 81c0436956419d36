// <scan-input>: a form with one field, fed by a USB or Bluetooth scanner (which types
// like a keyboard and ends with Enter), or by hand. The field has the focus when nothing
// else needs it; a scan that comes while the focus is elsewhere still lands in it. The
// same code again within seconds is one scan (E1), and a scan while a dialog is open, or
// the answer to the last one on its way, is none (V16). The form works without this element.

const SAME_CODE_MS = 3000
const LONGEST_ANSWER_MS = 10_000

/** Remembers the last code, to tell a double read from a second try. */
export class RecentCode {
  #code = ""
  #at = -Infinity

  constructor(forMs = SAME_CODE_MS) {
    this.forMs = forMs
  }

  /** Say whether *code* was just read; if not, remember it. */
  isRepeated(code, now) {
    const repeated = code === this.#code && now - this.#at < this.forMs
    if (!repeated) {
      this.#code = code
      this.#at = now
    }
    return repeated
  }
}

/** Say whether a key pressed on *target* is typing that belongs to nobody else. */
export function isStrayTyping(event, target) {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false
  if (event.key === " ") return false
  return !target.closest?.("input, textarea, select, [contenteditable], dialog[open]")
}

export class ScanInputElement extends (globalThis.HTMLElement ?? class {}) {
  #recent = new RecentCode()
  #sentAt = -Infinity

  static define(tag = "scan-input", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("submit", this.#judge, { capture: true })
    this.addEventListener("submit", this.#note)
    globalThis.addEventListener("pageshow", this.#shown)
    document.addEventListener("keydown", this.#catch)
    document.addEventListener("htmx:afterSettle", this.#ready)
    this.#ready()
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#judge, { capture: true })
    this.removeEventListener("submit", this.#note)
    globalThis.removeEventListener("pageshow", this.#shown)
    document.removeEventListener("keydown", this.#catch)
    document.removeEventListener("htmx:afterSettle", this.#ready)
  }

  get input() {
    return this.querySelector("input:not([type=hidden])")
  }

  #judge = (event) => {
    const code = this.input.value.trim()
    const dialogOpen = document.querySelector("dialog[open]") !== null
    const now = Date.now()
    const busy = dialogOpen || now - this.#sentAt < LONGEST_ANSWER_MS
    const ignored = busy || code === "" || this.#recent.isRepeated(code, now)
    if (ignored) {
      event.preventDefault()
      event.stopImmediatePropagation()
      this.dispatchEvent(new CustomEvent("scan-ignored", { bubbles: true, detail: { code } }))
    }
    if (!dialogOpen) this.input.select()
  }

  // Sent by the browser itself: this page is about to go.
  #note = (event) => {
    if (!event.defaultPrevented) this.#sentAt = Date.now()
  }

  #shown = () => {
    this.#sentAt = -Infinity
  }

  #catch = (event) => {
    if (document.querySelector("dialog[open]")) return
    if (!isStrayTyping(event, event.target)) return
    this.input.value = ""
    this.input.focus()
  }

  #ready = () => {
    // Errors take the focus when the page is drawn, which may be after this.
    const busy = document.querySelector(".form-errors")
      || document.activeElement?.matches("input, textarea, select, dialog[open] *")
    if (busy || document.querySelector("dialog[open]")) return
    this.input?.focus({ preventScroll: true })
    this.input?.select()
  }
}

if (globalThis.customElements) ScanInputElement.define()
