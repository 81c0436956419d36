// The board of a day: a stop is carried with the mouse, a finger or a pen to another place
// or driver, on the list or on the drawing, and the server answers with new hours. The
// buttons under "Zmień" do the same without this module. Nothing is decided here: the
// server keeps the plan.

import { Carried } from "./carried-stop.js"

const FAR_ENOUGH = 6
const EDGE = 60
const FRAMES = 5
const OWN_CLICKS = "a, button, input, select, textarea, summary, label, form"

/** Return how far to scroll while something is held at *y* of a window so high. */
export function scrollStep(y, height) {
  if (y < EDGE) return y - EDGE
  return y > height - EDGE ? y - height + EDGE : 0
}

export class Board {
  #pressed = null
  #carried = null
  #at = null
  #chosen = null

  constructor(main) {
    this.main = main
    main.addEventListener("pointerdown", this.#press)
    main.addEventListener("pointerover", this.#point)
    main.addEventListener("focusin", this.#point)
    main.addEventListener("click", this.#choose)
    main.addEventListener("dragstart", this.#keepLink)
    main.addEventListener("touchmove", this.#hold, { passive: false })
    document.addEventListener("pointermove", this.#move)
    document.addEventListener("pointerup", this.#drop)
    document.addEventListener("pointercancel", this.#leave)
    document.addEventListener("keydown", this.#escape)
    document.addEventListener("htmx:afterSettle", () => this.prepare())
    this.prepare()
  }

  get board() {
    return this.main.querySelector("#board")
  }

  /** Give each row something to grip, and show again which stop was chosen. */
  prepare() {
    this.board?.classList.add("board--drags")
    for (const row of this.main.querySelectorAll(".board-stop[data-stop]")) {
      if (row.querySelector(":scope > .board-stop__grip")) continue
      const grip = document.createElement("span")
      grip.className = "board-stop__grip"
      grip.setAttribute("aria-hidden", "true")
      row.prepend(grip)
    }
    this.#mark("chosen", this.#chosen)
  }

  #press = (event) => {
    if (event.button !== 0 || !event.isPrimary) return
    const grip = event.target.closest("[data-stop]")
    if (!grip || !this.#mayCarry(grip, event)) return
    this.#pressed = { grip, x: event.clientX, y: event.clientY }
  }

  #mayCarry(grip, { target, pointerType }) {
    if (grip.matches(".map__link")) return this.main.querySelector(`.board-stop[data-stop="${grip.dataset.stop}"]`) !== null
    if (target.closest(OWN_CLICKS)) return false
    // A finger on the row scrolls the page; on the grip it carries.
    return pointerType === "mouse" || target.closest(".board-stop__grip") !== null
  }

  #move = (event) => {
    if (!this.#pressed || !event.isPrimary) return
    const { grip, x, y } = this.#pressed
    if (!this.#carried) {
      if (Math.hypot(event.clientX - x, event.clientY - y) < FAR_ENOUGH) return
      this.#carried = new Carried(grip, { x, y })
      this.board.classList.add("board--carrying")
      this.#at = { x, y }
      requestAnimationFrame(this.#scroll)
    }
    event.preventDefault()
    window.getSelection()?.removeAllRanges()
    this.#at = { x: event.clientX, y: event.clientY }
    this.#carried.over(event.clientX, event.clientY)
  }

  // Held still at the edge, the page goes on as well: drivers lie far from one another.
  #scroll = () => {
    if (!this.#carried) return
    const step = scrollStep(this.#at.y, window.innerHeight)
    if (step) {
      window.scrollBy(0, step / FRAMES)
      this.#carried.over(this.#at.x, this.#at.y)
    }
    requestAnimationFrame(this.#scroll)
  }

  // A finger that carries does not scroll: what is drawn heeds no `touch-action`.
  #hold = (event) => {
    if (this.#pressed) event.preventDefault()
  }

  #drop = () => {
    const carried = this.#carried
    this.#leave()
    if (!carried) return
    this.#chosen = carried.stop
    // The click that ends a journey leads nowhere.
    document.addEventListener("click", stay, { capture: true, once: true })
    setTimeout(() => document.removeEventListener("click", stay, { capture: true }))
    if (carried.isHome) return
    const { at, version } = this.board.dataset
    globalThis.htmx.ajax("POST", `${at}/stops/${carried.stop}`, {
      source: this.board,
      target: "#board",
      swap: "outerHTML",
      values: { version, ...carried.target },
    })
  }

  #leave = () => {
    this.#carried?.letGo()
    this.board?.classList.remove("board--carrying")
    this.#carried = null
    this.#pressed = null
  }

  #escape = (event) => {
    if (event.key === "Escape") this.#leave()
  }

  // The dot of a stop is a link, which the browser would drag as one.
  #keepLink = (event) => {
    if (event.target.closest?.(".map__link")) event.preventDefault()
  }

  // The same stop on the list and on the drawing, shown together.
  #point = (event) => this.#mark("near", event.target.closest?.("[data-stop]")?.dataset.stop)

  #choose = (event) => {
    const stop = event.target.closest?.("[data-stop]")?.dataset.stop
    if (!stop) return
    this.#chosen = stop
    this.#mark("chosen", stop)
  }

  #mark(how, stop) {
    const [row, dot] = [`board-stop--${how}`, `map__link--${how}`]
    for (const one of this.main.querySelectorAll(`.${row}, .${dot}`)) one.classList.remove(row, dot)
    if (!stop) return
    for (const one of this.main.querySelectorAll(`[data-stop="${stop}"]`)) {
      one.classList.add(one.matches("a") ? dot : row)
    }
  }
}

function stay(event) {
  event.preventDefault()
  event.stopPropagation()
}

if (globalThis.document?.querySelector("#board")) new Board(document.querySelector("main"))
