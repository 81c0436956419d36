// What the service did not take, hand-outs and refusals alike: shown, tried again, given
// to the coordinator as text, and dropped only when a person says that it is settled.

import * as outbox from "./outbox.js"
import * as refusals from "./refusals.js"
import { grouped, normalise } from "./short-code.js"
import { clockTime } from "./times.js"
import { isToken, voucherIn } from "./token.js"
import { count, say } from "./view.js"

const LONGEST_SHOWN = 60

/** Return all that was put aside, the latest first. */
export async function all() {
  const handouts = (await outbox.all()).filter((one) => one.state === "set_aside")
  const refused = (await refusals.all()).filter((one) => !refusals.isWaiting(one))
  return [...handouts, ...refused]
}

/** Try one again. */
export function again(record) {
  if (isRefusal(record)) return refusals.again(record.nonce)
  return outbox.note(record.nonce, { state: "waiting", problem: null, offline: true })
}

/** Forget one: somebody has dealt with it by other means. */
export function settled(record) {
  return isRefusal(record) ? refusals.drop(record.nonce) : outbox.drop(record.nonce)
}

/** Say whether a record is a refusal; else it is a hand-out. */
export function isRefusal(record) {
  return !("state" in record)
}

/** Return which voucher a record is about, as people can look it up. */
export function codeOf({ short_code: shortCode, code, voucher }) {
  const known = shortCode || normalise(code ?? "")
  if (known) return grouped(known)
  const id = voucher ?? (isToken(code ?? "") ? voucherIn(code) : null)
  return id ? `${location.origin}/vouchers/${id}` : (code ?? "").slice(0, LONGEST_SHOWN)
}

/** Give everything put aside to somebody as text; returns what to say of it. */
export async function sendAsText(site, box) {
  const text = [say("aside_head", { site: site?.name ?? "" }), ...(await all()).map(lineOf)]
    .join("\n")
  if (await isShared(text)) return ""
  if (await isCopied(text)) return say("aside_copied")
  box.value = text
  box.hidden = false
  box.select()
  return say("aside_copy")
}

function lineOf(record) {
  return [
    `- ${clockTime(record.scanned_at, { withDay: true })}`,
    isRefusal(record) ? say("aside_refusal") : say("aside_handout"),
    codeOf(record),
    record.packs ? count("packs", record.packs) : "",
    record.problem.detail,
    record.nonce,
  ].filter(Boolean).join("; ")
}

async function isShared(text) {
  try {
    await navigator.share({ text })
    return true
  } catch {
    return false
  }
}

async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
