// What a driver did at doors and the service does not know yet. It lies in IndexedDB from
// the press of the button until the service has answered, so a closed tab or an empty
// battery loses nothing. Sent in order; each has the nonce of its form, so what is sent
// twice counts once. A refusal is kept to be read, and holds nothing else up.

const NAME = "kromka-drive"
const STORE = "outbox"
const LOCK = "kromka-drive-outbox"
const LONGEST_MS = 10_000
const REFUSED = new Set([400, 404, 409, 413])

/** There is no signal, or nobody answers. */
export class UnreachableError extends Error {}

/** The way in has ended: a link that was replaced, or an expired session. */
export class ShutOutError extends Error {}

/** Put *item* in; the same nonce again is no second one. */
export async function add(item) {
  const known = await itemWith(item.nonce)
  return known ?? asked("readwrite", (store) => store.add({ ...item, said: null })).then(() => item)
}

/** Return everything, in the order in which it happened. */
export function items() {
  return asked("readonly", (store) => store.getAll())
}

export async function remove(nonce) {
  const known = await itemWith(nonce)
  if (known) await asked("readwrite", (store) => store.delete(known.place))
}

/** Hand on to run *run* what was done at doors that are on it now. */
export async function adopt(run, base, doors) {
  for (const item of await items()) {
    const stop = doors.get(item.voucher)
    const moved = item.run !== run ? stop !== undefined : item.base !== base
    if (moved) await change({ ...item, run, base, stop: stop ?? item.stop })
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
    const answer = await post({ ...item, body: item.body.filter(([name]) => name !== "offline") }, token)
    if (answer.broken) throw new UnreachableError()
    await remove(item.nonce)
    return answer
  })
}

/** Send all that waits for run *run*; return how many were sent or refused. */
export function send(run, base) {
  return alone(async () => {
    const waiting = (await items()).some((item) => item.run === run && item.said === null)
    return waiting ? settle((item) => item.run === run, await tokenOf(base)) : 0
  })
}

async function settle(isMeant, token) {
  const waiting = (await items()).filter((item) => item.said === null && isMeant(item))
  let settled = 0
  for (const item of waiting) {
    const answer = await post(item, token)
    if (answer.broken) continue
    if (answer.refused) await change({ ...item, said: answer.said, body: [] })
    else await remove(item.nonce)
    settled += 1
  }
  return settled
}

function alone(work) {
  return navigator.locks.request(LOCK, work)
}

async function post(item, token) {
  const body = new URLSearchParams(item.body)
  if (token) body.set("_csrf_token", token)
  const answer = await reached(`${item.base}/stops/${item.stop}`, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  })
  if (answer.status === 401 || answer.redirected) throw new ShutOutError()
  const told = await answer.json().catch(() => ({}))
  if (answer.ok) return { said: told.sentence ?? "", refused: false }
  if (!REFUSED.has(answer.status) && answer.status !== 403) return { broken: true, refused: true }
  return { said: told.detail ?? "", refused: true, errors: told.errors ?? [] }
}

/** Return the token of the session that there is now, if any; a write needs it. */
async function tokenOf(base) {
  const answer = await reached(base, { cache: "no-store" })
  if (answer.status >= 500) throw new UnreachableError()
  if (!answer.ok || new URL(answer.url).pathname !== base) throw new ShutOutError()
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return page.querySelector("[name=_csrf_token]")?.value ?? ""
}

async function reached(path, options) {
  try {
    return await fetch(path, { ...options, signal: AbortSignal.timeout(LONGEST_MS) })
  } catch {
    throw new UnreachableError()
  }
}

async function itemWith(nonce) {
  return (await items()).find((item) => item.nonce === nonce)
}

function change(item) {
  return asked("readwrite", (store) => store.put(item))
}

async function asked(mode, question) {
  const database = await opened()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" })
      const request = question(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "place", autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
