// A stop while it is carried over the board: where it would fall is marked, on the list
// and on the drawing. On the list it falls between two others; on a route of the drawing,
// or on a driver's name beside it, the server looks for the best place there.

/** Return before which of *middles* (of rows, from the top) something at *y* falls. */
export function placeAt(middles, y) {
  const before = middles.findIndex((middle) => y < middle)
  return before < 0 ? middles.length : before
}

// Between them a list also says where the driver comes back to load.
const stopsOf = (list) => [...list.children].filter((row) => row.matches(".board-stop"))

export class Carried {
  /** Take up the stop of *grip*, a row or a dot, that was pressed at *from*. */
  constructor(grip, from) {
    this.stop = grip.dataset.stop
    this.target = null
    this.#row = document.querySelector(`.board-stop[data-stop="${this.stop}"]`)
    this.#dot = document.querySelector(`.map__link[data-stop="${this.stop}"]`)
    this.#isByDot = grip === this.#dot
    if (this.#isByDot) this.#from = this.#spot(from)
    this.#row.classList.add("board-stop--carried")
    this.#dot?.classList.add("map__link--carried")
  }

  #from
  #row
  #dot
  #isByDot

  /** Mark where the stop would fall. */
  over(x, y) {
    this.#unmark()
    if (this.#isByDot) this.#follow(x, y)
    const under = document.elementFromPoint(x, y)
    const list = under?.closest(".lane")?.querySelector("[data-shift]")
    const route = under?.closest("[data-onto]")
    this.target = null
    if (list) this.#ontoList(list, y)
    else if (route) this.#ontoRoute(route.dataset.onto)
  }

  #ontoList(list, y) {
    const rows = stopsOf(list).filter((row) => row !== this.#row)
    const middles = rows.map((row) => {
      const box = row.getBoundingClientRect()
      return box.top + box.height / 2
    })
    const place = placeAt(middles, y)
    const { shift } = list.dataset
    this.target = { how: shift ? "move" : "off", shift, place: place + 1 }
    if (rows[place]) rows[place].classList.add("board-stop--before")
    else list.classList.add("lane__stops--end")
  }

  #ontoRoute(shift) {
    this.target = { how: shift ? "fit" : "off", shift }
    for (const one of document.querySelectorAll(`[data-onto="${shift}"]`)) one.classList.add("onto--over")
  }

  /** Let the dot follow the pointer, also while the page goes on beneath it. */
  #follow(x, y) {
    const now = this.#spot({ x, y })
    this.#dot.setAttribute("transform", `translate(${now.x - this.#from.x} ${now.y - this.#from.y})`)
  }

  /** Return where in the drawing a point of the window lies. */
  #spot({ x, y }) {
    return new DOMPoint(x, y).matrixTransform(this.#dot.ownerSVGElement.getScreenCTM().inverse())
  }

  /** Put everything back as it was. */
  letGo() {
    this.#unmark()
    this.#row.classList.remove("board-stop--carried")
    this.#dot?.classList.remove("map__link--carried")
    this.#dot?.removeAttribute("transform")
  }

  #unmark() {
    for (const name of ["board-stop--before", "lane__stops--end", "onto--over"]) {
      for (const one of document.querySelectorAll(`.${name}`)) one.classList.remove(name)
    }
  }

  /** Say whether it would fall where it was. */
  get isHome() {
    if (!this.target) return true
    const list = this.#row.parentElement
    if (this.target.shift !== list.dataset.shift) return false
    const at = stopsOf(list).indexOf(this.#row) + 1
    return this.target.how !== "move" || this.target.place === at
  }
}
