// Reads bar codes out of a picture: with the browser's own detector where it has one that
// works and knows the formats, else with ZXing in WebAssembly, fetched from here when it
// is first needed.

/**
 * Return what finds the texts of the codes in a picture or a video.
 *
 * Rejects when the reader cannot be fetched or started.
 */
export async function barcodeReader({ formats, script, wasm }) {
  const detector = (await ownDetector(formats)) ?? (await servedDetector(formats, script, wasm))
  return async (picture) => (await detector.detect(picture)).map((code) => code.rawValue)
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
