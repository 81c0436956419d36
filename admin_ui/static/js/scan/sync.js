// Sends what waits, tries again later and later when nobody answers, and at once when the
// network comes back. Of two tabs one does it. A hand-out that the service does not take
// is put aside and holds nothing up; which of many it was is found by halving.

import * as outbox from "./outbox.js"
import { NoAnswerError } from "./server.js"
import * as store from "./store.js"

const MOST = 100
const FIRST_PAUSE_MS = 3_000
const LONGEST_PAUSE_MS = 120_000
const LATER = [401, 403, 408, 425, 429]
const PART_IS_BAD = [400, 409, 413, 422]

/** Return how long to wait after so many vain tries, in milliseconds. */
export function pauseAfter(vain) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, vain - 1))
}

/** Say whether a status is the last word on one hand-out. */
export function isRefused(status) {
  return status >= 400 && status < 500 && !LATER.includes(status)
}

/** Send all that is due from `site`; rejects as `server` does. */
export async function sendAll(server, site) {
  const due = (await outbox.all()).filter((one) => outbox.isDue(one, site)).reverse()
  const unsent = due.filter((one) => one.state === "waiting")
  for (let at = 0; at < unsent.length; at += MOST) {
    await sendPart(server, unsent.slice(at, at + MOST))
  }
  await annulWaiting(server, site)
  await sendRefusals(server)
}

async function sendPart(server, part) {
  const handouts = part.map((one) => outbox.bodyOf(one, { offline: true }))
  const { status, body } = await server.post("/handouts/batch", { handouts })
  if (status === 200) {
    await Promise.all(part.map((one, at) => settle(one, resultOf(one, at, body.results))))
  } else if (PART_IS_BAD.includes(status) && part.length > 1) {
    const half = Math.ceil(part.length / 2)
    await sendPart(server, part.slice(0, half))
    await sendPart(server, part.slice(half))
  } else if (PART_IS_BAD.includes(status)) {
    await outbox.setAside(part[0].nonce, { ...body, status })
  } else {
    throw new NoAnswerError(String(status))
  }
}

function resultOf(record, at, results) {
  return results.find((one) => one.nonce?.toLowerCase() === record.nonce)
    ?? (results[at]?.nonce ? undefined : results[at])
}

async function settle(record, result) {
  if (!result) return
  if (result.status === 200 || result.status === 201) {
    await outbox.sent(record.nonce, result.handout)
  } else if (isRefused(result.status)) {
    await outbox.setAside(record.nonce, { ...result.problem, status: result.status })
  }
}

/** Undo what was sent and is to be undone: first the fact, then its annulment. */
async function annulWaiting(server, site) {
  const all = await outbox.all()
  const undone = all.filter((one) => one.site === site && one.state === "sent"
    && one.annulment?.state === "waiting")
  for (const one of undone) await annul(server, one)
}

/** Undo one hand-out at the service; returns what it answered. */
export async function annul(server, record) {
  const { reason } = record.annulment
  const answer = await server.post(`/handouts/${record.handout}/annul`, { reason })
  const known = answer.body?.reason === "already_annulled"
  if (answer.status === 200 || known) {
    await outbox.note(record.nonce, { annulment: { reason, state: "done" } })
  } else if (isRefused(answer.status)) {
    const { detail } = answer.body
    await outbox.note(record.nonce, { annulment: { reason, state: "refused", detail } })
  } else {
    throw new NoAnswerError(String(answer.status))
  }
  return answer
}

async function sendRefusals(server) {
  const kept = (await store.list("refusals")).slice(0, MOST)
  if (!kept.length) return
  const { status } = await server.post("/scan/refusals", { scans: kept })
  // A list that is not taken is a list that nobody will ever take.
  if (status < 300 || isRefused(status)) {
    await Promise.all(kept.map((one) => store.remove("refusals", one.nonce)))
  }
}
