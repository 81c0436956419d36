// What proves later which shift wrote something down, when the shift and its token are
// gone: the service knows the token's hash, and makes the same (accounts/secrets.py).

/** Return the proof that the holder of `token` said `text`: HMAC-SHA256, 64 hex digits. */
export async function proofOf(token, text) {
  const encoder = new TextEncoder()
  const hash = await crypto.subtle.digest("SHA-256", encoder.encode(token))
  const key = await crypto.subtle.importKey(
    "raw", hash, { name: "HMAC", hash: "SHA-256" }, false, ["sign"],
  )
  const signed = await crypto.subtle.sign("HMAC", key, encoder.encode(text))
  return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Return what a proof is made over: a nonce, a code and an instant in milliseconds. */
export function saidOf(nonce, code, at) {
  return [nonce, code, new Date(at).toISOString()].join("\n")
}
