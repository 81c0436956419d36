// The camera itself, for camera-scan.js: whether there is one, which one was chosen, its
// torch. The choice lies in the browser, for every page.

const CHOSEN = "kromka-camera"
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 } }
const WHY = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "taken",
  AbortError: "taken",
}

/** Return why there can be no camera here at all, or none. */
export function obstacle({ isSecureContext, navigator }) {
  if (!isSecureContext) return "insecure"
  return navigator.mediaDevices?.getUserMedia ? null : "unsupported"
}

/** Return in one word why the camera did not open. */
export function reasonOf({ name }) {
  return WHY[name] ?? "lost"
}

/** Say whether it may be opened without asking: Safari asks on every page. */
export async function isAllowed() {
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null)
  return permission?.state === "granted"
}

/** Open the camera that was chosen, else the one at the back. */
export async function open() {
  const chosen = localStorage.getItem(CHOSEN)
  const devices = navigator.mediaDevices
  if (chosen) {
    try {
      return await devices.getUserMedia({ video: { ...PICTURE, deviceId: { exact: chosen } } })
    } catch (error) {
      if (reasonOf(error) !== "missing") throw error
      localStorage.removeItem(CHOSEN)
    }
  }
  return devices.getUserMedia({ video: { ...PICTURE, facingMode: { ideal: "environment" } } })
}

/** Remember which camera is to be opened. */
export function choose(id) {
  localStorage.setItem(CHOSEN, id)
}

/** Return all cameras as options, that of `track` selected; `name` is for those without. */
export async function cameras(track, name) {
  const all = await navigator.mediaDevices.enumerateDevices()
  const used = track?.getSettings().deviceId
  return all.filter((one) => one.kind === "videoinput").map((one, at) => new Option(
    one.label || `${name} ${at + 1}`, one.deviceId, false, one.deviceId === used,
  ))
}

/** Return what films in a stream. */
export function trackOf(stream) {
  return stream?.getVideoTracks()[0]
}

/** Say whether there is a torch. */
export function hasTorch(track) {
  return Boolean(track?.getCapabilities?.().torch)
}

/** Switch the torch on or off. */
export function light(track, torch) {
  return track.applyConstraints({ advanced: [{ torch }] })
}

/** Let the camera go. */
export function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
