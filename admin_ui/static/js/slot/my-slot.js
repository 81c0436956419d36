// <my-slot>: around a household's own page. Keeps the page in the phone, so that the code
// can be shown where there is no network, and says which of it needs one.

import { canKeep, Kept } from "../offline/kept.js"

export class MySlotElement extends (globalThis.HTMLElement ?? class {}) {
  #kept = new Kept("kromka-slot")

  static define(tag = "my-slot", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.querySelector("[data-whole-screen]")?.addEventListener("click", this.#show)
    if (!canKeep()) return
    this.addEventListener("submit", this.#send)
    this.#keep()
  }

  disconnectedCallback() {
    this.querySelector("[data-whole-screen]")?.removeEventListener("click", this.#show)
    this.removeEventListener("submit", this.#send)
  }

  async #keep() {
    const { worker, scope, base } = this.dataset
    navigator.serviceWorker.register(worker, { scope }).catch(() => null)
    await this.#kept.forgetOld()
    try {
      await this.#kept.keep(base, new Map([[base, ""]]))
      this.#say("kept")
    } catch {
      this.#say("offline")
    }
  }

  #send = (event) => {
    // The form that closes the large code leads nowhere.
    if (navigator.onLine || event.target.method === "dialog") return
    event.preventDefault()
    this.#say("offline")
    this.querySelector("[data-state]").scrollIntoView({ block: "center" })
  }

  // White, large, and the screen stays on; only the hand can make it brighter.
  #show = async () => {
    const dialog = this.querySelector("dialog")
    dialog.showModal()
    const light = await navigator.wakeLock?.request("screen").catch(() => null)
    dialog.addEventListener("close", () => light?.release(), { once: true })
  }

  #say(what) {
    const words = this.querySelector("[data-state]")
    words.textContent = words.dataset[what]
  }
}

if (globalThis.customElements) MySlotElement.define()
