// Where the outbox of a driver's phone lies: in IndexedDB, each item sealed, a picture
// apart from the words so that reading these stays quick. The key is made for the first
// item and thrown away with the last: what was sent cannot be read again.

import { newKey, seal, sealBytes, unseal, unsealBytes } from "../offline/sealed.js"

const NAME = "kromka-drive"
const ITEMS = "outbox"
const KEYS = "keys"
const KEY = "outbox"
const LOCK = "kromka-drive-box"

/** Return all items in the order in which they were put in, each with its `place`. */
export async function all() {
  const key = await theKey()
  const rows = await within((items) => items.getAll())
  const read = rows.map((row) => opened(key, row).catch(() => null))
  return (await Promise.all(read)).filter((item) => item !== null)
}

/** Put *item* in, with the bytes of a picture if there is one. */
export function put(item, picture = null) {
  return alone(async () => {
    const key = await theKey() ?? await newKey()
    const row = { sealed: await seal(key, item), picture: picture && await sealBytes(key, picture) }
    await within((items, keys) => {
      keys.put(key, KEY)
      return items.add(row)
    })
  })
}

/** Write *item* anew in its place; without its picture unless `keepsPicture`. */
export function rewrite({ place, ...item }, { keepsPicture = true } = {}) {
  return alone(async () => {
    const key = await theKey()
    if (!key) return
    const sealed = await seal(key, item)
    await within((items) => {
      const asked = items.get(place)
      asked.onsuccess = () => {
        if (!asked.result) return
        items.put({ place, sealed, picture: keepsPicture ? asked.result.picture : null })
      }
      return asked
    })
  })
}

/** Return the bytes of an item's picture, or null. */
export async function pictureOf({ place }) {
  const [key, row] = [await theKey(), await within((items) => items.get(place))]
  return key && row?.picture ? unsealBytes(key, row.picture) : null
}

/** Take an item out; with the last one goes the key. */
export function take({ place }) {
  return alone(() => within((items, keys) => {
    items.delete(place)
    const left = items.count()
    left.onsuccess = () => {
      if (left.result === 0) keys.clear()
    }
    return left
  }))
}

// A row of an older release lies there as it is; it is sealed when it is next written.
async function opened(key, { place, sealed, picture, ...plain }) {
  const item = sealed ? await unseal(key, sealed) : plain
  return { ...item, place, hasPicture: Boolean(picture) }
}

function theKey() {
  return within((_, keys) => keys.get(KEY))
}

// Between reading the key and writing what it sealed, nobody else takes it away.
function alone(work) {
  return navigator.locks.request(LOCK, work)
}

async function within(question) {
  const database = await ready()
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction([ITEMS, KEYS], "readwrite", { durability: "strict" })
      const request = question(transaction.objectStore(ITEMS), transaction.objectStore(KEYS))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

function ready() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 2)
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) request.result.createObjectStore(ITEMS, { keyPath: "place", autoIncrement: true })
      request.result.createObjectStore(KEYS)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
