// Says without signal whether a code is the one of this door. Whether it is signed, and
// still good, only the service can tell; that comes when the hand-over is sent.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const LOOKS_LIKE = { O: "0", I: "1", L: "1" }

/** Return the voucher's id that a token names, or null if it is none. */
export function voucherOf(token) {
  const text = token.trim().toUpperCase()
  if (!text.startsWith("V1:")) return null
  const bytes = []
  let bits = 0
  let held = 0
  for (const character of text.slice(3)) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  if (bytes.length !== 86) return null
  const hex = bytes.slice(2, 18).map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

/** Return a typed code as it is stored. */
export function normalised(typed) {
  return typed.toUpperCase().replace(/[\s\u2010\u2011\u2013-]/g, "").replace(/[OIL]/g, (one) => LOOKS_LIKE[one])
}

/** Say whether *code* belongs to the voucher whose short code has the hash *print*. */
export async function fits(code, voucher, print) {
  if (code.trim().toUpperCase().startsWith("V1:")) return voucherOf(code) === voucher
  const data = new TextEncoder().encode(`${voucher}:${normalised(code)}`)
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data))
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("") === print
}
