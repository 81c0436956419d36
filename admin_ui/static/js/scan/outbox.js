// The hand-outs of this phone: each is written here before anything is sent, and stays
// until the service has said what came of it (V10, E2). No names, no numbers of
// households: a nonce, a code, a time and packs.

import * as store from "./store.js"

const HERE = "handouts"
/** For so long, the screen itself waits for the answer to one. */
const ASKING_MS = 10_000

/** Return what is written down of a hand-out that a person confirmed. */
export function recordOf(offer, { nonce, site, at, lines, recipient, pinUsed, offline }) {
  return {
    nonce,
    site,
    code: offer.code,
    voucher: offer.voucher,
    short_code: offer.shortCode,
    packs: (lines ?? offer.lines).reduce((sum, line) => sum + line.packs, 0),
    scanned_at: at,
    written_at: Date.now(),
    lines,
    recipient,
    pin_used: pinUsed,
    offline,
    state: "waiting",
    handout: null,
    conflict: null,
    problem: null,
    annulment: null,
  }
}

/** Return the body that the service takes for a record. */
export function bodyOf(record, { offline = record.offline } = {}) {
  const body = {
    code: record.code,
    nonce: record.nonce,
    scanned_at: new Date(record.scanned_at).toISOString(),
    channel: "pickup",
    offline,
    recipient: record.recipient,
    site: record.site,
  }
  if (record.lines) body.lines = record.lines
  if (record.pin_used) body.pin_used = true
  return body
}

export const write = (record) => store.put(HERE, record.nonce, record)
export const drop = (nonce) => store.remove(HERE, nonce)

/** Lay `changes` over a record, if it is still there. */
export function note(nonce, changes) {
  return store.change(HERE, nonce, (known) => known && { ...known, ...changes })
}

/** Return all hand-outs of this phone, the latest first. */
export async function all() {
  return (await store.list(HERE)).sort((a, b) => b.scanned_at - a.scanned_at)
}

/** Say whether a record still has something to tell the service. */
export function isWaiting(record) {
  const { state, annulment } = record
  return state === "waiting" || (state === "sent" && annulment?.state === "waiting")
}

/** Say whether a record is to be sent now, and not by the screen that just made it. */
export function isDue(record, site, now = Date.now()) {
  const asking = !record.offline && now - record.written_at < ASKING_MS
  return isWaiting(record) && record.site === site && !asking
}

/** Say whether a record keeps its voucher from being handed out again. */
export function counts(record) {
  return record.state !== "set_aside" && record.annulment === null
}

/** Note the service's good answer: the code is worth nothing any more, and goes. */
export function sent(nonce, handout) {
  return note(nonce, {
    state: "sent", handout: handout.id, conflict: handout.conflict, code: "", problem: null,
    sent_at: Date.now(),
  })
}

/** Put a record aside, where people see it and why; it never blocks the others (E10). */
export function setAside(nonce, { status, reason, detail, errors }) {
  const faults = (errors ?? []).map((fault) => fault.message).join(" ")
  return note(nonce, { state: "set_aside", problem: { status, reason, detail: faults || detail } })
}

/** Forget what the service has, except of the day `keep` (by `dayOf`). */
export async function tidy(keep, dayOf) {
  const known = (await all()).filter((one) => !isWaiting(one) && one.state === "sent")
  await Promise.all(known.filter((one) => dayOf(one.scanned_at) !== keep)
    .map((one) => drop(one.nonce)))
}
