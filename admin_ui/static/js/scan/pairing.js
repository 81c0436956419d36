// Makes this phone a scanner of the centre by the code on the office's screen: read by the
// app's own camera, typed or pasted; as a link it comes with the address of the page.

import { say } from "./view.js"

const TYPED = /^[\w-]{43}$/
const IN_LINK = /^#pair=([\w-]+)$/

/** Return the token in a pairing link of this service, or null. */
export function tokenIn(text) {
  const url = urlOf(text)
  if (url?.origin !== location.origin || url.pathname !== "/scan") return null
  return url.hash.match(IN_LINK)?.[1] ?? null
}

/** Return what is known of a shift by its token alone; the service tells the rest. */
export function passOf(token) {
  return { token, device: null, site: null, expires_at: null }
}

/** Call `begin` with each token that is shown to the camera of the start, or typed. */
export function listenForPairing(begin) {
  const form = document.querySelector("[data-pair]")
  const { pairing } = form.elements
  // Before the camera would take it for a page that goes: here it stays, and reads on.
  form.parentElement.addEventListener("submit", async (event) => {
    event.preventDefault()
    const typed = pairing.value.trim()
    const token = TYPED.test(typed) ? typed : tokenIn(typed)
    form.querySelector("[data-fault]").textContent = token ? "" : say("no_pairing")
    pairing.value = ""
    if (!token) return
    form.parentElement.querySelector("camera-scan").close()
    await begin(token)
  }, { capture: true })
}

function urlOf(text) {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
