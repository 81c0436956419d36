// What a phone keeps of an app's pages, for its service worker to answer with: the pages,
// sealed, and what they are made of, which is about nobody. Pages go when the page says
// so, when their link no longer works, and after their last day whatever happens.

import { fetchOurs, isGone, isOurs } from "./answers.js"
import { SealedPages } from "./sealed.js"

const IN_CSS = /url\(["']?([^"')]+)["']?\)/g

/** The service answers, but not with all that is to be kept. */
export class IncompleteError extends Error {}

/** The way in has ended: what was kept is forgotten. `known`: the service said so itself. */
export class GoneError extends Error {
  constructor(known) {
    super()
    this.known = known
  }
}

/** Say whether this browser can keep anything at all. */
export function canKeep() {
  return isSecureContext && "serviceWorker" in navigator && "caches" in globalThis
}

export class Kept {
  #pages

  constructor(app) {
    this.#pages = new SealedPages(app)
    this.assets = `${app}-assets-1`
  }

  /**
   * Keep pages of *base*, and all that they need, for as long as its page says now.
   * *wanted* is a map of their paths, *base* first, to a word for the state that each is
   * to be kept in.
   */
  async keep(base, wanted) {
    for (const [path, tag] of wanted) {
      const answer = await fetch(path, { cache: "no-store" })
      if (!isOurs(answer)) throw new Error("another page answered")
      if (path === base) await this.#stayedIn(base, answer)
      if (!answer.ok || answer.redirected) throw new IncompleteError(path)
      const text = await answer.text()
      const page = new DOMParser().parseFromString(text, "text/html")
      const assets = assetsOf(page)
      if (path === base) await this.#renew(base, page)
      await this.#pages.put(base, { path, text, headers: headersOf(answer) }, { tag, assets })
    }
    await this.#keepAssets()
  }

  /** Return those of *wanted* that are not kept as they should be, or since too long. */
  async missing(wanted, freshMs) {
    const since = Date.now() - freshMs
    const all = [...wanted]
    const kept = await Promise.all(all.map(([path, tag]) => this.#pages.isKept(path, tag, since)))
    return new Map(all.filter((_, place) => !kept[place]))
  }

  /** Forget every page of *base*, or all if there is none. */
  async forget(base) {
    await (base === undefined ? this.#pages.forgetAll() : this.#pages.forget(base))
  }

  /** Forget what has outlived its day. */
  async forgetOld() {
    await this.#pages.forgetOld()
  }

  async #renew(base, page) {
    const seconds = page.querySelector("[data-seconds]")?.dataset.seconds
    if (seconds === undefined) throw new IncompleteError(base)
    await this.#pages.renew(base, Date.now() + Number(seconds) * 1000)
  }

  async #stayedIn(base, answer) {
    const known = isGone(answer)
    if (!known && !answer.redirected) return
    await this.forget(base)
    throw new GoneError(known)
  }

  async #keepAssets() {
    const assets = await caches.open(this.assets)
    const needed = await this.#pages.assets()
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

function headersOf(answer) {
  const kept = new Headers(answer.headers)
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) kept.delete(name)
  return [...kept]
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

/** Keep an asset of ours; return its text if it is a stylesheet. */
async function kept(assets, address) {
  const known = address.includes("?v=") ? await assets.match(address, { ignoreVary: true }) : null
  const isKept = known && isOurs(known)
  const answer = isKept ? known : await fetchOurs(address)
  if (!isOurs(answer)) throw new Error("another page answered")
  if (!answer.ok) throw new IncompleteError(address)
  if (!isKept) await assets.put(address, answer.clone())
  return address.includes(".css") ? answer.text() : null
}
