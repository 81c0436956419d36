// <store-scan>: a page of the store's scanner whose answers come without a journey, so that
// the camera stays open and a sound may be made. Every form in it, and every link of it that
// leads to such a page, is fetched; what the answer holds in #store, and in the field for
// codes, takes the place of what is there. A code that is read while an answer is on its way
// waits for it; a button pressed then is pressed for nothing. Without signal it says so, keeps
// what was typed and tries again when asked. An answer that is no such page (a session that ended, a delivery) is
// gone to as if this element were not there. The pages work without it.

import { within } from "../deadline.js"
import { signal, wake } from "../scan/signals.js"

const LONGEST_ANSWER_MS = 10_000
const ANSWER = "#store"
const CARRIED = "[data-store-carried]"
const HERE = "/store"

/** Return why there is no answer: the words of the page that say it. */
export function reason(error, { onLine }) {
  if (!onLine) return "offline"
  return error?.status >= 500 ? "broken" : "slow"
}

/** Say whether an address leads to a page of the store's scanner. */
export function isOurs({ pathname, origin }, here) {
  if (origin !== here.origin || pathname.endsWith(".pdf")) return false
  const inStore = pathname === HERE || pathname.startsWith(`${HERE}/`)
  const apart = [`${HERE}/labels`, `${HERE}/cars`].some((one) => pathname.startsWith(one))
  return inStore && !apart && pathname !== `${HERE}/rounds`
}

export class StoreScanElement extends (globalThis.HTMLElement ?? class {}) {
  #busy = false
  #last = null
  #waiting = ""

  static define(tag = "store-scan", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("submit", this.#claim, { capture: true })
    this.addEventListener("submit", this.#send)
    this.addEventListener("click", this.#click)
    this.addEventListener("pointerdown", wake)
    this.addEventListener("keydown", wake)
    globalThis.addEventListener("offline", this.#cut)
    globalThis.addEventListener("online", this.#back)
    this.#tell()
  }

  disconnectedCallback() {
    globalThis.removeEventListener("offline", this.#cut)
    globalThis.removeEventListener("online", this.#back)
  }

  #part(name) {
    return this.querySelector(`[data-store-${name}]`)
  }

  // Before the camera hears of it: the page stays, and so does the picture.
  #claim = (event) => {
    event.preventDefault()
    if (!this.#busy) return
    event.stopImmediatePropagation()
    const code = this.#code.value.trim()
    const other = code !== this.#last?.body?.get("code")?.trim()
    if (event.target.matches("[data-store-form]") && other) this.#waiting = code
  }

  get #code() {
    return this.querySelector("[name=code]")
  }

  #send = ({ target: form, submitter }) => {
    const data = new URLSearchParams(new FormData(form))
    // Which button it was, browsers before 2023 leave out.
    if (submitter?.name) data.append(submitter.name, submitter.value)
    if (form.method === "post") {
      this.#ask({ address: form.action, body: data, form })
    } else {
      const address = new URL(form.action)
      address.search = data
      this.#ask({ address: address.href })
    }
  }

  #click = (event) => {
    if (event.target.closest("[data-store-again]")) {
      if (this.#last) this.#ask(this.#last)
      return
    }
    const link = event.target.closest("a[href]")
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!link || !plain || link.matches("[download], [data-store-leave]")) return
    if (link.closest("header") || !isOurs(new URL(link.href), location)) return
    event.preventDefault()
    this.#ask({ address: link.href })
  }

  async #ask(question) {
    if (this.#busy) return
    this.#busy = true
    this.#last = question
    this.#say(this.#part("wait").dataset.words)
    try {
      const answer = await fetch(question.address, {
        method: question.body ? "POST" : "GET",
        body: question.body,
        signal: within(LONGEST_ANSWER_MS),
      })
      if (answer.status >= 500) throw answer
      this.#take(answer, await answer.text(), question)
    } catch (error) {
      this.#show(reason(error, navigator))
    } finally {
      this.#busy = false
      this.#say("")
    }
    this.#next()
  }

  #next() {
    const code = this.#waiting
    this.#waiting = ""
    if (!code || this.#last) return
    this.#code.value = code
    this.querySelector("[data-store-form] [type=submit]").click()
  }

  #take(answer, html, question) {
    const page = new DOMParser().parseFromString(html, "text/html")
    const fresh = page.querySelector(ANSWER)
    if (!fresh) return this.#leave(answer, question)
    this.#last = null
    this.#part("cut").hidden = true
    this.querySelector(ANSWER).replaceChildren(...fresh.childNodes)
    this.#replace(CARRIED, page)
    const flashes = page.querySelector("#flashes")
    document.querySelector("#flashes").replaceChildren(...flashes.childNodes)
    const field = this.#code
    const given = page.querySelector("[name=code]")
    // A scanner at a cable may be typing the next code by now.
    const sent = question.body?.get("code") ?? field.value
    if (field.value.trim() === sent.trim()) field.value = given.value
    field.toggleAttribute("aria-invalid", given.hasAttribute("aria-invalid"))
    this.querySelector("[data-store-form]").action = page.querySelector("[data-store-form]").action
    if (answer.redirected || !question.body) history.replaceState(null, "", answer.url)
    this.#tell()
  }

  #replace(where, page) {
    this.querySelector(where).replaceChildren(...page.querySelector(where).childNodes)
  }

  // The service's own page says what is the matter, and keeps what was sent.
  #leave(answer, { form }) {
    if (form && !answer.redirected) form.submit()
    else location.assign(answer.url)
  }

  /** Give the signal of what is shown, and put the focus where the next key belongs. */
  #tell() {
    const shown = this.querySelector("[data-signal]")
    const done = document.querySelector("#flashes .notice--done")
    const kind = done ? "yes" : shown?.dataset.signal
    if (!kind) return
    signal(kind)
    const answer = this.querySelector(ANSWER)
    const next = answer.querySelector("[autofocus]")
    const filming = !this.querySelector("[data-camera-view]")?.hidden
    if (next) next.focus()
    else if (filming) answer.focus({ preventScroll: true })
    else this.#code.focus({ preventScroll: true })
    // What was done says what is still to do, as to stick a label on.
    const told = done ?? answer
    told.scrollIntoView({ block: "start" })
  }

  #cut = () => this.#show("offline")

  #back = () => {
    if (this.#last) this.#show("back")
    else this.#part("cut").hidden = true
  }

  #show(why) {
    const words = this.#part("words")
    words.textContent = words.dataset[why]
    this.#part("again").hidden = this.#last === null
    this.#part("cut").hidden = false
    this.#part("cut").scrollIntoView({ block: "nearest" })
    if (this.#last) signal("look")
  }

  #say(text) {
    this.#part("wait").textContent = text
  }
}

if (globalThis.customElements) StoreScanElement.define()
