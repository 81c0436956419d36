// <paper-entry>: around the form in which a paper register is typed in. Enter goes to the
// next field of the column instead of sending the form, Shift+Enter back; from the last
// one it goes to the button. A part of the list that is folded is opened on the way. A tick at "less" shows the packs of that parcel, to be
// lowered. The form works without this element: then packs are asked for after sending.

/** Return the field that Enter leads to from *from*: the next one, or -1 for the button. */
export function nextOf(count, from, back) {
  const to = from + (back ? -1 : 1)
  if (to < 0) return 0
  return to < count ? to : -1
}

/** Return the part of the list in which *field* is folded away, if it is. */
function folded(field) {
  return field.closest("[data-part] > details:not([open])")
}

function unfold(field) {
  folded(field)?.setAttribute("open", "")
}

export class PaperEntryElement extends (globalThis.HTMLElement ?? class {}) {
  static define(tag = "paper-entry", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("keydown", this.#go)
    this.addEventListener("change", this.#ask)
    // A draft that was put back may have filled folded parts, and ticked some.
    for (const field of this.querySelectorAll("[data-part] input")) {
      if (field.type === "checkbox" ? field.checked : field.value) unfold(field)
    }
    const ticked = [...this.querySelectorAll("input[data-parcel]:checked")]
    if (ticked.filter((tick) => this.#show(tick)).length) {
      this.dispatchEvent(new CustomEvent("fields-added", { bubbles: true }))
    }
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.#go)
    this.removeEventListener("change", this.#ask)
  }

  #go = (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-next]")) return
    event.preventDefault()
    const fields = [...this.querySelectorAll("[data-next]")].filter(
      (one) => one.offsetParent || folded(one),
    )
    const at = nextOf(fields.length, fields.indexOf(event.target), event.shiftKey)
    const next = at < 0 ? this.querySelector("button:not([type=button])") : fields[at]
    unfold(next)
    next.focus()
    next.select?.()
  }

  #ask = (event) => {
    const tick = event.target
    if (!tick.matches("input[data-parcel]")) return
    if (tick.checked) this.#show(tick)?.querySelector("input").select()
    else this.#packsOf(tick)?.remove()
  }

  #packsOf(tick) {
    return tick.closest("td, .field").querySelector("[data-packs]")
  }

  #show(tick) {
    if (this.#packsOf(tick)) return null
    const template = this.querySelector(`template[data-parcel="${tick.dataset.parcel}"]`)
    const packs = template?.content.firstElementChild.cloneNode(true)
    if (!packs) return null
    for (const field of packs.querySelectorAll("[data-name]")) {
      field.name = `${tick.dataset.line}.${field.dataset.name}`
    }
    tick.closest("label").after(packs)
    return packs
  }
}

if (globalThis.customElements) PaperEntryElement.define()
