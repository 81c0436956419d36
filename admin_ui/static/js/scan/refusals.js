// The scans that this phone refused without signal: the service keeps every one (V12).
// One that it does not take is put aside, where people see it.

import * as outbox from "./outbox.js"
import * as store from "./store.js"

const HERE = "refusals"
const LONGEST_CODE = 400

/** Write down that `code` was refused, and why. */
export async function keep(code, reason, shift) {
  if (!shift.pass) return
  const nonce = crypto.randomUUID()
  const [short, at] = [code.slice(0, LONGEST_CODE), shift.now()]
  const scanned_at = new Date(at).toISOString()
  const made_by = await shift.madeBy(nonce, short, at)
  await store.put(HERE, nonce, { nonce, code: short, reason, scanned_at, made_by, problem: null })
}

/** Return all of them, the latest first. */
export async function all() {
  return (await store.list(HERE)).sort((a, b) => (a.scanned_at < b.scanned_at ? 1 : -1))
}

export const drop = (nonce) => store.remove(HERE, nonce)

/** Say whether one is still to be sent. */
export function isWaiting({ problem }) {
  return !problem
}

/** Return the body that the service takes for one from `device`. */
export function bodyOf(record, device) {
  const { nonce, code, reason, scanned_at } = record
  return { nonce, code, reason, scanned_at, ...outbox.anothers(record, device) }
}

/** Put one aside: the service does not take it. */
export function setAside({ nonce }, { status, detail, errors }) {
  const faults = (errors ?? []).map((fault) => fault.message).join(" ")
  const problem = { status, detail: faults || detail }
  return store.change(HERE, nonce, (known) => known && { ...known, problem })
}

/** Let one be sent again. */
export function again(nonce) {
  return store.change(HERE, nonce, (known) => known && { ...known, problem: null })
}
