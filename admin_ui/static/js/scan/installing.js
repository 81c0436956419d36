// Keeps the app on the phone: registers the service worker, remembers the language for
// it, and says when a newer version waits. Nothing is reloaded unasked.

import { WAKE } from "./sync.js"

const WORKER = "/scan/worker.js"
const WAKES = `${WORKER}?wakes=true`
const SCOPE = "/scan"
const LANGUAGE_CACHE = "kromka-language"
const LANGUAGE_KEY = "/scan/language"
const YEAR_SECONDS = 365 * 24 * 3600

/** Register the worker; `found` is called when a newer version waits. */
export async function install(found) {
  if (!navigator.serviceWorker) return
  const registration = await registered()
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

/** Ask the browser to wake the worker when the network is back, where it can. */
export async function sendLater() {
  const registration = await navigator.serviceWorker?.getRegistration(SCOPE)
  await registration?.sync?.register(WAKE).catch(() => null)
}

async function registered() {
  const options = { scope: SCOPE, updateViaCache: "none" }
  if (globalThis.SyncManager) {
    try {
      return await navigator.serviceWorker.register(WAKES, { ...options, type: "module" })
    } catch {
      // It cannot run modules there, or is without network: the plain one will do.
    }
  }
  return navigator.serviceWorker.register(WORKER, options)
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
