// "Ready for offline?": each thing that work without signal needs, as {name, ok, facts}.

import { isLasting } from "../lasting.js"
import { checksSignatures } from "./token.js"

const CLOCK_FAULT_MS = 2 * 60 * 1000

/** Return the checks in the order in which they are mended. */
export async function checks(shift, { wasm }) {
  const { extract } = shift
  const isToday = extract?.day === shift.today
  return [
    { name: "shift", ok: shift.pass !== null },
    { name: "extract", ok: Boolean(isToday), facts: { n: extract?.vouchers.length ?? 0 } },
    { name: "signatures", ok: await checksSignatures() },
    { name: "keys", ok: Object.keys(shift.keys).length > 0 },
    { name: "app", ok: Boolean(navigator.serviceWorker?.controller) },
    { name: "camera", ok: await isCached(wasm) },
    { name: "storage", ok: await isLasting(), isOptional: true },
    { name: "clock", ok: Math.abs(shift.clockFault) < CLOCK_FAULT_MS,
      facts: { ms: Math.abs(shift.clockFault) } },
    { name: "pin", ok: Boolean(extract?.pin), isOptional: true },
  ]
}

/** Say whether a phone with these checks may go where there is no signal. */
export function isReady(found) {
  return found.every((one) => one.ok || one.isOptional)
}

async function isCached(address) {
  return Boolean(await globalThis.caches?.match(address).catch(() => null))
}
