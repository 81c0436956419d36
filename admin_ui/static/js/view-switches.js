// <view-switches>: text size, contrast and theme change at once, without a reload.
// Inside are plain links that the server answers; this element only saves the journey.
// Every set of switches on the page shows the same choice: what the page wears, also where
// the server did not know it (a scanner's shell, a page that was kept for no network).

const PARTS = ["theme", "contrast", "text"]
const YEAR_SECONDS = 365 * 24 * 3600

/** Write a view as the cookie that the server reads: `dark.high.aa`. */
export function asCookie(view) {
  return PARTS.map((part) => view[part]).join(".")
}

/** Return the view that the page wears now. */
export function viewOf(root) {
  return Object.fromEntries(PARTS.map((part) => [part, root.dataset[part]]))
}

function mark(within, part, value) {
  for (const link of within.querySelectorAll(`[data-view-part="${part}"]`)) {
    if (link.dataset.viewValue === value) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  }
}

export class ViewSwitchesElement extends (globalThis.HTMLElement ?? class {}) {
  static define(tag = "view-switches", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.addEventListener("click", this.#choose)
    const worn = viewOf(document.documentElement)
    for (const part of PARTS) if (worn[part]) mark(this, part, worn[part])
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#choose)
  }

  #choose = (event) => {
    const link = event.target.closest("[data-view-part]")
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const root = document.documentElement
    const { viewPart: part, viewValue: value } = link.dataset
    root.dataset[part] = value
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie = `kromka_view=${asCookie(viewOf(root))}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`
    mark(document, part, value)
  }
}

if (globalThis.customElements) ViewSwitchesElement.define()
