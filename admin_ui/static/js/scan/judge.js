// Why a voucher is not handed out: the checks of the server (vouchers/rules.py), in the
// same order, for a phone without signal. Pure: facts in, the first fault out. The table
// tests/vouchers/vectors.json is run against both.

import { clockTime, writtenDay } from "./times.js"

const BEFORE_THE_VOUCHER = ["bad_signature", "other_centre"]

/**
 * Return the first reason against handing out as {reason, sentence, facts, shortages},
 * or null: hand it out.
 *
 * `voucher` is null if nobody here knows the code; `scan` is {code, channel, site,
 * offline, scanned_on}; days are ISO texts, local to the centre.
 */
export function refusal(voucher, scan, today) {
  if (BEFORE_THE_VOUCHER.includes(scan.code)) return refuse(scan.code)
  if (!voucher) return refuse("unknown_code")
  const day = scan.offline ? scan.scanned_on : today
  return dead(voucher) ?? outOfTime(voucher, scan, day) ?? outOfPlace(voucher, scan)
    ?? outOfStock(voucher)
}

function dead(voucher) {
  const { replaced_on, revoked_on, blocked_on, handed_out_at } = voucher
  if (replaced_on) return refuse("replaced", { replaced_on: writtenDay(replaced_on) })
  if (revoked_on) return refuse("revoked", { revoked_on: writtenDay(revoked_on) })
  if (blocked_on) return refuse("blocked", { blocked_on: writtenDay(blocked_on) })
  if (!handed_out_at) return null
  return refuse("already_handed_out", {
    handed_out_at: clockTime(handed_out_at, { withDay: true }),
    handed_out_site: voucher.handed_out_site,
  })
}

function outOfTime(voucher, scan, day) {
  const [first_day, last_day] = [voucher.first_day, voucher.last_day].map(writtenDay)
  if (day < voucher.first_day) return refuse("not_yet_valid", { first_day, last_day })
  if (day > voucher.last_day) return refuse("expired", { last_day })
  const closed = voucher.round_closed_on
  // Rounds are closed when the counters are: a scan of that same day came before.
  if (closed && (closed < day || !scan.offline)) {
    return refuse("round_closed", { round_closed_on: writtenDay(closed) })
  }
  return voucher.household_eligible ? null : refuse("household_not_eligible")
}

function outOfPlace(voucher, scan) {
  if (voucher.channel !== scan.channel) {
    const brought = voucher.channel === "home_delivery"
    return refuse("other_channel", {}, brought ? "brought_home" : "collected_at_site")
  }
  if (voucher.site && voucher.site !== scan.site) {
    return refuse("other_site", { site_name: voucher.site_name })
  }
  return null
}

function outOfStock({ recalled, missing }) {
  if (recalled?.length) {
    const lots = recalled.map((one) => (one.lot ? `${one.article} (${one.lot})` : one.article))
    return { ...refuse("lot_recalled", { lots: lots.join(", ") }), shortages: recalled }
  }
  if (missing?.length) {
    const items = missing.map((one) => `${one.article} (${one.available}/${one.wanted})`)
    return { ...refuse("out_of_stock", { missing: items.join(", ") }), shortages: missing }
  }
  return null
}

function refuse(reason, facts = {}, sentence = reason) {
  return { reason, sentence, facts, shortages: [] }
}
