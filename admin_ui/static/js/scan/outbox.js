// The hand-outs of this phone: each is written here before anything is sent, and stays
// until the service has said what came of it (V10, E2). No names, no numbers of
// households: a nonce, a code, a time and packs.

import * as store from "./store.js"

const HERE = "handouts"
/** For so long, the screen itself waits for the answer to one. */
const ASKING_MS = 10_000

/** Return what is written down of a hand-out that a person confirmed. */
export function recordOf(offer, choice) {
  const { nonce, site, madeBy, at, lines, recipient, pinUsed, offline } = choice
  const { substitutes = [] } = choice
  const given = [...lines ?? offer.lines, ...substitutes]
  return {
    nonce,
    site,
    made_by: madeBy,
    code: offer.code,
    voucher: offer.voucher,
    short_code: offer.shortCode,
    packs: given.reduce((sum, line) => sum + line.packs, 0),
    scanned_at: at,
    written_at: Date.now(),
    lines,
    substitutes,
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

/** Return the body that the service takes for a record from `device`. */
export function bodyOf(record, { offline = record.offline, device } = {}) {
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
  if (record.substitutes?.length) body.substitutes = record.substitutes
  if (record.pin_used) body.pin_used = true
  return { ...body, ...anothers(record, device) }
}

/** Return whose shift made a record, if it was another than that of `device`. */
export function anothers({ made_by: madeBy }, device) {
  return madeBy && madeBy.device !== device ? { made_by: madeBy } : {}
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

/** Say whether a record can go out with a shift at `site`: what proves whose it is may. */
export function canGo(record, site) {
  return Boolean(record.made_by) || record.site === site
}

/** Say whether a record is to be sent now, and not by the screen that just made it. */
export function isDue(record, site, now = Date.now()) {
  // Either way: somebody may have set the phone's clock since.
  const asking = !record.offline && Math.abs(now - record.written_at) < ASKING_MS
  return isWaiting(record) && canGo(record, site) && !asking
}

/** Say whether a record keeps its voucher from being handed out again. */
export function counts(record) {
  return record.state !== "set_aside" && record.annulment === null
}

/** Note the service's good answer: code and notes are worth nothing any more, and go. */
export function sent(nonce, handout) {
  return store.change(HERE, nonce, (known) => known && {
    ...known,
    state: "sent", handout: handout.id, conflict: handout.conflict, code: "", problem: null,
    made_by: null, sent_at: Date.now(),
    lines: known.lines?.map(({ article, packs }) => ({ article, packs })) ?? null,
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
