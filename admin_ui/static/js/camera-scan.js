// <camera-scan for="…">: reads codes with the camera into the field of that id and sends
// its form, as a scanner at a cable would. The picture stays in the browser. The same
// code is read again only after it was out of sight for some seconds (V16, E1), also when
// the next page opens the camera; a code is not read while a dialog is open or a form is
// on its way. The camera stops with the page. What went wrong is said in words, and the
// field can always be typed into.

import * as camera from "./camera-stream.js"

const KEPT = "kromka-camera"
const PAUSE_MS = 80

export class CameraScanElement extends (globalThis.HTMLElement ?? class {}) {
  #turn = 0
  #stream = null
  #sound = null
  #sent = false
  #resting = false

  static define(tag = "camera-scan", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.hidden = false
    this.#part("open").addEventListener("click", this.#press)
    this.#part("close").addEventListener("click", this.#dismiss)
    this.#part("torch").addEventListener("click", this.#switchTorch)
    this.#part("choice").addEventListener("change", this.#choose)
    this.field.form.addEventListener("submit", this.#send)
    document.addEventListener("visibilitychange", this.#followPage)
    globalThis.addEventListener("pagehide", this.#rest)
    globalThis.addEventListener("pageshow", this.#return)
    if (this.#kept.open && "reopen" in this.dataset) this.#openAgain()
  }

  disconnectedCallback() {
    this.field?.form.removeEventListener("submit", this.#send)
    document.removeEventListener("visibilitychange", this.#followPage)
    globalThis.removeEventListener("pagehide", this.#rest)
    globalThis.removeEventListener("pageshow", this.#return)
    this.#stop()
  }

  get field() {
    return document.getElementById(this.getAttribute("for"))
  }

  #part(name) {
    return this.querySelector(`[data-camera-${name}]`)
  }

  get #kept() {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}")
  }

  #keep(facts) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...this.#kept, ...facts }))
  }

  // A finger asks: now a sound may be made, and the last code may be read again.
  #press = () => {
    this.#sound ??= globalThis.AudioContext ? new AudioContext() : null
    // On an iPhone it begins silent, and falls silent when a telephone call comes.
    this.#sound?.resume().catch(() => null)
    this.#keep({ seen: null })
    this.#open({ byFinger: true })
  }

  #dismiss = () => {
    this.close()
    this.#part("open").focus()
  }

  /** Let the camera go, until a finger asks for it again. */
  close() {
    this.#keep({ open: false })
    this.#stop()
    this.#say("")
  }

  // Without a finger only where the browser will not ask.
  async #openAgain() {
    const turn = this.#turn
    if (!await camera.isAllowed() || turn !== this.#turn) return
    this.#sound ??= globalThis.AudioContext ? new AudioContext() : null
    await this.#open({ byFinger: false })
  }

  async #open({ byFinger }) {
    const why = camera.obstacle(globalThis)
    if (why) return this.#fail(why)
    const turn = this.#stop()
    this.#say("opening")
    const reading = this.#reader().catch(() => null)
    try {
      const stream = await camera.open()
      if (turn !== this.#turn) return camera.stop(stream)
      await this.#show(stream, byFinger)
    } catch (error) {
      if (turn === this.#turn) this.#fail(camera.reasonOf(error))
      return
    }
    const reader = await reading
    if (turn !== this.#turn) return
    if (!reader) return this.#fail("unread")
    this.#say("looking")
    await this.#look(turn, reader)
  }

  async #reader() {
    const { reader, script, wasm, formats } = this.dataset
    const { barcodeReader, Sight } = await import(reader)
    const read = await barcodeReader({ script, wasm, formats: formats.split(" ") })
    return { read, sight: new Sight() }
  }

  async #show(stream, byFinger) {
    this.#stream = stream
    this.#track.addEventListener("ended", () => {
      if (this.#stream === stream) this.#fail("lost")
    })
    const video = this.#part("video")
    video.muted = true
    video.srcObject = stream
    this.#part("view").hidden = false
    this.#part("open").hidden = true
    if (byFinger) {
      this.#part("close").focus({ preventScroll: true })
      this.scrollIntoView({ block: "nearest" })
    }
    this.#keep({ open: true })
    await video.play()
    await this.#offerChoice()
    await this.#offerTorch()
  }

  get #track() {
    return camera.trackOf(this.#stream)
  }

  async #offerChoice() {
    const choice = this.#part("choice")
    const all = await camera.cameras(this.#track, choice.dataset.name)
    choice.replaceChildren(...all)
    choice.closest("label").hidden = all.length < 2
  }

  #choose = (event) => {
    camera.choose(event.target.value)
    this.#open({ byFinger: false })
  }

  async #offerTorch() {
    const torch = this.#part("torch")
    torch.hidden = !camera.hasTorch(this.#track)
    torch.setAttribute("aria-pressed", "false")
    if (!torch.hidden && this.#kept.torch) await this.#light(true)
  }

  #switchTorch = () => this.#light(this.#part("torch").getAttribute("aria-pressed") !== "true")

  async #light(torch) {
    try {
      await camera.light(this.#track, torch)
      this.#part("torch").setAttribute("aria-pressed", String(torch))
      this.#keep({ torch })
    } catch {
      this.#part("torch").hidden = true
    }
  }

  async #look(turn, { read, sight }) {
    // What the last page read may still lie before the camera.
    if (this.#kept.seen) sight.isNew(this.#kept.seen, performance.now())
    while (turn === this.#turn) {
      // A frame that cannot be read is followed by another.
      const codes = await read(this.#part("video")).catch(() => [])
      if (turn === this.#turn && !document.querySelector("dialog[open]")) {
        this.#judge(codes, sight)
      }
      await new Promise((next) => setTimeout(next, PAUSE_MS))
    }
  }

  #judge([code], sight) {
    const now = performance.now()
    if (!code) {
      if (!sight.isRecent(now)) this.#say("looking")
    } else if (sight.isNew(code.print, now)) {
      this.#keep({ seen: code.print })
      this.#submit(code.text)
    } else {
      this.#say("repeated")
    }
  }

  #submit(text) {
    const { field } = this
    field.value = text
    if ("fill" in this.dataset) return this.#leave()
    // As a finger would: Safari knew no requestSubmit before 2022.
    field.form.querySelector("button[type=submit]").click()
    if (!this.#sent) return
    beep(this.#sound)
    navigator.vibrate?.(80)
    this.#say("read")
  }

  // The code is in its field, and a finger decides what becomes of it.
  #leave() {
    beep(this.#sound)
    navigator.vibrate?.(80)
    this.#stop()
    this.#say("filled")
    this.field.form.querySelector("button[type=submit]").focus()
  }

  // Whoever sends the form, by camera, scanner or finger: nothing is read after it.
  #send = (event) => {
    if (event.defaultPrevented) return
    this.#sent = true
    this.#turn += 1
    this.#part("video").pause()
  }

  #followPage = () => {
    if (document.hidden) this.#rest()
    else this.#return()
  }

  #rest = () => {
    this.#resting ||= this.#stream !== null
    this.#stop()
    this.#say("")
  }

  #return = () => {
    this.#sent = false
    if (!this.#resting) return
    this.#resting = false
    this.#openAgain()
  }

  #fail(why) {
    this.#keep({ open: false })
    this.#stop()
    this.#say(why, "warning")
  }

  #stop() {
    camera.stop(this.#stream)
    this.#stream = null
    this.#part("video").srcObject = null
    this.#part("view").hidden = true
    this.#part("open").hidden = false
    this.#turn += 1
    return this.#turn
  }

  #say(what, kind = "info") {
    const words = this.#part("words")
    const text = words.dataset[what] ?? ""
    if (words.textContent === text) return
    words.textContent = text
    words.className = kind === "warning" ? "notice notice--warning" : "camera__words"
  }
}

/** Make a short high tone; a browser that no finger has touched stays silent. */
function beep(sound) {
  if (sound?.state !== "running") return
  const tone = sound.createOscillator()
  tone.frequency.value = 1760
  tone.connect(sound.destination)
  tone.start()
  tone.stop(sound.currentTime + 0.09)
}

if (globalThis.customElements) CameraScanElement.define()
