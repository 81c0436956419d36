// Whoever signs out, on whatever page, leaves no run of theirs in the phone: the pages and
// the key that opens them go at once. What still waits to be sent stays (drive/box.js).

const KEPT = "kromka-drive-sealed"

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-sign-out]")) globalThis.indexedDB?.deleteDatabase(KEPT)
})
