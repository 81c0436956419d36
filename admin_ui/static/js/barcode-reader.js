// Reads bar codes out of a picture: with the browser's own detector where it has one that
// works and knows the formats, else with ZXing in WebAssembly, fetched from here when it
// is first needed.

const OUT_OF_SIGHT_MS = 3000

/** Tells a code that is held before the camera from one that is shown anew. */
export class Sight {
  #code = ""
  #at = -Infinity

  constructor(forMs = OUT_OF_SIGHT_MS) {
    this.forMs = forMs
  }

  /** Note that *code* is seen; say whether it was out of sight for long enough. */
  isNew(code, now) {
    const isNew = code !== this.#code || !this.isRecent(now)
    this.#code = code
    this.#at = now
    return isNew
  }

  /** Say whether a code was seen just now. */
  isRecent(now) {
    return now - this.#at < this.forMs
  }
}

/** Return what stands for *text* where the text itself need not lie. */
export async function fingerprint(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return [...new Uint8Array(bytes, 0, 8)].join(".")
}

/**
 * Return what finds the codes in a picture or a video, each as {text, print}; addresses
 * of pages come last: a letter shows one beside the code that is meant.
 *
 * Rejects when the reader cannot be fetched or started.
 */
export async function barcodeReader({ formats, script, wasm }) {
  const detector = (await ownDetector(formats)) ?? (await servedDetector(formats, script, wasm))
  return async (picture) => {
    const texts = (await detector.detect(picture)).map((code) => code.rawValue)
    texts.sort((one, other) => isAddress(one) - isAddress(other))
    return Promise.all(texts.map(async (text) => ({ text, print: await fingerprint(text) })))
  }
}

function isAddress(text) {
  return /^https?:/i.test(text)
}

/** Return the browser's detector, if it really reads: some have only the name of it. */
async function ownDetector(formats) {
  try {
    const known = await globalThis.BarcodeDetector.getSupportedFormats()
    if (!formats.every((format) => known.includes(format))) return null
    const detector = new globalThis.BarcodeDetector({ formats })
    await detector.detect(new ImageData(16, 16))
    return detector
  } catch {
    return null
  }
}

async function servedDetector(formats, script, wasm) {
  if (!globalThis.BarcodeDetectionAPI) await load(script)
  const { BarcodeDetector, prepareZXingModule } = globalThis.BarcodeDetectionAPI
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })
  return new BarcodeDetector({ formats })
}

function load(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = loaded
    script.onerror = () => failed(new Error(`not loaded: ${address}`))
    document.head.append(script)
  })
}
