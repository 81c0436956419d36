// Which part of the earth a map shows, and where on its drawing a place lies. Pure.
// Places are [latitude, longitude] in degrees, spots are [x, y] in units of the drawing.

export const WIDTH = 640
export const HEIGHT = 400
export const METRES_A_DEGREE = 111_195

const HALVES = [40, 80, 160, 320, 640, 1280, 2400]
const BARS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000]
const DECIMALS = 6

/** Units that one press of an arrow moves by, on every scale. */
export const STEP = 8

/** Which doors are near enough to be read when the map first opens. */
export const USUAL = 2

/** For who is not on the map yet: enough of a town to find one's way. */
export const WIDE = HALVES.length - 1

export class View {
  constructor(middle, zoom = USUAL) {
    this.middle = middle
    this.zoom = Math.min(HALVES.length - 1, Math.max(0, zoom))
  }

  /** Metres from the middle to the sides. */
  get half() {
    return HALVES[this.zoom]
  }

  /** Units of the drawing a metre. */
  get scale() {
    return WIDTH / 2 / this.half
  }

  get #shrink() {
    return Math.max(0.01, Math.cos((this.middle[0] * Math.PI) / 180))
  }

  spot([latitude, longitude]) {
    const east = (longitude - this.middle[1]) * this.#shrink * METRES_A_DEGREE
    const north = (latitude - this.middle[0]) * METRES_A_DEGREE
    return [WIDTH / 2 + east * this.scale, HEIGHT / 2 - north * this.scale]
  }

  place([x, y]) {
    const east = (x - WIDTH / 2) / this.scale
    const north = (HEIGHT / 2 - y) / this.scale
    return [
      this.middle[0] + north / METRES_A_DEGREE,
      this.middle[1] + east / METRES_A_DEGREE / this.#shrink,
    ].map(rounded)
  }

  /** Say whether a place is drawn, and not at the very edge. */
  holds(place, edge = 40) {
    const [x, y] = this.spot(place)
    return x >= edge && y >= edge && x <= WIDTH - edge && y <= HEIGHT - edge
  }

  /** Return the longest round number of metres that fits a quarter of the drawing. */
  get bar() {
    const metres = BARS.findLast((one) => one * this.scale <= WIDTH / 4) ?? BARS[0]
    return { metres, length: metres * this.scale }
  }

  at(middle) {
    return new View(middle, this.zoom)
  }

  closer(steps) {
    return new View(this.middle, this.zoom - steps)
  }
}

/** Return the metres between two places that are near one another. */
export function metresBetween([south, west], [north, east]) {
  const shrink = Math.cos((south * Math.PI) / 180)
  return Math.hypot(north - south, (east - west) * shrink) * METRES_A_DEGREE
}

/** Return the nearest of *doors* and how far it is, or null. */
export function nearest(doors, place) {
  const away = doors.map((door) => ({ door, metres: metresBetween(place, door.where) }))
  return away.reduce((best, one) => (best && best.metres <= one.metres ? best : one), null)
}

/** Return what somebody typed as a place, or null if it is none. */
export function placeOf(latitude, longitude) {
  const numbers = [latitude, longitude].map((text) => Number(text.trim().replace(",", ".") || NaN))
  const isOnEarth = Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= 180
  return isOnEarth ? numbers : null
}

function rounded(degrees) {
  return Number(degrees.toFixed(DECIMALS))
}
