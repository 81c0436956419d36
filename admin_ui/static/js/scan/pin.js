// The PIN of whoever supervises the counter, checked without signal: PBKDF2-SHA256
// against what came with the extract. After some wrong ones there is a pause, and it
// grows; a copied phone can still be tried at leisure, which docs/decisions tells.

const FREE_TRIES = 3
const FIRST_PAUSE_MS = 15_000

/** Say whether `typed` is the PIN of which {salt, iterations, hash} (base64) are kept. */
export async function isPin(typed, { salt, iterations, hash }) {
  const secret = new TextEncoder().encode(typed)
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"])
  const derived = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations }, key, 256,
  )
  const [mine, kept] = [new Uint8Array(derived), bytesOf(hash)]
  return mine.length === kept.length && mine.every((byte, at) => byte === kept[at])
}

/** Return how long to wait after so many wrong tries, in milliseconds. */
export function pauseAfter(wrong) {
  return wrong < FREE_TRIES ? 0 : FIRST_PAUSE_MS * 2 ** (wrong - FREE_TRIES)
}

/** Return base64 as bytes. */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
