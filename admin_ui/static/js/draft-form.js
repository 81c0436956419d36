// <draft-form name owner>: what is typed into the form inside survives an expired session,
// a reload and a dead battery of the server: it lies in this tab's sessionStorage until a
// page says that it was saved. What was typed over goes with it (`seen`), so that nobody's
// change in between is overwritten; a page that tells of one has the newest (`data-told`).
// Never kept: passwords, files, other hidden fields, other people's drafts (the key names the
// owner), anything older than half a day, anything after sign-out.

const PREFIX = "kromka-draft:"
const LONGEST_MS = 12 * 3600 * 1000
const LEFT_OUT = new Set(["password", "hidden", "file", "submit", "button", "reset", "image"])

/** Say whether a control's content may be kept. */
export function isKept(control) {
  const isLeftOut = LEFT_OUT.has(control.type) && control.name !== "seen"
  return Boolean(control.name) && !isLeftOut && control.dataset.noDraft === undefined
}

/** Return what the form holds, as a list of [name, value] for what is typed or ticked. */
export function contentOf(form) {
  const kept = [...form.elements].filter(isKept)
  return kept.flatMap((control) => {
    if (control.type === "checkbox" || control.type === "radio") {
      return control.checked ? [[control.name, control.value]] : []
    }
    return [[control.name, control.value]]
  })
}

/** Put *content* back into the form; return whether that changed anything. */
export function putBack(form, content) {
  const before = JSON.stringify(contentOf(form))
  const waiting = content.map((pair) => [...pair])
  const isOpen = (control) => isKept(control) && control.dataset.told === undefined
  for (const control of [...form.elements].filter(isOpen)) {
    const at = waiting.findIndex(([name, value]) =>
      name === control.name && (!isTick(control) || value === control.value))
    if (isTick(control)) control.checked = at >= 0
    else if (at >= 0) control.value = waiting[at][1]
    if (at >= 0) waiting.splice(at, 1)
  }
  return JSON.stringify(contentOf(form)) !== before
}

/** Forget the drafts for which *isOver* holds. */
export function forget(storage, isOver) {
  for (const key of Object.keys(storage).filter((key) => key.startsWith(PREFIX))) {
    if (isOver(read(storage, key))) storage.removeItem(key)
  }
}

function isTick(control) {
  return control.type === "checkbox" || control.type === "radio"
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key)) ?? {}
  } catch {
    return {}
  }
}

export class DraftFormElement extends (globalThis.HTMLElement ?? class {}) {
  static define(tag = "draft-form", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("input", this.#keep)
    this.addEventListener("submit", this.#send)
    this.addEventListener("click", this.#discard)
    this.addEventListener("fields-added", this.#restore)
    this.#restore()
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#keep)
    this.removeEventListener("submit", this.#send)
    this.removeEventListener("click", this.#discard)
    this.removeEventListener("fields-added", this.#restore)
  }

  get form() {
    return this.querySelector("form")
  }

  get key() {
    return `${PREFIX}${this.getAttribute("owner") ?? ""}:${location.pathname}:${this.getAttribute("name")}`
  }

  // Again when another element has put fields into the form that the draft has words for.
  #restore = () => {
    const draft = read(sessionStorage, this.key)
    const note = this.querySelector("[data-draft-note]")
    if (draft.content && putBack(this.form, draft.content) && note) note.hidden = false
  }

  #keep = () => this.#write({ sent: false })

  #send = () => this.#write({ sent: true })

  #discard = (event) => {
    if (!event.target.closest("[data-draft-discard]")) return
    sessionStorage.removeItem(this.key)
    location.reload()
  }

  #write({ sent }) {
    const draft = { content: contentOf(this.form), sent, at: Date.now() }
    try {
      sessionStorage.setItem(this.key, JSON.stringify(draft))
    } catch {
      // A full or forbidden storage: the form itself works on, without a net.
    }
  }
}

function clearFinished() {
  const saved = document.querySelector("#flashes .notice--done, [data-draft-saved]") !== null
  forget(sessionStorage, (draft) => (saved && draft.sent) || !(Date.now() - draft.at < LONGEST_MS))
}

if (globalThis.customElements) {
  clearFinished()
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forget(sessionStorage, () => true)
  })
  DraftFormElement.define()
}
