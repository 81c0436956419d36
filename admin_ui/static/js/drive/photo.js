// A picture taken at a door, made small on the phone. It is drawn anew, so nothing but
// what is seen goes with it: not where, when and with which phone it was taken.

const LONGEST_EDGE = 1280
const QUALITY = 0.8

/** Return *file* as the bytes of a small JPEG, or null if there is no picture in it. */
export async function smaller(file) {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return null
  const share = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(picture.width * share))
  canvas.height = Math.max(1, Math.round(picture.height * share))
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const drawn = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY) })
  return drawn && drawn.arrayBuffer()
}
