// <read-aloud>: a button that reads what matters on the page. Shown only where the device
// has a voice of the page's language: another voice would read it beyond recognition.

/** Return the voice that reads *language*, one of the device itself before others. */
export function voiceFor(voices, language) {
  const fit = voices.filter((one) => one.lang.toLowerCase().replace("_", "-").split("-")[0] === language)
  return fit.find((one) => one.localService) ?? fit[0] ?? null
}

export class ReadAloudElement extends (globalThis.HTMLElement ?? class {}) {
  static define(tag = "read-aloud", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    if (!globalThis.speechSynthesis) return
    speechSynthesis.addEventListener?.("voiceschanged", this.#offer)
    this.addEventListener("click", this.#press)
    this.#offer()
  }

  disconnectedCallback() {
    if (!globalThis.speechSynthesis) return
    speechSynthesis.removeEventListener?.("voiceschanged", this.#offer)
    this.removeEventListener("click", this.#press)
    speechSynthesis.cancel()
  }

  get #voice() {
    return voiceFor(speechSynthesis.getVoices(), document.documentElement.lang)
  }

  #offer = () => {
    this.hidden = this.#voice === null
  }

  #press = () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel()
      return
    }
    const read = [...document.querySelectorAll("[data-aloud]")]
      .map((one) => one.dataset.aloud || one.textContent)
      .map((text) => text.replace(/\s+/g, " ").trim())
    const words = Object.assign(new SpeechSynthesisUtterance(read.join(". ")), { voice: this.#voice, rate: 0.9 })
    words.lang = this.#voice.lang
    speechSynthesis.speak(words)
  }
}

if (globalThis.customElements) ReadAloudElement.define()
