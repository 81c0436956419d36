// What a driver did at doors, and another order of them, while the service does not know
// it yet. It lies in the phone from the press of the button until the service has
// answered, so a closed tab or an empty battery loses nothing. Sent in order; each has a
// nonce, so what is sent twice counts once. A refusal is kept to be read, and holds
// nothing else up.

import { within } from "../deadline.js"
import { isGone, isOurs } from "../offline/answers.js"
import { all, pictureOf, put, rewrite, take } from "./box.js"

const LOCK = "kromka-drive-outbox"
const LONGEST_MS = 10_000
const PICTURE_MS = 60_000
const REFUSED = new Set([400, 403, 404, 409, 413])
const BROKEN = { broken: true, refused: true }

/** There is no signal, or nobody answers. */
export class UnreachableError extends Error {}

/** The way in has ended. `known`: the service said so of the link itself. */
export class ShutOutError extends Error {
  constructor(known = false) {
    super()
    this.known = known
  }
}

/** Put *item* in; the same nonce again is no second one. */
export async function add(item, picture = null) {
  if (!await itemWith(item.nonce)) await put({ ...item, said: null }, picture)
}

/** Put another order of the doors in; of those that wait, the last one says it all. */
export async function addOrder(item) {
  const before = (await all()).filter((one) => one.order && one.run === item.run && one.said === null)
  await put({ ...item, said: null })
  for (const one of before) await take(one)
}

/** Return everything, in the order in which it happened. */
export function items() {
  return all()
}

export async function remove(nonce) {
  const known = await itemWith(nonce)
  if (known) await take(known)
}

/**
 * Hand on to run *run* what was done at doors that are on it now. Another order of a run
 * that was planned anew is nobody's wish any more.
 */
export async function adopt(run, base, doors) {
  for (const item of await all()) {
    const stop = doors.get(item.voucher)
    const moved = item.run !== run ? stop !== undefined : item.base !== base
    if (moved && item.order && item.run !== run) await take(item)
    else if (moved) await rewrite({ ...item, run, base, stop: stop ?? item.stop })
  }
}

/**
 * Send one item now, and say what the service answered: {said, refused, errors}.
 * What happened with signal is asked for, not stated: it may still be refused.
 */
export function ask(item) {
  return alone(async () => {
    const token = await tokenOf(item.base)
    await settle((one) => one.run === item.run && one.nonce !== item.nonce, token)
    const known = await itemWith(item.nonce)
    const answer = await post({ ...item, ...known, body: item.body.filter(([name]) => name !== "offline") }, token)
    if (answer.broken) throw new UnreachableError()
    await remove(item.nonce)
    return answer
  })
}

/** Send all that waits for run *run*; return how many were sent or refused. */
export function send(run, base) {
  return alone(async () => {
    const waiting = (await all()).some((item) => item.run === run && item.said === null)
    return waiting ? settle((item) => item.run === run, await tokenOf(base)) : 0
  })
}

async function settle(isMeant, token) {
  const waiting = (await all()).filter((item) => item.said === null && isMeant(item))
  let settled = 0
  for (const item of waiting) {
    const answer = await post(item, token)
    if (answer.broken) continue
    if (answer.refused) await rewrite({ ...item, said: answer.said, body: [] }, { keepsPicture: false })
    else await take(item)
    settled += 1
  }
  return settled
}

function alone(work) {
  return navigator.locks.request(LOCK, work)
}

async function post(item, token) {
  const answer = await reached(item.order ? `${item.base}/order` : `${item.base}/stops/${item.stop}`, {
    method: "POST",
    body: await bodyOf(item, token),
    headers: { Accept: "application/json" },
  }, item.hasPicture ? PICTURE_MS : LONGEST_MS)
  // A picture that is too large for somebody on the way holds no hand-over up.
  if (answer.status === 413 && item.hasPicture) return post({ ...item, hasPicture: false }, token)
  // What a hotspot or a proxy says settles nothing.
  if (!isOurs(answer)) return BROKEN
  if (answer.status === 401 || answer.redirected) throw new ShutOutError()
  const told = await answer.json().catch(() => null)
  if (!told) return BROKEN
  if (answer.ok) return { said: told.sentence ?? "", refused: false }
  if (!REFUSED.has(answer.status)) return BROKEN
  return { said: told.detail ?? "", refused: true, errors: told.errors ?? [] }
}

async function bodyOf(item, token) {
  // What this clock shows now tells the service how wrong it was then.
  const typed = [...item.body, ["sent_at", new Date().toISOString()]]
  if (token) typed.push(["_csrf_token", token])
  const picture = item.hasPicture ? await pictureOf(item) : null
  if (!picture) return new URLSearchParams(typed)
  const form = new FormData()
  for (const [name, value] of typed) form.append(name, value)
  form.append("photo", new Blob([picture], { type: "image/jpeg" }), "photo.jpg")
  return form
}

/** Return the token of the session that there is now, if any; a write needs it. */
async function tokenOf(base) {
  const answer = await reached(base, { cache: "no-store" })
  if (isGone(answer)) throw new ShutOutError(true)
  if (!answer.ok || !isOurs(answer)) throw new UnreachableError()
  if (new URL(answer.url).pathname !== base) throw new ShutOutError()
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return page.querySelector("[name=_csrf_token]")?.value ?? ""
}

async function reached(path, options, longest = LONGEST_MS) {
  try {
    return await fetch(path, { ...options, signal: within(longest) })
  } catch {
    throw new UnreachableError()
  }
}

async function itemWith(nonce) {
  return (await all()).find((item) => item.nonce === nonce)
}
