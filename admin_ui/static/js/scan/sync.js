// Sends what waits, tries again later and later when nobody answers, and at once when the
// network comes back. Of two tabs one does it. A hand-out that the service does not take
// is put aside and holds nothing up; which of many it was is found by halving.

import * as outbox from "./outbox.js"
import * as refusals from "./refusals.js"
import { NoAnswerError } from "./server.js"

/** Held by whoever exchanges: of all tabs and the worker, one. */
export const LOCK = "kromka-scan"

/** What the browser is asked to wake the worker for. */
export const WAKE = "kromka-outbox"

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

/** Send all that is due with this `shift`; rejects as `server` does. */
export async function sendAll(server, { site, device }) {
  const due = (await outbox.all()).filter((one) => outbox.isDue(one, site?.id)).reverse()
  await sendInParts(due.filter((one) => one.state === "waiting"), {
    send: (part) => server.post("/handouts/batch", {
      handouts: part.map((one) => outbox.bodyOf(one, { offline: true, device })),
    }),
    settle,
    putAside: (one, problem) => outbox.setAside(one.nonce, problem),
  })
  await annulWaiting(server)
  const refused = (await refusals.all()).filter(refusals.isWaiting)
  await sendInParts(refused, {
    send: (part) => server.post("/scan/refusals", {
      scans: part.map((one) => refusals.bodyOf(one, device)),
    }),
    settle: settleRefusal,
    putAside: refusals.setAside,
  })
}

async function sendInParts(records, how) {
  for (let at = 0; at < records.length; at += MOST) {
    await sendPart(records.slice(at, at + MOST), how)
  }
}

async function sendPart(part, how) {
  const { status, body } = await how.send(part)
  if (status === 200) {
    await Promise.all(part.map((one, at) => how.settle(one, resultOf(one, at, body.results))))
  } else if (PART_IS_BAD.includes(status) && part.length > 1) {
    const half = Math.ceil(part.length / 2)
    await sendPart(part.slice(0, half), how)
    await sendPart(part.slice(half), how)
  } else if (PART_IS_BAD.includes(status)) {
    await how.putAside(part[0], { ...body, status })
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

async function settleRefusal(record, result) {
  if (!result) return
  if (result.status < 300) await refusals.drop(record.nonce)
  else if (isRefused(result.status)) {
    await refusals.setAside(record, { ...result.problem, status: result.status })
  }
}

/** Undo what was sent and is to be undone: first the fact, then its annulment. */
async function annulWaiting(server) {
  const all = await outbox.all()
  const undone = all.filter((one) => one.state === "sent" && one.annulment?.state === "waiting")
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
