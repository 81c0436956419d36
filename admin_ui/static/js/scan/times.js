// Days and times on the wall clock of the centre, whatever zone the phone is set to.

const ZONE = "Europe/Warsaw"
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE })
const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" })

/** A second or two is the way of an answer, not a clock that is wrong. */
export const ANSWER_MS = 2000
const SLOW_MS = 2 * 60 * 1000
const BY_HAND_MS = 90 * 1000

/**
 * Say whether somebody set the phone's clock, which was slow by `offset`, where it leapt by
 * `leap` against the one that only runs: back, or forward by about as much as it was slow.
 * After any other leap forward the phone slept, and the running clock stood still.
 */
export function isSet(leap, offset) {
  return leap < -ANSWER_MS || (offset > SLOW_MS && Math.abs(leap - offset) < BY_HAND_MS)
}

/** Return the local day of an instant (milliseconds or ISO text): 2026-12-07. */
export function localDay(instant) {
  return DAY.format(new Date(instant))
}

/** Return an ISO day as people write it: 7.12.2026. */
export function writtenDay(day) {
  const [year, month, date] = day.split("-")
  return `${Number(date)}.${month}.${year}`
}

/** Return the time of an instant: 10:05; with its day: 7.12.2026, 10:05. */
export function clockTime(instant, { withDay = false } = {}) {
  const time = TIME.format(new Date(instant))
  return withDay ? `${writtenDay(localDay(instant))}, ${time}` : time
}
