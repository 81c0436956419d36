// A service worker for pages that must work without signal: a driver's run, a household's
// own page. The service writes APP, whose it is, answers.js and sealed.js before it. What is
// kept is put there by kept.js, with the instant until which it may be. The network always
// comes first, so that a worker of an older release does no harm.

const ASSETS = `${APP}-assets-1`
const KEPT = new SealedPages(APP)
const PATIENCE_MS = 4000

self.addEventListener("install", () => self.skipWaiting())

self.addEventListener("activate", (event) => event.waitUntil(begin()))

self.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (pathname.startsWith("/static/")) event.respondWith(asset(request, search))
  else if (request.mode === "navigate") event.respondWith(page(request, pathname))
})

// Caches of older releases held pages as they were: away with them.
async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${APP}-`) && name !== ASSETS)
  await Promise.all(old.map((name) => caches.delete(name)))
  await clients.claim()
}

// An address with the hash of its content never changes; others may, so ask first. So may
// what is not ours, from a hotspot before: answered with that, a page could never mend it.
async function asset(request, search) {
  const kept = await caches.match(request, { cacheName: ASSETS, ignoreVary: true })
  if (!kept) return fetch(request)
  const isLasting = search.startsWith("?v=") && isOurs(kept)
  return isLasting ? kept : first(fetch(request), kept, isFile)
}

async function page(request, pathname) {
  const coming = fetch(request)
  coming.catch(() => null)
  const kept = await keptPage(pathname)
  if (!kept) return coming.catch(() => elsewhere(pathname))
  const answer = await first(coming, kept, isAnswered)
  if (answer !== kept && isGone(answer)) await forgetIfOver(baseOf(pathname), pathname)
  return answer
}

// A door that went to another run takes nothing along; a way in that ended takes all.
async function forgetIfOver(base, pathname) {
  const first = base === pathname ? null : await fetch(base, { redirect: "manual" }).catch(() => null)
  if (base === pathname || (first && isGone(first))) await KEPT.forget(base)
}

/** Return what comes from the network in good time and *isGood*, else what is kept. */
async function first(coming, kept, isGood) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null))
  const answer = await Promise.race([coming.catch(() => null), late])
  return answer && isGood(answer) ? answer : kept
}

// By the service itself; where somebody is sent on, a browser does not show by whom.
function isAnswered(answer) {
  return answer.status < 500 && (answer.type === "opaqueredirect" || isOurs(answer))
}

function isFile(answer) {
  return answer.ok && isOurs(answer)
}

async function keptPage(pathname) {
  const kept = await KEPT.get(pathname)
  if (kept) return new Response(kept.text, { headers: kept.headers })
  return pathname === "/run" ? onlyRun() : null
}

// A page that needs the network, while there is none: back to the run, which says so.
async function elsewhere(pathname) {
  const base = baseOf(pathname)
  return base !== pathname && await keptPage(base) ? Response.redirect(base) : Response.error()
}

// Whoever opens "my run" without signal wants the one that is in the phone.
async function onlyRun() {
  const run = (await KEPT.firstPages()).find(({ path }) => path.startsWith("/run/"))
  return run ? Response.redirect(run.path) : null
}

function baseOf(pathname) {
  return pathname.split("/").slice(0, 3).join("/")
}
