// From a code to the decision: by the service where it answers at once, else by this
// phone's extract. What is said is the same either way; who said it is shown.

import { refusal } from "./judge.js"
import * as outbox from "./outbox.js"
import * as refusals from "./refusals.js"
import { NoAnswerError } from "./server.js"
import { normalise } from "./short-code.js"
import { isToken, verify } from "./token.js"

const NOT_THERE = "not_in_stock"

/** So long the service may take; then the phone decides. */
export const AT_ONCE_MS = 2_000

/**
 * Return {kind, by, …}: kind "offer" with `offer`, `shortages` and `pin` (why a PIN is
 * asked, or null), or kind "refused" with `reason`, `sentence` or `words`, and `facts`.
 */
export async function decide(code, { server, shift, asksServer }) {
  if (asksServer) {
    try {
      return { ...await byServer(code, server, shift), by: "server" }
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
    }
  }
  const decision = await byPhone(code, shift)
  if (decision.kind === "refused") await refusals.keep(code, decision.reason, shift)
  return { ...decision, by: "phone" }
}

async function byServer(code, server, shift) {
  const look = { code, channel: "pickup", site: shift.site?.id }
  const { status, body } = await server.post("/handouts/preview", look, { within: AT_ONCE_MS })
  if (status === 200) {
    // Handed out here while there was no signal, and not told yet.
    const own = await ownHandout(body.voucher, shift, { onlyWaiting: true })
    const no = own.handed_out_at && refusal(own, { code: "genuine" }, shift.today)
    if (no) return { kind: "refused", ...no }
    return { kind: "offer", offer: offered(code, body, shift), shortages: [], pin: null }
  }
  const { reason, detail: words, shortages = [], voucher } = body
  const { entry } = shortages.length ? await found(code, shift) : {}
  const lesser = entry && rest(offerOf(code, entry, shift), shortages, shift.extract.articles)
  if (lesser) return { kind: "offer", offer: lesser, shortages, pin: null }
  return { kind: "refused", reason, words, shortages, voucher }
}

/** Return the decision that this phone comes to alone. */
export async function byPhone(code, shift) {
  const seen = await found(code, shift)
  if (seen.fault === "unsupported") return { kind: "refused", reason: "unsupported", shortages: [] }
  const { voucher, entry } = seen
  const scan = {
    code: seen.fault ? "bad_signature" : "genuine",
    channel: "pickup",
    site: shift.site?.id,
    offline: true,
    scanned_on: shift.today,
  }
  if (voucher && !entry) return unlisted(code, seen, shift)
  const facts = entry && { ...entry, ...await ownHandout(entry.id, shift) }
  const no = refusal(facts, scan, shift.today)
  const pin = shift.isOld ? "old_list" : null
  const offer = entry && offerOf(code, entry, shift)
  if (!no) return { kind: "offer", offer, shortages: [], pin }
  const lesser = no.shortages.length > 0 && rest(offer, no.shortages, shift.extract.articles)
  if (lesser) return { kind: "offer", offer: lesser, shortages: no.shortages, pin }
  return { kind: "refused", ...no }
}

/** A voucher whose signature is good, but of which this phone was told nothing. */
async function unlisted(code, { voucher, lastDay }, shift) {
  const own = await ownHandout(voucher, shift)
  const facts = {
    ...own, first_day: lastDay, last_day: lastDay, channel: "pickup", site: null,
    household_eligible: true,
  }
  const scan = { code: "genuine", channel: "pickup", site: null, offline: true, scanned_on: shift.today }
  const no = refusal(facts, scan, shift.today)
  if (no && no.reason !== "not_yet_valid") return { kind: "refused", ...no }
  const offer = { code, voucher, shortCode: "", number: null, persons: null, note: "", proxies: [], lines: [] }
  return { kind: "offer", offer, shortages: [], pin: "not_listed" }
}

