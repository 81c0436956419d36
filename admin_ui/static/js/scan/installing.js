// Keeps the app on the phone: registers the service worker, remembers the language for
// it, and says when a newer version waits. Nothing is reloaded unasked.

const WORKER = "/scan/worker.js"
const SCOPE = "/scan"
const LANGUAGE_CACHE = "kromka-language"
const LANGUAGE_KEY = "/scan/language"
const YEAR_SECONDS = 365 * 24 * 3600

/** Register the worker; `found` is called when a newer version waits. */
export async function install(found) {
  if (!navigator.serviceWorker) return
  const registration = await navigator.serviceWorker.register(
    WORKER, { scope: SCOPE, updateViaCache: "none" },
  )
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting)
  }
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look)
  })
  look()
  document.addEventListener("visibilitychange", () => {
    // Without signal there is nothing new.
    if (!document.hidden) registration.update().catch(() => {})
  })
}

/** Let the newer version take over, and load this tab anew. */
export function takeOver(worker) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload())
  worker.postMessage("take-over")
}

/** Keep the language for the shell, and for all pages if a person chose it. */
export async function rememberLanguage(language, { isChosen }) {
  const secure = location.protocol === "https:" ? "; secure" : ""
  if (isChosen) document.cookie = `kromka_language=${language}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`
  const cache = await globalThis.caches?.open(LANGUAGE_CACHE)
  await cache?.put(LANGUAGE_KEY, new Response(language))
}

/** Return the language that was chosen on another page since, or null. */
export function chosenElsewhere(language) {
  const [, chosen] = document.cookie.match(/(?:^|; )kromka_language=([a-z]+)/) ?? []
  return chosen && chosen !== language ? chosen : null
}
