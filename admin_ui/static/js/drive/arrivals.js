// When the doors ahead will be reached, reckoned on the phone as the service does it
// (distribution/routing/rules/arrivals.py; a test compares the two). Times are seconds of
// the day. Also the order of the doors, as the driver last wished it.

const UNREACHABLE = 1_000_000_000
const NOON = 12 * 3600
const PARKING = 300

/**
 * Return by stop {told, late, metres} of the doors *ahead*, in this order, for a
 * driver who left row *place* of the way's matrix at *left*. Nobody arrives before *now*,
 * and who waits for a window comes when it opens; nothing is expected beyond a door that
 * no road leads to.
 */
export function arrivals(way, ahead, { place, left, now }) {
  const found = new Map()
  const due = way.rests.filter(([begins]) => begins >= left)
  let clock = left
  for (const id of ahead) {
    const stop = way.stops[id]
    if (!stop || way.seconds[place][stop.place] >= UNREACHABLE) break
    clock += way.seconds[place][stop.place]
    const metres = way.metres[place][stop.place]
    while (due.length && due[0][0] < clock) {
      const [begins, ends] = due.shift()
      clock += ends - begins
    }
    const arrives = found.size ? clock : Math.max(clock, now)
    const ready = arrives + (stop.place === place ? 0 : stop.set_up)
    let begins = workBegins(ready, stop)
    while (due.length && due[0][0] < begins) {
      begins = workBegins(Math.max(ready, due.shift()[1]), stop)
    }
    const late = stop.windows.length ? begins - stop.windows.at(-1)[1] : 0
    const told = begins - arrives > PARKING ? begins : arrives
    found.set(id, { told, late: Math.max(late, 0), metres })
    clock = begins + stop.service
    place = stop.place
  }
  return found
}

/** Return *ahead* as *wish* wants it; doors that it does not name come last. */
export function ordered(ahead, wish, loads = {}) {
  const named = wish.filter((one) => ahead.includes(one))
  return asLoaded([...named, ...ahead.filter((one) => !named.includes(one))], loads)
}

/** Return *order* so that no door comes before its parcel is loaded: *loads* before it. */
export function asLoaded(order, loads) {
  return [...order].sort((one, other) => (loads[one] ?? 0) - (loads[other] ?? 0))
}

/** Return the doors *ahead* with *stop* elsewhere: "next", "earlier" or "later". */
export function moved(ahead, stop, move) {
  const others = ahead.filter((one) => one !== stop)
  const at = ahead.indexOf(stop)
  const wanted = { next: 0, earlier: Math.max(at - 1, 0), later: at + 1 }[move]
  return [...others.slice(0, wanted), stop, ...others.slice(wanted)]
}

export function secondsOf(way, milliseconds) {
  return NOON + Math.round(milliseconds / 1000) - way.noon
}

export function instantOf(way, seconds) {
  return (way.noon + seconds - NOON) * 1000
}

function workBegins(ready, stop) {
  const open = stop.windows.find(([, closes]) => ready <= closes)
  return open ? Math.max(ready, open[0]) : ready
}
