// Shows on a page of a run in which order the doors ahead are driven and when each will be
// reached, as far as this phone knows: after what it did without signal, too.

import { arrivals, instantOf, ordered, secondsOf } from "./arrivals.js"

// As distribution/routing/rules/arrivals.py has it: outcomes of somebody who stood there.
const AT_THE_DOOR = new Set(["handed_over", "not_home", "refused", "wrong_address", "other", "concern"])

/** Say whether an item of the outbox is a door that is done; the other kind is an order. */
export const isDoor = (item) => !item.order

/** Return the stops ahead, of *doors* as the page has them, after what waits in *mine*. */
export function aheadOf(doors, mine) {
  const waiting = mine.filter((item) => item.said === null)
  const done = new Set(waiting.filter(isDoor).map((item) => item.stop))
  const open = doors.filter((door) => door.state === "waiting" && !done.has(door.stop)).map((door) => door.stop)
  const wish = waiting.findLast((item) => item.order)
  return wish ? ordered(open, wish.order) : open
}

/** Put the rows of the page, and their numbers, into the order of *all* doors. */
export function arrange(page, all, ahead) {
  for (const list of page.querySelectorAll("[data-doors-list]")) {
    const rows = new Map([...list.children].map((row) => [row.dataset.door, row]))
    for (const stop of all) if (rows.has(stop)) list.append(rows.get(stop))
  }
  for (const [place, stop] of all.entries()) {
    for (const one of page.querySelectorAll(`[data-number="${stop}"]`)) one.textContent = place + 1
  }
  for (const one of page.querySelectorAll("[data-not-first]")) one.hidden = one.dataset.notFirst === ahead[0]
  for (const one of page.querySelectorAll("[data-not-last]")) one.hidden = one.dataset.notLast === ahead.at(-1)
}

/** Write when each door ahead will be reached, and warn where that is too late. */
export function tellTimes(page, way, ahead, mine, now = Date.now()) {
  const found = arrivals(way, ahead, { ...lastDoor(way, mine, now), now: secondsOf(way, now) })
  const { lang } = document.documentElement
  const clock = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", timeZone: "Europe/Warsaw" })
  const far = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 })
  for (const [stop, { arrives, late, metres }] of found) {
    const facts = { at: clock.format(instantOf(way, arrives)), km: far.format(metres / 1000), n: Math.ceil(late / 60) }
    for (const one of page.querySelectorAll(`[data-told="${stop}"]`)) {
      one.textContent = one.dataset.words.replace(/\{(\w+)\}/g, (_, name) => facts[name])
    }
    for (const one of page.querySelectorAll(`[data-late="${stop}"]`)) one.hidden = late === 0
  }
}

// Where the driver was last: at a door that waits to be sent, else as the service knew.
function lastDoor(way, mine, now) {
  const been = mine.filter((item) => item.said === null && isDoor(item)
    && AT_THE_DOOR.has(item.outcome) && way.stops[item.stop])
  const last = been.reduce((a, b) => (a && a.at > b.at ? a : b), null)
  if (!last) return { place: way.place, left: way.left }
  return { place: way.stops[last.stop].place, left: secondsOf(way, Math.min(Date.parse(last.at), now)) }
}
