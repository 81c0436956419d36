// One phone, one place, one day: the token that lets it in, and the extract of the
// vouchers that may be shown here. Both lie encrypted and end with the shift; the screen
// works on a copy in memory, found by the id in a QR code or by the short code.

import { bytesOf } from "./pin.js"
import { proofOf, saidOf } from "./proof.js"
import * as store from "./store.js"
import { ANSWER_MS, isSet, localDay } from "./times.js"

const WHOLE_AGAIN = [404, 409, 410]

/** Held while a shift begins or goes: the worker ends an old one as a page begins anew. */
const LOCK = "kromka-scan-shift"

export class Shift {
  /** {token, device, site: {id, name}, expires_at}; null until somebody starts one. */
  pass = null
  extract = null
  /** Whether its end was asked for, and can still be taken back. */
  isEnding = false
  /** When this phone asked for the extract, by its own clock. */
  learnedAt = 0
  #offset = 0
  /** By how much the phone's clock was ahead of the one that only runs, at the last look. */
  #lead = lead()
  #byId = new Map()
  #byCode = new Map()

  /** Read what is kept; whatever has ended is thrown away. */
  async open() {
    this.pass = await store.unseal("pass")
    const kept = await store.unseal("extract")
    // Gone, where another tab has ended the shift: here, too, it is shown to nobody then.
    this.#hold(kept?.extract ?? null, kept?.offset ?? this.#offset, kept?.learnedAt)
    if (this.isOver()) await this.wipe()
    else if (this.isYesterdays()) await this.forgetExtract()
  }

  begin(pass) {
    return navigator.locks.request(LOCK, async () => {
      await store.wipe()
      this.#hold(null, 0)
      this.pass = pass
      await store.seal("pass", pass)
    })
  }

  /**
   * Throw away the token, the extract and the key: nothing of them can be read again. A
   * shift that another tab has begun since, or the page while the worker asked, stays.
   */
  wipe() {
    return navigator.locks.request(LOCK, async () => {
      const [ours, kept] = [this.pass, await store.unseal("pass")]
      this.pass = null
      this.#hold(null, this.#offset)
      if (!kept || kept.token === ours?.token) await store.wipe()
    })
  }

  /** Return the service's time in milliseconds, as well as this phone knows it. */
  now() {
    this.#look()
    return Date.now() + this.#offset
  }

  // Whoever sets a clock that is wrong may have no signal, and its fault is another then.
  #look() {
    const leap = lead() - this.#lead
    this.#lead += leap
    if (!isSet(leap, this.#offset)) return
    this.#offset -= leap
    this.learnedAt += Math.min(leap, 0)
    const { learnedAt } = this
    navigator.locks.request(LOCK, async () => {
      const kept = await store.unseal("extract")
      if (kept) await store.seal("extract", { ...kept, offset: this.#offset, learnedAt })
    }).catch(() => {}) // A phone that is full: until the page is closed, it is known here.
  }

  /** Return the id of the device that this phone is to the service, or null. */
  get device() {
    return this.extract?.device ?? this.pass?.device ?? null
  }

  /** Return what proves for ever that this shift wrote something down, or null. */
  madeBy(nonce, code, at) {
    return this.maker.madeBy(nonce, code, at)
  }

  /**
   * Return who writes something down now: {site, device, madeBy}. It stays who it is when
   * the shift ends, so a parcel that somebody is just handing over is written down yet.
   */
  get maker() {
    const { site, device, pass } = this
    const madeBy = async (nonce, code, at) => device
      && { device, proof: await proofOf(pass.token, saidOf(nonce, code, at)) }
    return { site, device, madeBy }
  }

  /** By how much this phone's clock differs from the service's, in milliseconds. */
  get clockFault() {
    return -this.#offset
  }

  get today() {
    return localDay(this.now())
  }

  get site() {
    return this.extract?.site ?? this.pass?.site ?? null
  }

  get keys() {
    return this.extract?.bytes ?? {}
  }

  /** How old the list of revoked vouchers is, in milliseconds. */
  get age() {
    return this.extract ? Math.max(0, this.now() - Date.parse(this.extract.as_of)) : Infinity
  }

  get isOld() {
    return this.age > (this.extract?.revocations_good_for ?? 0) * 1000
  }

  /**
   * Say whether the token has ended; that of a phone that stays has no end. Without an
   * extract nobody knows how right this clock is: the service then says it.
   */
  isOver() {
    return this.extract !== null && Date.parse(this.pass?.expires_at) <= this.now()
  }

  /** Say whether the extract has ended. */
  isYesterdays() {
    return Date.parse(this.extract?.good_until) <= this.now()
  }

  async forgetExtract() {
    this.#hold(null, this.#offset)
    await store.remove("sealed", "extract")
  }

  /** Return the entry of a voucher by its id or its short code, or null. */
  find({ voucher, shortCode }) {
    return this.#byId.get(voucher) ?? this.#byCode.get(shortCode) ?? null
  }

  /** Fetch what changed since, or all of it; rejects as `server` does. */
  async refresh(server, { whole = false } = {}) {
    const since = !whole && this.extract?.day === this.today && this.extract.as_of
    const asked = Date.now()
    const answer = since && await server.get(`/scan/news?since=${encodeURIComponent(since)}`)
    if (answer && answer.status === 200) {
      await this.#learn(merged(this.extract, answer.body), asked)
    } else if (!answer || WHOLE_AGAIN.includes(answer.status)) {
      const fresh = await server.get("/scan/extract")
      if (fresh.status === 200) await this.#learn(fresh.body, asked)
      return fresh
    }
    return answer
  }

  async #learn(extract, asked) {
    const arrived = Date.now()
    const offset = Date.parse(extract.as_of) - (asked + arrived) / 2
    this.#hold(extract, Math.abs(offset) < ANSWER_MS ? 0 : offset, asked)
    await store.seal("extract", { extract, offset: this.#offset, learnedAt: asked })
  }

  #hold(extract, offset, learnedAt = 0) {
    this.#offset = offset
    this.#lead = lead()
    this.learnedAt = learnedAt
    const vouchers = extract?.vouchers ?? []
    this.#byId = new Map(vouchers.map((one) => [one.id, one]))
    this.#byCode = new Map(vouchers.map((one) => [one.short_code, one]))
    const bytes = (extract?.keys ?? []).map((key) => [key.id, bytesOf(key.public)])
    this.extract = extract && { ...extract, bytes: Object.fromEntries(bytes) }
  }
}

function lead() {
  return Date.now() - performance.now()
}

/** Return the extract with the entries of the news in the place of the old ones. */
export function merged(extract, news) {
  const known = new Map(extract.vouchers.map((one) => [one.id, one]))
  for (const one of news.vouchers) known.set(one.id, one)
  const { bytes: _, ...plain } = extract
  return { ...plain, as_of: news.as_of, vouchers: [...known.values()] }
}
