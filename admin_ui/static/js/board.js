// The board of a day: a stop is carried with the mouse, a finger or a pen to another place
// or driver, and the server answers with new hours. The buttons under "Zmień" do the same
// without this module. Nothing is decided here: the server keeps the plan.

const FAR_ENOUGH = 6
const EDGE = 60
const OWN_CLICKS = "a, button, input, select, textarea, summary, label, form"

/** Return before which of *middles* (of rows, from the top) something at *y* falls. */
export function placeAt(middles, y) {
  const before = middles.findIndex((middle) => y < middle)
  return before < 0 ? middles.length : before
}

/** Return how far to scroll while something is held at *y* of a window so high. */
export function scrollStep(y, height) {
  if (y < EDGE) return y - EDGE
  return y > height - EDGE ? y - height + EDGE : 0
}

class Carried {
  constructor(stop, from) {
    this.stop = stop
    this.from = from
    this.target = null
  }

  /** Mark where the stop would fall. */
  over(x, y) {
    this.unmark()
    const list = document.elementFromPoint(x, y)?.closest(".lane")?.querySelector("[data-shift]")
    this.target = null
    if (!list) return
    const rows = [...list.children].filter((row) => row !== this.stop)
    const middles = rows.map((row) => {
      const box = row.getBoundingClientRect()
      return box.top + box.height / 2
    })
    const place = placeAt(middles, y)
    this.target = { shift: list.dataset.shift, place: place + 1 }
    if (rows[place]) rows[place].classList.add("board-stop--before")
    else list.classList.add("lane__stops--end")
  }

  unmark() {
    document.querySelector(".board-stop--before")?.classList.remove("board-stop--before")
    document.querySelector(".lane__stops--end")?.classList.remove("lane__stops--end")
  }

  /** Say whether it would fall where it was. */
  get isHome() {
    if (!this.target) return true
    const list = this.stop.parentElement
    const at = [...list.children].indexOf(this.stop) + 1
    return this.target.shift === list.dataset.shift && (this.target.shift === "" || this.target.place === at)
  }
}

export class Board {
  #pressed = null
  #carried = null

  constructor(main) {
    this.main = main
    main.addEventListener("pointerdown", this.#press)
    main.addEventListener("pointerover", this.#point)
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

  /** Give each row something to grip. */
  prepare() {
    this.board?.classList.add("board--drags")
    for (const row of this.main.querySelectorAll(".board-stop[data-stop]")) {
      if (row.querySelector(":scope > .board-stop__grip")) continue
      const grip = document.createElement("span")
      grip.className = "board-stop__grip"
      grip.setAttribute("aria-hidden", "true")
      row.prepend(grip)
    }
  }

  #press = (event) => {
    if (event.button !== 0 || !event.isPrimary) return
    const row = event.target.closest(".board-stop[data-stop]")
    if (!row || event.target.closest(OWN_CLICKS)) return
    // A finger on the row scrolls the page; on the grip it carries.
    if (event.pointerType !== "mouse" && !event.target.closest(".board-stop__grip")) return
    this.#pressed = { row, x: event.clientX, y: event.clientY }
  }

  #move = (event) => {
    if (!this.#pressed || !event.isPrimary) return
    const { row, x, y } = this.#pressed
    if (!this.#carried) {
      if (Math.hypot(event.clientX - x, event.clientY - y) < FAR_ENOUGH) return
      this.#carried = new Carried(row)
      row.classList.add("board-stop--carried")
      this.board.classList.add("board--carrying")
    }
    event.preventDefault()
    window.getSelection()?.removeAllRanges()
    window.scrollBy(0, scrollStep(event.clientY, window.innerHeight))
    this.#carried.over(event.clientX, event.clientY)
  }

  #drop = () => {
    const carried = this.#carried
    this.#leave()
    if (!carried || carried.isHome) return
    const { at, version } = this.board.dataset
    globalThis.htmx.ajax("POST", `${at}/stops/${carried.stop.dataset.stop}`, {
      source: this.board,
      target: "#board",
      swap: "outerHTML",
      values: {
        version,
        how: carried.target.shift ? "move" : "off",
        shift: carried.target.shift,
        place: carried.target.place,
      },
    })
  }

  #leave = () => {
    this.#carried?.unmark()
    this.#carried?.stop.classList.remove("board-stop--carried")
    this.board?.classList.remove("board--carrying")
    this.#carried = null
    this.#pressed = null
  }

  #escape = (event) => {
    if (event.key === "Escape") this.#leave()
  }

  // The same stop on the list and on the drawing, shown together.
  #point = (event) => {
    const stop = event.target.closest?.("[data-stop]")?.dataset.stop
    for (const one of this.main.querySelectorAll(".board-stop--near, .map__link--near")) {
      one.classList.remove("board-stop--near", "map__link--near")
    }
    if (!stop) return
    for (const one of this.main.querySelectorAll(`[data-stop="${stop}"]`)) {
      one.classList.add(one.matches("a") ? "map__link--near" : "board-stop--near")
    }
  }
}

if (globalThis.document?.querySelector("#board")) new Board(document.querySelector("main"))
