// Asks the browser not to clear what it keeps for us when space runs out, or when nobody
// came for a week.

const ASKING_MS = 300
const ASKED = "kromka-asked-to-last"

let asked = null

/**
 * Say whether what is kept lasts. Most browsers decide by themselves: they grant it to
 * what is installed or much used, so they are asked at each visit. Firefox asks the person
 * and waits for the answer: so that is done once on a phone, and nobody here waits for long.
 */
export async function isLasting() {
  const { storage } = navigator
  if (!storage?.persisted) return false
  if (await storage.persisted()) return true
  if (localStorage.getItem(ASKED)) return false
  asked ??= storage.persist().catch(() => false)
  const answer = await Promise.race([asked, new Promise((done) => setTimeout(done, ASKING_MS, null))])
  if (answer === null) localStorage.setItem(ASKED, "yes")
  return answer ?? false
}
