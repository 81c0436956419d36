// What happens after "handed over" was pressed: written down first, then sent. Where the
// service answers at once, its answer decides; where it does not, the hand-out is a fact
// that is sent later.

import * as outbox from "./outbox.js"
import { AT_ONCE_MS } from "./decide.js"
import { NoAnswerError, ShutOutError } from "./server.js"

const MADE = [200, 201]

/**
 * Return {state, record}: "sent", "kept" (to be sent later), or "refused" with `reason`
 * and `words`: then nothing is to be handed over and nothing is kept.
 *
 * `choice` is {lines (null: all), recipient, pinUsed, at}; `maker` is of the shift in which
 * it was offered. Without a `server`, when that has ended meanwhile, it is kept as a fact.
 */
export async function handOver(offer, choice, { server, maker, asksServer }) {
  const nonce = crypto.randomUUID()
  const record = outbox.recordOf(offer, {
    ...choice,
    nonce,
    site: maker.site.id,
    madeBy: await maker.madeBy(nonce, offer.code, choice.at),
    offline: !server || !asksServer || choice.pinUsed,
  })
  await outbox.write(record)
  if (record.offline) return { state: "kept", record }
  try {
    const { status, body } = await server.post(
      "/handouts", outbox.bodyOf(record, { device: maker.device }), { within: AT_ONCE_MS },
    )
    if (MADE.includes(status)) {
      await outbox.sent(record.nonce, body)
      return { state: "sent", record: { ...record, state: "sent", handout: body.id } }
    }
    await outbox.drop(record.nonce)
    const faults = (body.errors ?? []).map((fault) => fault.message).join(" ")
    return { state: "refused", record, reason: body.reason, words: faults || body.detail }
  } catch (error) {
    if (!(error instanceof NoAnswerError || error instanceof ShutOutError)) throw error
    await outbox.note(record.nonce, { offline: true })
    if (error instanceof ShutOutError) throw error
    return { state: "kept", record, isCutOff: true }
  }
}

/** Undo a hand-out: noted at once, told to the service as soon as it knows the fact. */
export async function undo(record, reason) {
  await outbox.note(record.nonce, { annulment: { reason, state: "waiting" } })
}
