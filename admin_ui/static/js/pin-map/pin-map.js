// <pin-map>: a place in two fields, moved on a map: by dragging, by a tap, by arrow keys.
// The map is drawn here from the centre's own roads and register of addresses, asked for
// part by part; nothing comes from elsewhere. The fields are what is saved, and whatever
// is typed into them moves the pin. Without this module they work alone.

import { draw } from "./drawing.js"
import { HEIGHT, metresBetween, nearest, placeOf, STEP, USUAL, View, WIDE, WIDTH } from "./view.js"

const ABOUT = "/map/about"
const MARGIN = 1.6
const PAN_FROM = 5
const FAR = 5
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
const ZOOMS = { "+": 1, "=": 1, "-": -1 }

export class PinMapElement extends (globalThis.HTMLElement ?? class {}) {
  #view = null
  #known = null
  #asked = 0
  #pin = null
  #first = null
  #held = null
  #hasMoved = false
  #isOnPin = false

  static define(tag = "pin-map", registry = customElements) {
    registry.define(tag, this)
  }

  connectedCallback() {
    this.hidden = false
    this.#first = this.#typed
    this.#pin = this.#first
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((one) => one.isIntersecting)) return
      seen.disconnect()
      this.#begin()
    })
    seen.observe(this)
  }

  get #fields() {
    return ["latitude", "longitude"].map((name) => document.getElementById(this.dataset[name]))
  }

  get #typed() {
    return placeOf(...this.#fields.map((field) => field.value))
  }

  get #home() {
    return this.dataset.home ? this.dataset.home.split(" ").map(Number) : null
  }

  #part(name) {
    return this.querySelector(`[data-pin-${name}]`)
  }

  async #begin() {
    const form = this.#fields[0].form
    const frame = this.#part("frame")
    for (const field of this.#fields) field.addEventListener("input", this.#follow)
    form.addEventListener("change", this.#choose)
    frame.addEventListener("pointerdown", this.#press)
    frame.addEventListener("pointermove", this.#drag)
    frame.addEventListener("pointerup", this.#drop)
    frame.addEventListener("pointercancel", this.#drop)
    frame.addEventListener("touchmove", this.#hold, { passive: false })
    frame.addEventListener("click", this.#tap)
    frame.addEventListener("keydown", this.#key)
    this.#part("back").addEventListener("click", () => this.#put(this.#first, { byHand: false }))
    for (const button of this.querySelectorAll("[data-pin-zoom]")) {
      button.addEventListener("click", () => this.#zoom(Number(button.dataset.pinZoom)))
    }
    if (this.#pin) return this.#show(new View(this.#pin, USUAL))
    const known = await this.#about(null, new View([0, 0], WIDE).half)
    if (!known) return
    this.#known = known
    this.#show(new View(known.middle, WIDE))
  }

  /** Show a part of the map, and ask for what lies there if that is not known yet. */
  async #show(view) {
    this.#view = view
    this.#draw()
    const turn = (this.#asked += 1)
    if (this.#covers(view)) return
    const known = await this.#about(view.middle, Math.round(view.half * MARGIN))
    if (!known || turn !== this.#asked) return
    this.#known = known
    this.#draw()
  }

  #covers(view) {
    if (!this.#known) return false
    const { middle, metres } = this.#known
    return metresBetween(middle, view.middle) + view.half <= metres && metres <= 4 * view.half
  }

  async #about(place, metres) {
    const body = new URLSearchParams({ metres })
    body.set("_csrf_token", this.#fields[0].form.querySelector("[name=_csrf_token]")?.value ?? "")
    if (place) {
      body.set("latitude", place[0])
      body.set("longitude", place[1])
    }
    try {
      const answer = await fetch(ABOUT, { method: "POST", body })
      if (!answer.ok) throw new Error(String(answer.status))
      const known = await answer.json()
      if (!known) this.#say("unknown")
      return known
    } catch {
      this.#say("failed")
      return null
    }
  }

  #draw() {
    const known = this.#known ?? { has_roads: true, roads: [], doors: [] }
    draw(this.#part("layer"), this.#view, known, this.#home ?? this.#first)
    this.#part("authors").hidden = !known.has_roads || !known.roads.length
    this.#drawPin()
    this.#tell()
  }

  #drawPin() {
    const pin = this.querySelector("[data-pin]")
    const way = this.#part("way")
    const from = this.#home ?? this.#first
    pin.toggleAttribute("hidden", !this.#pin)
    way.toggleAttribute("hidden", !this.#pin || !from)
    if (!this.#pin) return
    const spot = this.#view.spot(this.#pin)
    pin.setAttribute("transform", `translate(${spot.map((one) => one.toFixed(1)).join(" ")})`)
    if (from) way.setAttribute("d", `M${this.#view.spot(from).join(" ")}L${spot.join(" ")}`)
  }

  #tell() {
    this.#part("back").hidden = !this.#isMoved
    if (!this.#pin) return this.#say("nowhere")
    const said = []
    const found = nearest(this.#known?.doors ?? [], this.#pin)
    if (found) {
      const { street, number } = found.door
      const facts = { door: [street, number].filter(Boolean).join(" "), metres: Math.round(found.metres) }
      said.push(filled(this.dataset.near, facts))
    }
    if (this.#first && this.#isMoved) {
      said.push(filled(this.dataset.moved, { metres: Math.round(metresBetween(this.#first, this.#pin)) }))
    }
    this.#words(said.join(" "))
  }

  get #isMoved() {
    return String(this.#pin) !== String(this.#first)
  }

  #say(what) {
    this.#words(this.dataset[what])
  }

  #words(text) {
    const words = this.#part("words")
    if (words.textContent !== text) words.textContent = text
  }

  /** Put the pin at a place and into the fields; the map follows it to the edge. */
  #put(place, { byHand = true } = {}) {
    this.#pin = place
    this.#part("by-hand").value = byHand ? "yes" : ""
    this.#fields.forEach((field, at) => {
      field.value = place ? String(place[at]) : ""
      field.dispatchEvent(new Event("input", { bubbles: true }))
    })
    this.#settle()
  }

  #settle() {
    if (this.#pin && !this.#view.holds(this.#pin)) this.#show(this.#view.at(this.#pin))
    else this.#draw()
  }

  // Typed by hand, or put there by this element itself.
  #follow = (event) => {
    if (!event.isTrusted || !this.#view) return
    this.#pin = this.#typed
    this.#part("by-hand").value = "yes"
    this.#settle()
  }

  // One of the register's doors was chosen instead of what is typed, or none of them.
  #choose = ({ target }) => {
    if (target.name !== "candidate") return
    const { latitude, longitude } = target.dataset
    this.#put(latitude ? [Number(latitude), Number(longitude)] : this.#first, { byHand: false })
  }

  #zoom(steps) {
    if (!this.#view) return
    const about = this.#pin && this.#view.holds(this.#pin) ? this.#pin : this.#view.middle
    this.#show(this.#view.at(about).closer(steps))
  }

  #spot({ clientX, clientY }) {
    const box = this.querySelector("svg.pin-map__drawing").getBoundingClientRect()
    return [((clientX - box.left) / box.width) * WIDTH, ((clientY - box.top) / box.height) * HEIGHT]
  }

  #press = (event) => {
    if (event.button !== 0 || !event.isPrimary || !this.#view || event.target.closest("button")) return
    this.#hasMoved = false
    const spot = this.#spot(event)
    const isPin = event.target.closest("[data-pin]") !== null
    this.#isOnPin = isPin
    // A finger on the map itself scrolls the page.
    if (!isPin && event.pointerType !== "mouse") return
    const from = isPin ? this.#view.spot(this.#pin) : this.#view.spot(this.#view.middle)
    this.#held = { isPin, spot, from, view: this.#view }
    this.#part("frame").setPointerCapture(event.pointerId)
  }

  #drag = (event) => {
    if (!this.#held || !event.isPrimary) return
    const [x, y] = this.#spot(event)
    const { isPin, spot, from, view } = this.#held
    const moved = [x - spot[0], y - spot[1]]
    if (!this.#hasMoved && Math.hypot(...moved) < PAN_FROM) return
    this.#hasMoved = true
    event.preventDefault()
    if (isPin) {
      this.#pin = view.place([within(from[0] + moved[0], WIDTH), within(from[1] + moved[1], HEIGHT)])
      this.#drawPin()
    } else {
      this.#view = view.at(view.place([from[0] - moved[0], from[1] - moved[1]]))
      this.#draw()
    }
  }

  // A finger that carries the pin does not scroll the page.
  #hold = (event) => {
    if (this.#held) event.preventDefault()
  }

  #drop = () => {
    const held = this.#held
    this.#held = null
    if (!held || !this.#hasMoved) return
    if (held.isPin) this.#put(this.#pin)
    else this.#show(this.#view)
  }

  #tap = (event) => {
    const isDrag = this.#hasMoved
    this.#hasMoved = false
    if (isDrag || this.#isOnPin || !this.#view || event.target.closest("button")) return
    this.#put(this.#view.place(this.#spot(event)))
  }

  #key = (event) => {
    if (!this.#view || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("button")) return
    if (event.key in ZOOMS) this.#zoom(ZOOMS[event.key])
    else if (event.key in KEYS) this.#step(KEYS[event.key], event.shiftKey ? FAR : 1)
    else return
    event.preventDefault()
  }

  #step([right, down], times) {
    if (!this.#pin) return this.#put(this.#view.middle)
    const [x, y] = this.#view.spot(this.#pin)
    this.#put(this.#view.place([x + right * STEP * times, y + down * STEP * times]))
  }
}

function within(value, most) {
  return Math.min(most, Math.max(0, value))
}

function filled(words, facts) {
  return words.replace(/\{(\w+)\}/g, (_, name) => facts[name])
}

if (globalThis.customElements) PinMapElement.define()
