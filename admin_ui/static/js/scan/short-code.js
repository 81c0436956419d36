// The code beside the QR code, as vouchers/short_code.py makes it: ten characters of
// Crockford's base32, the last of which checks the others.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const LENGTH = 10
const MODULUS = 37
const LOOKS_LIKE = { O: "0", I: "1", L: "1" }

/** Return `typed` as it is stored, or null if it cannot be a code. */
export function normalise(typed) {
  const code = typed.toUpperCase().replace(/[ \-\u2010\u2011\u2013\u00a0\t\r\n]/g, "")
    .replace(/[OIL]/g, (character) => LOOKS_LIKE[character])
  const values = [...code].map((character) => ALPHABET.indexOf(character))
  if (values.length !== LENGTH || values.includes(-1)) return null
  const body = values.slice(0, -1)
  const check = body.reduce((rest, value) => (rest * ALPHABET.length + value) % MODULUS, 0)
  return check === values.at(-1) ? code : null
}

/** Return a stored code as people see it: K7QM-2F9X-3D. */
export function grouped(code) {
  return [code.slice(0, 4), code.slice(4, 8), code.slice(8)].join("-")
}
