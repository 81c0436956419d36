// How long an answer may take. Safari knew no AbortSignal.timeout before 2022, and phones
// that are too old for anything newer are what volunteers have.

/** Return a signal that ends a request after *ms* milliseconds. */
export function within(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms)
  const end = new AbortController()
  setTimeout(() => end.abort(), ms)
  return end.signal
}
