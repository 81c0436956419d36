// Talks to the service as this phone: with its token, never with anybody's cookie. What
// a request comes to is one of three: an answer, no answer (cut off, too slow, a fault
// over there: try again later), or the door is shut (the office ended this phone's shift).

import { within as deadline } from "../deadline.js"

const API = "/api/v1"
const PATIENCE_MS = 15_000

/** Nobody answered, or with a fault of their own. */
export class NoAnswerError extends Error {}

/** This phone is not let in any more. */
export class ShutOutError extends Error {}

export class Server {
  #token

  constructor(token, language) {
    this.#token = token
    this.language = language
  }

  get = (path, options) => this.#ask("GET", path, undefined, options)
  post = (path, body, options) => this.#ask("POST", path, body, options)
  remove = (path, options) => this.#ask("DELETE", path, undefined, options)

  /** Return {status, body}; the body is null where there is none. */
  async #ask(method, path, body, { within = PATIENCE_MS } = {}) {
    let answer
    let content
    try {
      answer = await fetch(API + path, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: {
          Authorization: `Bearer ${this.#token}`,
          "Accept-Language": this.language,
          "Content-Type": "application/json",
        },
        cache: "no-store",
        credentials: "omit",
        signal: deadline(within),
      })
      content = await answer.text()
    } catch (error) {
      throw new NoAnswerError(error.name)
    }
    if (answer.status >= 500) throw new NoAnswerError(String(answer.status))
    const told = asJson(content, answer)
    if (answer.status === 401) throw new ShutOutError()
    return { status: answer.status, body: told }
  }
}

// What a hotspot or a proxy says is no answer of ours: neither that this phone is shut out,
// nor an empty page where something was to be told.
function asJson(content, answer) {
  if (!content && answer.status === 204) return null
  const kind = answer.headers.get("content-type") ?? ""
  try {
    if (kind.includes("json")) return JSON.parse(content)
  } catch {
    // Cut off in the middle.
  }
  throw new NoAnswerError("another page answered")
}
