// What a phone keeps of an app's pages, for its service worker to answer with: the pages,
// and what they are made of. They are about people, so they go when the page says so,
// when their link no longer works, and after their last day whatever happens.

const UNTIL = "X-Kept-Until"
const IN_CSS = /url\(["']?([^"')]+)["']?\)/g

/** The service answers, but not with all that is to be kept. */
export class IncompleteError extends Error {}

/** Say whether this browser can keep anything at all. */
export function canKeep() {
  return isSecureContext && "serviceWorker" in navigator && "caches" in globalThis
}

export class Kept {
  constructor(app) {
    this.pages = `${app}-pages-1`
    this.assets = `${app}-assets-1`
  }

  /** Keep the pages at *paths* for *seconds* more, and all that they need. */
  async keep(paths, seconds) {
    const pages = await caches.open(this.pages)
    const until = new Date(Date.now() + seconds * 1000).toISOString()
    const needed = new Set()
    for (const path of paths) {
      const answer = await fetch(path, { cache: "no-store", redirect: "error" })
      if (!answer.ok) throw new IncompleteError(path)
      const text = await answer.text()
      for (const asset of assetsOf(new DOMParser().parseFromString(text, "text/html"))) needed.add(asset)
      await pages.put(path, stamped(text, answer.headers, until))
    }
    await this.#keepAssets(needed)
  }

  /** Forget every page that begins with *base*, or all if there is none. */
  async forget(base = "/") {
    const pages = await caches.open(this.pages)
    for (const one of await pages.keys()) {
      if (isBelow(new URL(one.url).pathname, base)) await pages.delete(one)
    }
  }

  /** Forget what has outlived its day. */
  async forgetOld(now = Date.now()) {
    const pages = await caches.open(this.pages)
    for (const one of await pages.keys()) {
      const kept = await pages.match(one, { ignoreVary: true })
      if (!(Date.parse(kept?.headers.get(UNTIL)) >= now)) await pages.delete(one)
    }
  }

  /** Say whether all *paths* are kept. */
  async has(paths) {
    const pages = await caches.open(this.pages)
    const found = await Promise.all(paths.map((path) => pages.match(path, { ignoreVary: true })))
    return found.every(Boolean)
  }

  async #keepAssets(needed) {
    const assets = await caches.open(this.assets)
    const wanted = new Set(needed)
    for (const one of needed) {
      const text = await kept(assets, one)
      for (const [, address] of text?.matchAll(IN_CSS) ?? []) {
        wanted.add(new URL(address, new URL(one, location.href)).pathname)
      }
    }
    for (const one of wanted) await kept(assets, one)
    for (const one of await assets.keys()) {
      const { pathname, search } = new URL(one.url)
      if (!wanted.has(pathname + search)) await assets.delete(one)
    }
  }
}

function isBelow(path, base) {
  return base === "/" || path === base || path.startsWith(`${base}/`)
}

function stamped(text, headers, until) {
  const kept = new Headers(headers)
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) kept.delete(name)
  kept.set(UNTIL, until)
  return new Response(text, { headers: kept })
}

/** Return the addresses of what a page is made of: styles, scripts, letters, the camera. */
export function assetsOf(page) {
  const named = [
    ...[...page.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], link[rel=modulepreload]")]
      .map((one) => one.getAttribute("href")),
    ...[...page.querySelectorAll("script[src]")].map((one) => one.getAttribute("src")),
    ...[...page.querySelectorAll("camera-scan")]
      .flatMap(({ dataset }) => [dataset.reader, dataset.script, dataset.wasm]),
  ]
  return named.filter((one) => one?.startsWith("/static/"))
}

/** Keep an asset; return its text if it is a stylesheet. */
async function kept(assets, address) {
  const known = address.includes("?v=") ? await assets.match(address, { ignoreVary: true }) : null
  const answer = known ?? await fetch(address)
  if (!answer.ok) throw new IncompleteError(address)
  if (!known) await assets.put(address, answer.clone())
  return address.includes(".css") ? answer.text() : null
}
