// A service worker for pages that must work without signal: a driver's run, a household's
// own page. Its first line, which the service writes, says whose it is: APP. What is kept
// is put there by kept.js, with the instant until which it may be. The network always
// comes first, so that a worker of an older release does no harm.

const PAGES = `${APP}-pages-1`
const ASSETS = `${APP}-assets-1`
const UNTIL = "X-Kept-Until"
const PATIENCE_MS = 4000
const GONE = new Set([401, 403, 404])

self.addEventListener("install", () => self.skipWaiting())

self.addEventListener("activate", (event) => event.waitUntil(begin()))

self.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (pathname.startsWith("/static/")) event.respondWith(asset(request, search))
  else if (request.mode === "navigate") event.respondWith(page(request, pathname))
})

async function begin() {
  const mine = new Set([PAGES, ASSETS])
  const old = (await caches.keys()).filter((name) => name.startsWith(`${APP}-`) && !mine.has(name))
  await Promise.all(old.map((name) => caches.delete(name)))
  await clients.claim()
}

// An address with the hash of its content never changes; others may, so ask first.
async function asset(request, search) {
  const kept = await caches.match(request, { cacheName: ASSETS, ignoreVary: true })
  if (!kept) return fetch(request)
  return search.startsWith("?v=") ? kept : first(fetch(request), kept)
}

async function page(request, pathname) {
  const coming = fetch(request)
  coming.catch(() => null)
  const kept = await keptPage(pathname)
  if (!kept) return coming.catch(() => elsewhere(pathname))
  const answer = await first(coming, kept)
  if (answer !== kept && GONE.has(answer.status)) await forget(pathname)
  return answer
}

/** Return what comes from the network in good time, else what is kept. */
async function first(coming, kept) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null))
  const answer = await Promise.race([coming.catch(() => null), late])
  return answer && answer.status < 500 ? answer : kept
}

async function keptPage(pathname) {
  const pages = await caches.open(PAGES)
  const kept = await pages.match(pathname, { ignoreVary: true, ignoreSearch: true })
  if (kept && Date.parse(kept.headers.get(UNTIL)) < Date.now()) {
    await caches.delete(PAGES)
    return null
  }
  return kept ?? (pathname === "/run" ? onlyRun(pages) : null)
}

// A page that needs the network, while there is none: back to the run, which says so.
async function elsewhere(pathname) {
  const base = pathname.split("/").slice(0, 3).join("/")
  return base !== pathname && await keptPage(base) ? Response.redirect(base) : Response.error()
}

// Whoever opens "my run" without signal wants the one that is in the phone.
async function onlyRun(pages) {
  const runs = (await pages.keys()).map((one) => new URL(one.url).pathname)
  const run = runs.find((path) => /^\/run\/[^/]+$/.test(path))
  return run ? Response.redirect(run) : null
}

async function forget(pathname) {
  const base = pathname.split("/").slice(0, 3).join("/")
  const pages = await caches.open(PAGES)
  for (const one of await pages.keys()) {
    const path = new URL(one.url).pathname
    if (path === base || path.startsWith(`${base}/`)) await pages.delete(one)
  }
}
