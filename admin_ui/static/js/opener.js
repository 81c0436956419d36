// Panels of the header (details.opener): Escape and a click elsewhere close them, and
// one open panel closes the others. Without this module they still open and close.

/** Close all open panels but *kept*; return whether one was open. */
export function closeOpeners(root, kept = null) {
  const open = [...root.querySelectorAll("details.opener[open]")].filter((one) => one !== kept)
  for (const one of open) one.open = false
  return open.length > 0
}

function onKey(event) {
  if (event.key !== "Escape") return
  const around = event.target.closest?.("details.opener[open]")
  if (closeOpeners(document)) around?.querySelector("summary").focus()
}

function onClick(event) {
  closeOpeners(document, event.target.closest?.("details.opener"))
}

if (globalThis.document) {
  document.addEventListener("keydown", onKey)
  document.addEventListener("click", onClick)
}
