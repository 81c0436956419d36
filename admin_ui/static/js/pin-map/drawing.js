// Draws what lies about a place: roads as lines, doors as dots with their numbers. Where
// no roads are known, a grid shows how far things are from one another.

import { HEIGHT, metresBetween, WIDTH } from "./view.js"

const SVG = "http://www.w3.org/2000/svg"
const LETTER = 0.58
const SMALL = { narrowerThan: 480, size: 20 }
const USUAL_SIZE = 13
const MOST_NAMES = 60

/** Where the buttons of the map lie: no name goes beneath them. */
const BUTTONS = [WIDTH - 110, 0, WIDTH, 190]

/** Draw everything but the pin into *layer*. */
export function draw(layer, view, { has_roads, roads, doors }, home) {
  layer.replaceChildren(
    ...(has_roads ? ways(view, roads) : [grid(view)]),
    ...doorsOf(view, doors, sizeOf(layer)),
    ...(home ? [ring(view.spot(home))] : []),
    scaleOf(view),
  )
}

function ways(view, roads) {
  const d = roads.map((way) => `M${way.map((one) => at(view.spot(one))).join("L")}`).join("")
  return ["pin-map__casing", "pin-map__road"].map((name) => shape("path", { class: name, d }))
}

function grid(view) {
  const step = view.bar.length
  const lines = []
  for (let x = (WIDTH / 2) % step; x < WIDTH; x += step) lines.push(`M${x.toFixed(1)} 0V${HEIGHT}`)
  for (let y = (HEIGHT / 2) % step; y < HEIGHT; y += step) lines.push(`M0 ${y.toFixed(1)}H${WIDTH}`)
  return shape("path", { class: "pin-map__grid", d: lines.join("") })
}

// On a phone the drawing is small, so what is written on it is larger.
function sizeOf(layer) {
  return layer.ownerSVGElement.clientWidth < SMALL.narrowerThan ? SMALL.size : USUAL_SIZE
}

function doorsOf(view, doors, size) {
  const spots = doors.map((door) => ({ door, spot: view.spot(door.where) })).filter(({ spot }) => isIn(spot))
  const dots = spots.map(({ spot: [x, y] }) => circle("pin-map__door", x, y, 4))
  const names = named(spots, view.middle, size).map(({ words, spot: [x, y] }) => {
    const at = { x: x.toFixed(1), y: (y + size + 8).toFixed(1) }
    const text = shape("text", { class: "pin-map__number", "font-size": size, ...at })
    text.textContent = words
    return text
  })
  return [...dots, ...names]
}

/** Return what is written at which spot: nothing over anything else, a street's name once. */
export function named(spots, middle, size = USUAL_SIZE) {
  const near = [...spots].sort((one, other) => metresBetween(middle, one.door.where) - metresBetween(middle, other.door.where))
  const taken = [BUTTONS]
  const streets = new Set()
  const written = []
  for (const { door, spot } of near) {
    const long = [door.street, door.number].filter(Boolean).join(" ")
    const words = streets.has(door.street) ? door.number : long
    const box = around(words, spot, size)
    const isCut = box[0] < 0 || box[2] > WIDTH || box[3] > HEIGHT
    if (isCut || written.length >= MOST_NAMES || taken.some((other) => overlap(box, other))) continue
    streets.add(door.street)
    taken.push(box)
    written.push({ words, spot })
  }
  return written
}

/** Return the sides of a door's dot with its *words* below. */
function around(words, [x, y], size) {
  const half = (words.length * LETTER * size) / 2
  return [x - half, y - 4, x + half, y + size + 12]
}

function overlap(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

function ring([x, y]) {
  return circle("pin-map__registered", x, y, 10)
}

function scaleOf(view) {
  const { metres, length } = view.bar
  const group = shape("g", { class: "map__scale" })
  const text = shape("text", { x: 24, y: HEIGHT - 36 })
  text.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`
  group.append(shape("path", { d: `M24 ${HEIGHT - 26}v8h${length.toFixed(1)}v-8` }), text)
  return group
}

function isIn([x, y]) {
  return x >= 0 && y >= 0 && x <= WIDTH && y <= HEIGHT
}

function at([x, y]) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`
}

function circle(name, x, y, r) {
  return shape("circle", { class: name, cx: x.toFixed(1), cy: y.toFixed(1), r })
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
