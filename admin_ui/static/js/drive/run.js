// <drive-run>: around a page of a driver's run. Keeps the whole run in the phone, sends
// what waits as soon as there is signal, and shows how both stand: a door that was
// reported without signal counts as done, and the next one comes up. Without this element
// the page is an ordinary one that needs the network.

import { isLasting } from "../lasting.js"
import { canKeep, GoneError, IncompleteError, Kept } from "../offline/kept.js"
import { aheadOf, arrange, clockOf, isDoor, loadsOf, tellLoads, tellTimes } from "./itinerary.js"
import { adopt, items, remove, send, ShutOutError } from "./outbox.js"

const KEPT = new Kept("kromka-drive")
const AGAIN_MS = 20_000
const FRESH_MS = 15 * 60_000
const ASK_MS = 5 * 60_000
const SAID = "kromka-drive-said"

/** Let the next page of the run begin with *sentence*. */
export function sayNext(sentence) {
  sessionStorage.setItem(SAID, sentence)
}

export class DriveRunElement extends (globalThis.HTMLElement ?? class {}) {
  #timer = 0
  #heardAt = 0
  #over = false

  static define(tag = "drive-run", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.#flash()
    if (isApple()) for (const way of this.querySelectorAll("a[href^='geo:']")) way.href = inAppleMaps(way.href)
    if (!canKeep() || !navigator.locks) return this.#tell("cannot")
    globalThis.addEventListener("online", this.#backOnline)
    document.addEventListener("visibilitychange", this.#follow)
    this.addEventListener("click", this.#dismiss)
    this.#timer = setInterval(this.#follow, AGAIN_MS)
    this.#begin()
  }

  disconnectedCallback() {
    globalThis.removeEventListener("online", this.#backOnline)
    document.removeEventListener("visibilitychange", this.#follow)
    this.removeEventListener("click", this.#dismiss)
    clearInterval(this.#timer)
  }

  /** The doors of the run in their order: {voucher, stop, position, state, loads}. */
  get doors() {
    return this.dataset.doors.split(" ").filter(Boolean).map((door) => {
      const [voucher, stop, position, state, loads] = door.split(":")
      return { voucher, stop, position, state, loads }
    })
  }

  /** Return the stops that are ahead, in the order in which the driver wants them. */
  async ahead() {
    return aheadOf(this.doors, await this.#mine())
  }

  /** Return by stop how often its driver loads before it. */
  async loads() {
    return loadsOf(this.doors, await this.#mine())
  }

  /** Let the doors ahead be driven in *order*: what is done comes before them. */
  reorder(order) {
    const known = new Map(this.doors.map((door) => [door.stop, door]))
    const done = [...known.keys()].filter((stop) => !order.includes(stop))
    this.dataset.doors = [...done, ...order].map((stop, place) => {
      const { voucher, state, loads } = known.get(stop)
      return `${voucher}:${stop}:${place + 1}:${state}:${loads}`
    }).join(" ")
  }

  /** Show how it stands now, and tell the service what waits. */
  async look() {
    await this.#show()
    this.#follow()
  }

  /** Say *sentence* on this page. */
  say(sentence) {
    const notice = this.#justSaid
    notice.querySelector(".notice__text p").textContent = sentence
    notice.hidden = false
  }

  async #begin() {
    const { run, base, worker, scope } = this.dataset
    navigator.serviceWorker.register(worker, { scope }).catch(() => null)
    await KEPT.forgetOld()
    await adopt(run, base, new Map(this.doors.map(({ voucher, stop }) => [voucher, stop])))
    await this.#show()
    await this.#follow()
    if (this.#isWholeRun && this.dataset.over === undefined) await isLasting()
  }

  #backOnline = () => {
    this.#heardAt = 0
    return this.#follow()
  }

  #follow = async () => {
    if (document.hidden || this.#over) return
    const { run, base } = this.dataset
    try {
      const settled = await send(run, base)
      if (settled && this.#isWholeRun) return await this.#reload()
      await this.#keep(settled > 0)
    } catch (error) {
      if (error instanceof ShutOutError || error instanceof GoneError) await this.#shutOut(error.known)
      this.#tell(wrong(error))
    }
    await this.#show()
  }

  /** Show the run as it is now: what was said of what waited holds no longer. */
  async #reload() {
    if (!(await this.#mine()).length) sayNext(this.querySelector("[data-state]").dataset.sent)
    location.reload()
  }

  /** Forget the run; where the service itself ended the link, on the screen, too. */
  async #shutOut(known) {
    await KEPT.forget(this.dataset.base)
    if (!known) return
    this.#over = true
    for (const one of [...this.children]) {
      if (!one.matches("[data-shut], [data-state], [data-outbox], [data-just-said]")) one.remove()
    }
    this.querySelector("[data-shut]").hidden = false
  }

  get #justSaid() {
    return this.querySelector("[data-just-said]")
  }

  get #isWholeRun() {
    return location.pathname === this.dataset.base
  }

  /** The pages of the run, each with a word for the state that it is to be kept in. */
  get #wanted() {
    const { base, doors } = this.dataset
    const ahead = this.doors.filter((door) => door.state === "waiting")
    return new Map([
      [base, doors],
      ...(ahead.length > 1 ? [[`${base}/order`, doors]] : []),
      ...this.doors.map(({ stop, position, state, loads }) => [`${base}/stops/${stop}`, `${position}:${state}:${loads}`]),
    ])
  }

  async #keep(changed) {
    const { base, over } = this.dataset
    if (over !== undefined) {
      if (!(await this.#mine()).length) await KEPT.forget(base)
      return this.#tell("over")
    }
    const missing = await KEPT.missing(this.#wanted, FRESH_MS)
    // Now and then the service is asked, if only whether the link still works.
    const asks = changed || missing.size > 0 || Date.now() - this.#heardAt > ASK_MS
    if (asks) {
      if (missing.size) this.#tell("keeping")
      await KEPT.keep(base, new Map([[base, this.dataset.doors], ...missing]))
      this.#heardAt = Date.now()
    } else if (!navigator.onLine) throw new Error("no signal")
    this.#tell("kept")
  }

  async #mine() {
    return (await items()).filter((item) => item.run === this.dataset.run)
  }

  async #show() {
    if (this.#over) return
    const mine = await this.#mine()
    this.#list(mine)
    const waiting = new Set(mine.filter((item) => item.said === null && isDoor(item)).map((item) => item.stop))
    for (const one of this.querySelectorAll("[data-stop-waiting]")) {
      one.hidden = !waiting.has(one.dataset.stopWaiting)
    }
    for (const one of this.querySelectorAll("[data-stop-open]")) {
      one.hidden = waiting.has(one.dataset.stopOpen)
    }
    const ahead = aheadOf(this.doors, mine)
    if (mine.some((item) => item.order && item.said === null)) {
      const done = this.doors.map((door) => door.stop).filter((stop) => !ahead.includes(stop))
      arrange(this, [...done, ...ahead])
    }
    tellLoads(this, ahead, loadsOf(this.doors, mine))
    const way = this.querySelector("[data-way]")?.dataset.way
    if (way) tellTimes(this, JSON.parse(way), ahead, mine)
    if (this.#isWholeRun) this.#next(ahead)
  }

  #next(ahead) {
    for (const one of this.querySelectorAll("[data-stop-ahead]")) one.hidden = one.dataset.stopAhead !== ahead[0]
    const end = this.querySelector("[data-no-more]")
    if (end) end.hidden = ahead.length > 0
    const bar = this.querySelector("progress")
    bar.value = bar.max - ahead.length
    this.querySelector(".progress__text .number").textContent = this.dataset.progress
      .replace("{done}", bar.max - ahead.length).replace("{all}", bar.max)
  }

  #list(mine) {
    const panel = this.querySelector("[data-outbox]")
    const list = panel.querySelector("ul")
    const clock = clockOf(document.documentElement.lang)
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

  #tell(what) {
    const words = this.querySelector("[data-state]")
    words.dataset.state = what
    if (words.textContent !== words.dataset[what]) words.textContent = words.dataset[what]
  }

  #flash() {
    const sentence = sessionStorage.getItem(SAID)
    if (!sentence) return
    sessionStorage.removeItem(SAID)
    this.say(sentence)
  }
}

// Most iPhones open no geo: address, and say that it is invalid.
function isApple() {
  return /iPhone|iPad|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 0
}

function inAppleMaps(address) {
  const { pathname } = new URL(address)
  return `https://maps.apple.com/?daddr=${pathname}&dirflg=d`
}

/** Return the name of the words for what went wrong. */
function wrong(error) {
  if (error instanceof ShutOutError || error instanceof GoneError) return "shutOut"
  // A full phone says it with a DOMException; a fetch that reaches nobody does not.
  return error instanceof IncompleteError || error instanceof DOMException ? "incomplete" : "offline"
}

if (globalThis.customElements) DriveRunElement.define()
