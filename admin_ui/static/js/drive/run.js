// <drive-run>: around a page of a driver's run. Keeps the whole run in the phone, sends
// what waits as soon as there is signal, and shows how both stand: a door that was
// reported without signal counts as done, and the next one comes up. Without this element
// the page is an ordinary one that needs the network.

import { canKeep, IncompleteError, Kept } from "../offline/kept.js"
import { adopt, items, remove, send, ShutOutError } from "./outbox.js"

const KEPT = new Kept("kromka-drive")
const AGAIN_MS = 20_000
const FRESH_MS = 15 * 60_000
const SAID = "kromka-drive-said"

/** Let the next page of the run begin with *sentence*. */
export function sayNext(sentence) {
  sessionStorage.setItem(SAID, sentence)
}

export class DriveRunElement extends (globalThis.HTMLElement ?? class {}) {
  #timer = 0

  static define(tag = "drive-run", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.#flash()
    if (!canKeep()) return
    globalThis.addEventListener("online", this.#follow)
    document.addEventListener("visibilitychange", this.#follow)
    this.addEventListener("click", this.#dismiss)
    this.#timer = setInterval(this.#follow, AGAIN_MS)
    this.#begin()
  }

  disconnectedCallback() {
    globalThis.removeEventListener("online", this.#follow)
    document.removeEventListener("visibilitychange", this.#follow)
    this.removeEventListener("click", this.#dismiss)
    clearInterval(this.#timer)
  }

  /** The doors of the run: the stop of each voucher. */
  get doors() {
    return new Map(this.dataset.doors.split(" ").filter(Boolean).map((pair) => pair.split(":")))
  }

  async #begin() {
    const { run, base, worker, scope } = this.dataset
    navigator.serviceWorker.register(worker, { scope }).catch(() => null)
    await KEPT.forgetOld()
    await adopt(run, base, this.doors)
    await this.#show()
    await this.#follow()
  }

  #follow = async () => {
    if (document.hidden) return
    const { run, base } = this.dataset
    try {
      const settled = await send(run, base)
      if (settled && this.#isWholeRun) return this.#reload()
      await this.#keep()
    } catch (error) {
      if (error instanceof ShutOutError) await KEPT.forget(base)
      this.#say(wrong(error))
    }
    await this.#show()
  }

  /** Show the run as it is now; what was just said is said on it, too. */
  #reload() {
    const notice = this.#justSaid
    if (!notice.hidden) sayNext(notice.querySelector(".notice__text p").textContent)
    location.reload()
  }

  get #justSaid() {
    return this.querySelector("[data-just-said]")
  }

  get #isWholeRun() {
    return location.pathname === this.dataset.base
  }

  async #keep() {
    const { run, base, seconds, over, doors } = this.dataset
    if (over !== undefined) {
      if (!(await this.#mine()).length) await KEPT.forget(base)
      return this.#say("over")
    }
    const paths = [base, ...[...this.doors.values()].map((stop) => `${base}/stops/${stop}`)]
    const known = JSON.parse(localStorage.getItem(`kromka-drive:${run}`) ?? "{}")
    const fresh = known.doors === doors && Date.now() - known.at < FRESH_MS && await KEPT.has(paths)
    if (!fresh) {
      this.#say("keeping")
      await KEPT.keep(paths, Number(seconds))
      localStorage.setItem(`kromka-drive:${run}`, JSON.stringify({ doors, at: Date.now() }))
    } else if (!navigator.onLine) throw new Error("no signal")
    this.#say("kept")
  }

  async #mine() {
    return (await items()).filter((item) => item.run === this.dataset.run)
  }

  async #show() {
    const mine = await this.#mine()
    this.#list(mine)
    const waiting = new Set(mine.filter((item) => item.said === null).map((item) => item.stop))
    for (const one of this.querySelectorAll("[data-stop-waiting]")) {
      one.hidden = !waiting.has(one.dataset.stopWaiting)
    }
    for (const one of this.querySelectorAll("[data-stop-open]")) {
      one.hidden = waiting.has(one.dataset.stopOpen)
    }
    if (this.#isWholeRun) this.#next(waiting)
  }

  #next(waiting) {
    const ahead = [...this.querySelectorAll("[data-stop-ahead]")]
    const next = ahead.find((one) => !waiting.has(one.dataset.stopAhead))
    for (const one of ahead) one.hidden = one !== next
    const end = this.querySelector("[data-no-more]")
    if (end) end.hidden = next !== undefined
    const bar = this.querySelector("progress")
    const left = ahead.filter((one) => !waiting.has(one.dataset.stopAhead)).length
    bar.value = bar.max - left
    this.querySelector(".progress__text .number").textContent = this.dataset.progress
      .replace("{done}", bar.max - left).replace("{all}", bar.max)
  }

  #list(mine) {
    const panel = this.querySelector("[data-outbox]")
    const list = panel.querySelector("ul")
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" })
    list.replaceChildren(...mine.map((item) => {
      const row = panel.querySelector(item.said === null ? "[data-waits]" : "[data-refused]")
        .content.firstElementChild.cloneNode(true)
      row.querySelector("[data-what]").textContent = `${item.label}, ${clock.format(new Date(item.at))}`
      const said = row.querySelector("[data-said]")
      if (said) said.textContent = item.said
      const button = row.querySelector("[data-dismiss]")
      if (button) button.dataset.dismiss = item.nonce
      return row
    }))
    panel.hidden = mine.length === 0
  }

  #dismiss = async (event) => {
    const button = event.target.closest("[data-dismiss]")
    if (!button) return
    await remove(button.dataset.dismiss)
    await this.#show()
  }

  #say(what) {
    const words = this.querySelector("[data-state]")
    words.dataset.state = what
    if (words.textContent !== words.dataset[what]) words.textContent = words.dataset[what]
  }

  #flash() {
    const sentence = sessionStorage.getItem(SAID)
    if (!sentence) return
    sessionStorage.removeItem(SAID)
    const notice = this.#justSaid
    notice.querySelector(".notice__text p").textContent = sentence
    notice.hidden = false
  }
}

/** Return the name of the words for what went wrong. */
function wrong(error) {
  if (error instanceof ShutOutError) return "shutOut"
  return error instanceof IncompleteError ? "incomplete" : "offline"
}

if (globalThis.customElements) {
  DriveRunElement.define()
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]") && canKeep()) KEPT.forget()
  })
}
