// Pages that a phone holds for where there is no network, each encrypted (AES-GCM). The
// key of a run, or of a household's page, cannot be read out by a script, and is thrown
// away with its day: what was sealed is then noise, whatever the disk still holds. The
// address of such a page is a way in, so only its hash is stored. The service worker is
// this file and its own, one after the other.

const KEYS = "keys"
const SEALED = "pages"
const NONCE_BYTES = 12

/** Return a key that seals and unseals, and that nobody can carry away. */
export function newKey() {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
}

/** Return *bytes* sealed: {iv, text}. */
export async function sealBytes(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  return { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) }
}

/** Return the bytes that were sealed; rejects if they were not sealed with *key*. */
export function unsealBytes(key, { iv, text }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, text)
}

export function seal(key, value) {
  return sealBytes(key, new TextEncoder().encode(JSON.stringify(value)))
}

export async function unseal(key, sealed) {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, sealed)))
}

export class SealedPages {
  #name
  #opened = null

  constructor(app) {
    this.#name = `${app}-sealed`
  }

  /** Let what belongs to *base* be read until *until*, an instant in milliseconds. */
  async renew(base, until) {
    const made = await newKey()
    const id = await print(base)
    await this.#within("readwrite", (keys) => {
      const asked = keys.get(id)
      // Whoever comes first, of two tabs: both then use the same.
      asked.onsuccess = () => keys.put({ id, key: asked.result?.key ?? made, until })
    })
  }

  /**
   * Keep a page of *base*: {path, text, headers}, with what it is made of. `tag` says
   * which state of it this is. Nothing is kept once the key is gone.
   */
  async put(base, page, { tag, assets }) {
    const [run, id] = await Promise.all([print(base), print(page.path)])
    const lock = await this.#within("readonly", (keys) => keys.get(run))
    if (!lock) return
    const sealed = await seal(lock.key, page)
    await this.#within("readwrite", (_, pages) => pages.put({ id, base: run, tag, assets, at: Date.now(), sealed }))
  }

  /** Return a page, or null if it is not kept, or no longer. */
  async get(path) {
    const id = await print(path)
    const kept = await this.#within("readonly", (_, pages) => pages.get(id))
    const lock = kept && await this.#within("readonly", (keys) => keys.get(kept.base))
    if (!lock) return null
    if (!(lock.until >= Date.now())) {
      await this.#forget(kept.base)
      return null
    }
    return unseal(lock.key, kept.sealed).catch(() => null)
  }

  /** Return the first page of each thing that is kept: of a run, the run itself. */
  async firstPages() {
    const found = await this.#within("readonly", (_, pages) => pages.getAll())
    const [locks, now] = [await this.#locks(), Date.now()]
    const readable = found.filter((one) => one.id === one.base && locks.get(one.base)?.until >= now)
    return Promise.all(readable.map((one) => unseal(locks.get(one.base).key, one.sealed)))
  }

  /** Say whether a page is kept in this state, and was fetched since *since*. */
  async isKept(path, tag, since) {
    const id = await print(path)
    const kept = await this.#within("readonly", (_, pages) => pages.get(id))
    return kept !== undefined && kept.tag === tag && kept.at >= since
  }

  /** Return what all kept pages are made of. */
  async assets() {
    const found = await this.#within("readonly", (_, pages) => pages.getAll())
    return new Set(found.flatMap((one) => one.assets))
  }

  /** Forget all of *base*: first the key, then what it sealed. */
  async forget(base) {
    await this.#forget(await print(base))
  }

  async forgetAll() {
    await this.#within("readwrite", (keys, pages) => {
      keys.clear()
      return pages.clear()
    })
  }

  /** Forget what has outlived its day. */
  async forgetOld(now = Date.now()) {
    for (const [id, { until }] of await this.#locks()) {
      if (!(until >= now)) await this.#forget(id)
    }
  }

  #forget(id) {
    return this.#within("readwrite", (keys, pages) => {
      keys.delete(id)
      const asked = pages.getAll()
      asked.onsuccess = () => {
        for (const one of asked.result) if (one.base === id) pages.delete(one.id)
      }
    })
  }

  async #locks() {
    const found = await this.#within("readonly", (keys) => keys.getAll())
    return new Map(found.map((one) => [one.id, one]))
  }

  async #within(mode, work) {
    const transaction = (await this.#database()).transaction([KEYS, SEALED], mode)
    return new Promise((done, failed) => {
      const request = work(transaction.objectStore(KEYS), transaction.objectStore(SEALED))
      transaction.oncomplete = () => done(request?.result)
      transaction.onabort = () => failed(transaction.error)
    })
  }

  #database() {
    this.#opened ??= new Promise((done, failed) => {
      const request = indexedDB.open(this.#name, 1)
      request.onupgradeneeded = () => {
        for (const store of [KEYS, SEALED]) request.result.createObjectStore(store, { keyPath: "id" })
      }
      request.onsuccess = () => {
        request.result.onversionchange = () => {
          request.result.close()
          this.#opened = null
        }
        // Safari takes it away from a page that was in the background.
        request.result.onclose = () => { this.#opened = null }
        done(request.result)
      }
      request.onerror = () => {
        this.#opened = null
        failed(request.error)
      }
    })
    return this.#opened
  }
}

async function print(path) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path)))
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
