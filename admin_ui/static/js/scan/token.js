// The text in the QR code, as vouchers/signing.py makes it: who signed it, and for which
// voucher. WebCrypto checks the signature, so a phone without signal can tell a voucher
// of its centre from a forged one. That it is handed out once is the server's work.

const PREFIX = "V1:"
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const BODY_BYTES = 22
const SIGNATURE_BYTES = 64
const DIGITS = Math.ceil(((BODY_BYTES + SIGNATURE_BYTES) * 8) / 5)
const EPOCH = Date.UTC(2020, 0, 1)
const DAY_MS = 24 * 3600 * 1000

/** Say whether a code claims to be a token, not a short code. */
export function isToken(code) {
  return code.trim().slice(0, PREFIX.length).toUpperCase() === PREFIX
}

/** Say whether this browser can check signatures at all; old ones cannot. */
export async function checksSignatures() {
  try {
    await keyOf(new Uint8Array(32).fill(1))
    return true
  } catch (error) {
    // A key that is no point of the curve is another complaint than an unknown name.
    return error.name === "DataError"
  }
}

/**
 * Return {voucher, lastDay, keyId} if one of `keys` ({id: 32 bytes}) has signed the
 * token, else {fault}: malformed, unknown_key, bad_signature.
 *
 * Rejects with NotSupportedError where the browser knows no Ed25519.
 */
export async function verify(token, keys) {
  const payload = read(token)
  if (!payload) return { fault: "malformed" }
  const [body, signature] = [payload.slice(0, BODY_BYTES), payload.slice(BODY_BYTES)]
  const keyId = body[1]
  if (!keys[keyId]) return { fault: "unknown_key", keyId }
  const key = await keyOf(keys[keyId])
  if (!await crypto.subtle.verify("Ed25519", key, signature, body)) {
    return { fault: "bad_signature", keyId }
  }
  const view = new DataView(body.buffer)
  const lastDay = new Date(EPOCH + view.getUint16(18) * DAY_MS).toISOString().slice(0, 10)
  return { voucher: uuidOf(body.slice(2, 18)), lastDay, keyId }
}

/** Return the voucher that a token claims to be of, unchecked, or null. */
export function voucherIn(token) {
  const payload = read(token)
  return payload && uuidOf(payload.slice(2, 18))
}

function keyOf(bytes) {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"])
}

function uuidOf(bytes) {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

/** Return the bytes of a token, or null unless it is written as the server does. */
function read(token) {
  if (!isToken(token)) return null
  const digits = token.trim().toUpperCase().slice(PREFIX.length)
  if (digits.length !== DIGITS) return null
  const bytes = new Uint8Array(BODY_BYTES + SIGNATURE_BYTES)
  let [held, bits, at] = [0, 0, 0]
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return null
    held = (held << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at] = held >> bits
    at += 1
    held &= (1 << bits) - 1
  }
  // Two bits are left over: only one of four spellings is the server's.
  return held === 0 && bytes[0] === 1 ? bytes : null
}
