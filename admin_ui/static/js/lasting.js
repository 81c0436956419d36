// Asks the browser not to clear what it keeps for us when space runs out, or when nobody
// came for a week.

const ASKING_MS = 300

let asked = null

/**
 * Say whether what is kept lasts. Most browsers grant it to what is installed or much
 * used. Firefox asks the person and waits for the answer: so it is asked once, and nobody
 * here waits for long.
 */
export async function isLasting() {
  const { storage } = navigator
  if (!storage?.persisted) return false
  if (await storage.persisted()) return true
  asked ??= storage.persist().catch(() => false)
  return Promise.race([asked, new Promise((done) => setTimeout(done, ASKING_MS, false))])
}
