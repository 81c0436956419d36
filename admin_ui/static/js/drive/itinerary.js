// Shows on a page of a run in which order the doors ahead are driven and when each will be
// reached, as far as this phone knows: after what it did without signal, too.

import { arrivals, instantOf, ordered, secondsOf } from "./arrivals.js"

// As distribution/routing/rules/arrivals.py has it: outcomes of somebody who stood there.
const AT_THE_DOOR = new Set(["handed_over", "not_home", "refused", "wrong_address", "other", "concern"])

/** Say whether an item of the outbox is a door that is done; the other kind is an order. */
export const isDoor = (item) => !item.order

const stoodAt = (item) => isDoor(item) && AT_THE_DOOR.has(item.outcome)

/** Return the stops ahead, of *doors* as the page has them, after what waits in *mine*. */
export function aheadOf(doors, mine) {
  const waiting = mine.filter((item) => item.said === null)
  const done = new Set(waiting.filter(isDoor).map((item) => item.stop))
  const open = doors.filter((door) => door.state === "waiting" && !done.has(door.stop)).map((door) => door.stop)
  const wish = waiting.findLast((item) => item.order)
  return wish ? ordered(open, wish.order, loadsOf(doors, mine)) : open
}

/** Return by stop how often its driver loads before it: 0 for what is in the car. */
export function loadsOf(doors, mine) {
  const loads = new Map(doors.map((door) => [door.stop, Number(door.loads) || 0]))
  const been = mine.filter((item) => item.said === null && stoodAt(item)).map((item) => loads.get(item.stop) ?? 0)
  const loaded = Math.max(0, ...been)
  return Object.fromEntries([...loads].map(([stop, left]) => [stop, Math.max(0, left - loaded)]))
}

/** Say on the page where the driver comes back to load, and leave out what cannot be. */
export function tellLoads(page, ahead, loads) {
  const next = (stop) => loads[stop] > Math.max(0, ...ahead.slice(0, ahead.indexOf(stop)).map((one) => loads[one]))
  for (const one of page.querySelectorAll("[data-loads-before]")) {
    one.hidden = !ahead.includes(one.dataset.loadsBefore) || !next(one.dataset.loadsBefore)
  }
  const trip = (place) => loads[ahead[place]]
  for (const [place, stop] of ahead.entries()) {
    hide(page, `[data-not-next="${stop}"]`, place === 0 || trip(place) !== trip(0))
    hide(page, `[data-not-first="${stop}"]`, place === 0 || trip(place - 1) !== trip(place))
    hide(page, `[data-not-last="${stop}"]`, place === ahead.length - 1 || trip(place + 1) !== trip(place))
  }
}

function hide(page, selector, hidden) {
  for (const one of page.querySelectorAll(selector)) one.hidden = hidden
}

/** Put the rows of the page, and their numbers, into the order of *all* doors. */
export function arrange(page, all) {
  for (const list of page.querySelectorAll("[data-doors-list]")) {
    const rows = new Map([...list.children].map((row) => [row.dataset.door, row]))
    for (const stop of all) if (rows.has(stop)) list.append(rows.get(stop))
  }
  for (const [place, stop] of all.entries()) {
    for (const one of page.querySelectorAll(`[data-number="${stop}"]`)) one.textContent = place + 1
  }
}

/** Return "45 min", or "6 h 25 min" of more than an hour: as admin_ui/formats.py has it. */
export function inMinutes(count, lang) {
  const [hour, minute] = lang === "uk" ? ["год", "хв"] : ["h", "min"]
  const hours = Math.floor(count / 60)
  const words = hours ? [hours, hour, count % 60, minute] : [count, minute]
  return words.join("\u00a0")
}

/** Return "40 m", or "1,3 km" from a kilometre on: as admin_ui/formats.py has it. */
export function inMetres(count, lang) {
  const [metre, kilometre] = lang === "uk" ? ["м", "км"] : ["m", "km"]
  if (count < 1000) return `${count}\u00a0${metre}`
  const places = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false }
  const far = new Intl.NumberFormat(lang, places).format(Math.ceil(count / 100) / 10)
  return `${far}\u00a0${kilometre}`
}

/** Return what writes a time on the centre's clock, whatever zone the phone is set to. */
export function clockOf(lang) {
  return new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", timeZone: "Europe/Warsaw" })
}

/**
 * Write when each door ahead will be reached, and warn where that is too late; of a door
 * that waits to be sent, when it was over.
 */
export function tellTimes(page, way, ahead, mine, now = Date.now()) {
  const found = arrivals(way, ahead, { ...lastDoor(way, mine, now), now: secondsOf(way, now) })
  const { lang } = document.documentElement
  const clock = clockOf(lang)
  for (const [stop, { told, late, metres }] of found) {
    const facts = {
      at: clock.format(instantOf(way, told)),
      far: inMetres(metres, lang),
      late: inMinutes(Math.ceil(late / 60), lang),
    }
    for (const one of page.querySelectorAll(`[data-told="${stop}"]`)) {
      one.textContent = one.dataset.words.replace(/\{(\w+)\}/g, (_, name) => facts[name])
    }
    for (const one of page.querySelectorAll(`[data-late="${stop}"]`)) one.hidden = late === 0
  }
  for (const item of mine.filter((one) => one.said === null && isDoor(one))) {
    const over = clock.format(new Date(item.at))
    for (const one of page.querySelectorAll(`.drive__at[data-told="${item.stop}"]`)) one.textContent = over
  }
}

// Where the driver was last: at a door that waits to be sent, else as the service knew.
function lastDoor(way, mine, now) {
  const been = mine.filter((item) => item.said === null && stoodAt(item) && way.stops[item.stop])
  const last = been.reduce((a, b) => (a && a.at > b.at ? a : b), null)
  if (!last) return { place: way.place, left: way.left }
  return { place: way.stops[last.stop].place, left: secondsOf(way, Math.min(Date.parse(last.at), now)) }
}
