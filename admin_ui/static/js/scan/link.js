// The link to the service: whether it is there, found out by using it, and the exchange
// that runs whenever it is: what waits goes out, what changed comes in, the office is told
// how this phone stands. Of several tabs one exchanges; the others hear of it.

import * as outbox from "./outbox.js"
import { NoAnswerError, Server, ShutOutError } from "./server.js"
import { LOCK, pauseAfter, sendAll } from "./sync.js"

const EVERY_MS = 45_000

export class Link extends EventTarget {
  #answers = true
  #vain = 0
  #timer = null
  #running = false
  #again = false
  #tabs = new BroadcastChannel(LOCK)

  constructor(shift, { language, isReady }) {
    super()
    this.shift = shift
    this.language = language
    this.isReady = isReady
    this.#tabs.onmessage = ({ data }) => this.#hear(data)
    addEventListener("online", () => this.soon())
    addEventListener("offline", () => this.lose())
    document.addEventListener("visibilitychange", () => !document.hidden && this.soon())
  }

  /** Say whether the service would answer, as far as anybody knows. */
  get isOnline() {
    return this.#answers && navigator.onLine
  }

  get server() {
    return this.shift.pass && new Server(this.shift.pass.token, this.language)
  }

  /** Tell this tab and the others that something kept has changed. */
  tell(what = "handouts") {
    this.#tabs.postMessage(what)
    this.dispatchEvent(new Event("change"))
  }

  /** The service did not answer somebody. */
  lose() {
    this.#answers = false
    this.dispatchEvent(new Event("change"))
    this.#plan(pauseAfter(this.#vain + 1))
  }

  /** The service ended this phone's shift: what waits is kept, all else goes. */
  async shutOut() {
    await this.shift.wipe()
    clearTimeout(this.#timer)
    this.tell("shift")
    this.dispatchEvent(new Event("shutout"))
  }

  /** Exchange now; if that is going on, once more after it. */
  async soon({ whole = false } = {}) {
    if (!this.shift.pass) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    clearTimeout(this.#timer)
    try {
      await navigator.locks.request(LOCK, () => this.#exchange(whole))
      this.#vain = 0
      this.#answers = true
      this.#plan(EVERY_MS)
    } catch (error) {
      await this.#failed(error)
    } finally {
      this.#running = false
      this.dispatchEvent(new Event("change"))
    }
    if (this.#again) {
      this.#again = false
      await this.soon()
    }
  }

  async #exchange(whole) {
    const { server, shift } = this
    if (!server) return
    if (shift.isOver()) {
      await sendAll(server, shift)
      await this.shutOut()
      return
    }
    if (shift.isYesterdays()) await shift.forgetExtract()
    const isFresh = !shift.extract
    if (isFresh) await shift.refresh(server, { whole: true })
    await sendAll(server, shift)
    if (!isFresh) await shift.refresh(server, { whole })
    const waiting = (await outbox.all()).filter(outbox.isWaiting).length
    const ready = await this.isReady()
    await server.post("/scan/status", { waiting, ready, as_of: shift.extract?.as_of ?? null })
    this.tell("extract")
  }

  async #failed(error) {
    if (error instanceof ShutOutError) {
      await this.shutOut()
    } else if (error instanceof NoAnswerError) {
      this.#vain += 1
      this.lose()
    } else {
      this.#vain += 1
      this.#plan(pauseAfter(this.#vain))
      reportError(error)
    }
  }

  async #hear(what) {
    if (what !== "handouts") await this.shift.open()
    this.dispatchEvent(new Event("change"))
  }

  #plan(pause) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.soon(), pause)
  }
}