/** Return what the code is: {entry} of the extract, {voucher, lastDay} signed, {fault}. */
async function found(code, shift) {
  if (!isToken(code)) return { entry: shift.find({ shortCode: normalise(code) }) }
  try {
    const token = await verify(code, shift.keys)
    if (token.fault) return { fault: token.fault, entry: null }
    return { ...token, entry: shift.find({ voucher: token.voucher }) }
  } catch {
    return { fault: "unsupported", entry: null }
  }
}

/** Return the facts of a hand-out of this phone that the extract cannot hold yet. */
async function ownHandout(voucher, shift, { onlyWaiting = false } = {}) {
  const isNews = (one) => one.state === "waiting"
    || (!onlyWaiting && one.sent_at >= shift.learnedAt)
  const own = (await outbox.all()).find(
    (one) => one.voucher === voucher && outbox.counts(one) && isNews(one),
  )
  if (!own) return {}
  const handed_out_at = new Date(own.scanned_at).toISOString()
  return { handed_out_at, handed_out_site: shift.site?.name ?? "" }
}

function offered(code, preview, shift) {
  const known = shift.extract?.articles ?? {}
  return {
    code,
    voucher: preview.voucher,
    shortCode: preview.short_code,
    number: preview.household_number,
    persons: preview.persons,
    note: preview.instructions,
    proxies: preview.proxies.map(({ authorisation, name }) => ({ id: authorisation, name })),
    lines: preview.lines.map(({ article, name, packs, lots }) => ({
      article, name, note: known[article]?.note ?? "", packs, most: packs, due: packs,
      lots: lots.map(({ number, place, packs: some }) => ({ lot: number, place, packs: some })),
      options: preview.instead.filter((one) => one.instead_of === article),
    })),
  }
}

/** Return an entry of the extract as what to hand over, article by article. */
export function offerOf(code, entry, shift) {
  const lines = new Map()
  for (const { article, packs, lot, place, use_until } of entry.lines) {
    const { name = "", note = "" } = shift.extract.articles[article] ?? {}
    const line = lines.get(article) ?? {
      article, name, note, packs: 0, most: 0, due: 0, lots: [],
      options: optionsFor(article, entry.spare, shift.extract.articles),
    }
    line.packs += packs
    line.most += packs
    line.due += packs
    if (lot || place) line.lots.push({ lot, place, packs, use_until })
    lines.set(article, line)
  }
  return {
    code,
    voucher: entry.id,
    shortCode: entry.short_code,
    number: entry.household_number,
    persons: entry.persons,
    note: entry.note,
    proxies: entry.proxies,
    spare: entry.spare,
    lines: [...lines.values()],
  }
}

/** Return what may go in the place of an article: of its group, {article, name, most}. */
function optionsFor(article, spare, articles) {
  return Object.entries(spare ?? {})
    .filter(([one]) => one !== article && articles[one]?.group === articles[article]?.group)
    .map(([one, most]) => ({ article: one, name: articles[one].name, most }))
}

/**
 * Return the part of an offer that is there although something is short, or null: each
 * line with what is `due`, of which fewer packs can be given, and why.
 */
export function rest(offer, shortages, articles) {
  if (!shortages.length) return null
  const short = new Map(shortages.map((one) => [one.article, one]))
  const lines = offer.lines.map((line) => {
    const one = short.get(line.name) ?? short.get(line.article)
    if (!one) return line
    const most = Math.min(line.packs, one.available)
    return { ...line, packs: most, most, due: one.wanted, reason: NOT_THERE }
  })
  // Of what is not there at all, nothing was reserved, so it has no line yet.
  const named = new Set(lines.flatMap(({ name, article }) => [name, article]))
  for (const [article, { name, note }] of Object.entries(articles)) {
    const one = short.get(name) ?? short.get(article)
    if (!one || named.has(name)) continue
    lines.push({
      article, name, note, packs: 0, most: 0, due: one.wanted, lots: [], reason: NOT_THERE,
      options: optionsFor(article, offer.spare, articles),
    })
  }
  return lines.some((line) => line.packs) ? { ...offer, lines } : null
}
