// Whose answer it is. A hotspot that wants a password, or a proxy on the way that is badly
// set up, says whatever it likes with whatever status. Only what the service says itself
// ends or settles anything, so each of its answers is marked (distribution/core/web.py).
// The service workers are made of this file, too.

const MARK = "Kromka"
const GONE = new Set([401, 403, 404, 410])

/** Say whether the service itself answered. */
export function isOurs(answer) {
  return answer.headers.has(MARK)
}

/**
 * Fetch a file to keep, which is to be ours. What the browser itself remembers may be a
 * portal's page, or of a release that marked nothing: then the service is asked once more.
 */
export async function fetchOurs(address, options) {
  const answer = await fetch(address, options)
  return isOurs(answer) ? answer : fetch(address, { ...options, cache: "reload" })
}

/** Say whether the service answered that a way in has ended. */
export function isGone(answer) {
  return isOurs(answer) && GONE.has(answer.status)
}
