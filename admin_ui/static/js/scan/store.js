// What the phone keeps, in IndexedDB. `sealed` holds the shift and the extract, encrypted
// with a key that no script can read out (AES-GCM, not extractable) and that a wipe
// throws away. `handouts` and `refusals` hold no personal data and outlive it.

const NAME = "kromka-scan"
const VERSION = 1
const STORES = ["keys", "sealed", "handouts", "refusals"]
const KEY = "extract"
const NONCE_BYTES = 12

let opened = null

/** Return the database; made on first use. */
function database() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store)
    }
    request.onsuccess = () => {
      // Another tab brings a newer form of it: let it, and open again when asked.
      request.result.onversionchange = () => {
        request.result.close()
        opened = null
      }
      done(request.result)
    }
    request.onerror = () => {
      opened = null
      failed(request.error)
    }
  })
  return opened
}

/** Run `work` on a store in one transaction that is on the disk when this resolves. */
async function within(store, mode, work) {
  const transaction = await begun(store, mode)
  return new Promise((done, failed) => {
    const request = work(transaction.objectStore(store))
    transaction.oncomplete = () => done(request?.result)
    transaction.onabort = () => failed(transaction.error)
  })
}

// Safari takes the database away from an app that was in the background: it is opened again.
async function begun(store, mode) {
  const options = { durability: "strict" }
  try {
    return (await database()).transaction(store, mode, options)
  } catch {
    opened = null
    return (await database()).transaction(store, mode, options)
  }
}

export const get = (store, id) => within(store, "readonly", (all) => all.get(id))
export const list = (store) => within(store, "readonly", (all) => all.getAll())
export const put = (store, id, value) =>
  within(store, "readwrite", (all) => all.put(value, id))
export const remove = (store, id) => within(store, "readwrite", (all) => all.delete(id))

/**
 * Change a record in one step: no other tab comes between. `change` gets it (or
 * undefined) and returns the new one; undefined leaves all as it is.
 */
export function change(store, id, change) {
  return within(store, "readwrite", (all) => {
    const reading = all.get(id)
    reading.onsuccess = () => {
      const changed = change(reading.result)
      if (changed !== undefined) all.put(changed, id)
    }
    return reading
  })
}

/** Keep `value` encrypted under `id`. */
export async function seal(id, value) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain)
  await put("sealed", id, { iv, text })
}

/** Return what was sealed under `id`, or null if it is gone or cannot be read. */
export async function unseal(id) {
  const [kept, its] = [await get("sealed", id), await get("keys", KEY)]
  if (!kept || !its) return null
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, its, kept.text)
    return JSON.parse(new TextDecoder().decode(plain))
  } catch {
    return null
  }
}

/** Throw the key away, and with it all that was sealed. */
export async function wipe() {
  await within("keys", "readwrite", (all) => all.clear())
  await within("sealed", "readwrite", (all) => all.clear())
}

async function key() {
  const made = await crypto.subtle.generateKey(
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  )
  for (;;) {
    // Whoever comes first, of two tabs: both then use the same.
    await change("keys", KEY, (known) => (known ? undefined : made))
    const its = await get("keys", KEY)
    if (its) return its // else an earlier shift was wiped in between
  }
}
