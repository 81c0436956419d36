// <no-answer>: the steps to try before nobody is at home. A step that is ticked keeps its
// hour, and after the first ring a clock says when it is time for the second. Whom to
// ask then is shown when all before it was tried. What was ticked survives a reload;
// without this element the ticks go without their hours.

import { clockOf } from "./itinerary.js"

const PAUSE_MS = 5 * 60_000

export class NoAnswerElement extends (globalThis.HTMLElement ?? class {}) {
  #timer = 0

  static define(tag = "no-answer", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("change", this.#tick)
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "{}")
    for (const step of this.#steps) {
      if (kept[step.name]) Object.assign(step, { checked: true, value: kept[step.name] })
      this.#say(step)
    }
    this.querySelector("[data-ask-contact]")?.remove()
    this.#count()
    this.#reveal()
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#tick)
    clearTimeout(this.#timer)
  }

  get key() {
    return `kromka-no-answer:${this.dataset.stop}`
  }

  get #steps() {
    return [...this.querySelectorAll("input[type=checkbox]")]
  }

  #tick = (event) => {
    event.target.value = event.target.checked ? new Date().toISOString() : "1"
    this.#say(event.target)
    const taken = this.#steps.filter((step) => step.checked).map((step) => [step.name, step.value])
    sessionStorage.setItem(this.key, JSON.stringify(Object.fromEntries(taken)))
    this.#count()
    this.#reveal()
  }

  /** Show whom to ask once everything before that was tried. */
  #reveal() {
    const before = this.dataset.beforeContactSteps.split(" ")
    const tried = before.every((name) => this.querySelector(`[name="tried.${name}"]`).checked)
    for (const one of this.querySelectorAll("[data-contact]")) one.hidden = !tried
    for (const one of this.querySelectorAll("[data-before-contact]")) one.hidden = tried
  }

  #say(step) {
    const at = step.checked ? Date.parse(step.value) : NaN
    const clock = clockOf(document.documentElement.lang)
    step.closest("label").querySelector("[data-tried-at]").textContent = at ? clock.format(at) : ""
  }

  #count = () => {
    clearTimeout(this.#timer)
    const words = this.querySelector("[data-timer]")
    const [rang, again] = ["rang", "rang_again"].map((name) => this.querySelector(`[name="tried.${name}"]`))
    const since = rang.checked && !again.checked ? Date.parse(rang.value) : NaN
    if (!since) {
      words.textContent = ""
      return
    }
    const left = Math.ceil((since + PAUSE_MS - Date.now()) / 1000)
    const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
    words.textContent = left > 0 ? words.dataset.words.replace("{left}", shown) : words.dataset.now
    if (left > 0) this.#timer = setTimeout(this.#count, 1000)
  }
}

if (globalThis.customElements) NoAnswerElement.define()
