// The service worker of the scanner. The service writes before it what is ours
// (offline/answers.js) and `BUILD`: the version, the addresses to keep, and the shell in
// each language. A new version is
// fetched whole beside the old one and waits until no tab uses that, or somebody asks for
// it; the files of the version before stay for tabs that still run it. Hand-outs lie in
// the browser's database, which no version touches.

const PREFIX = "kromka-scan-"
const CACHE = PREFIX + BUILD.version
const CHOICE = "kromka-language"
const CHOICE_KEY = "/scan/language"
const SHELL = "/scan"
const KEPT = [...BUILD.assets, ...Object.values(BUILD.shells)]

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll())
})

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOld(), self.clients.claim()]))
})

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting()
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET" || url.origin !== location.origin) return
  if (request.mode === "navigate" && url.pathname === SHELL) {
    event.respondWith(shell(url, request))
  } else if (url.pathname.startsWith("/static/") || url.pathname.endsWith(".webmanifest")) {
    event.respondWith(asset(request))
  }
})

async function keepAll() {
  const cache = await caches.open(CACHE)
  await Promise.all(KEPT.map(async (address) => {
    const known = address.includes("?v=") && await caches.match(address)
    const answer = known && isOurs(known) ? known
      : await fetchOurs(address, { credentials: "omit" })
    if (!isOurs(answer)) throw new Error(`another page answered ${address}`)
    if (!answer.ok) throw new Error(`${answer.status} ${address}`)
    await cache.put(address, answer)
  }))
}

async function forgetOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  const others = names.filter((name) => name !== CACHE)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
}

async function shell(url, request) {
  const language = url.searchParams.get("language") ?? await chosen()
  if (url.searchParams.has("language")) await choose(language)
  const cache = await caches.open(CACHE)
  const kept = language && await cache.match(BUILD.shells[language] ?? "")
  return kept || fetch(request)
}

// Where no import map led a module to the address with its hash (Safari before 2023), the
// one of this version is meant.
async function asset(request) {
  const cache = await caches.open(CACHE)
  const ignoreSearch = !new URL(request.url).search
  return await cache.match(request, { ignoreVary: true, ignoreSearch })
    ?? await caches.match(request, { ignoreVary: true })
    ?? fetch(request)
}

async function chosen() {
  const cache = await caches.open(CHOICE)
  return (await cache.match(CHOICE_KEY))?.text()
}

async function choose(language) {
  if (!BUILD.shells[language]) return
  const cache = await caches.open(CHOICE)
  await cache.put(CHOICE_KEY, new Response(language))
}
