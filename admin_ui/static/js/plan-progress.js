// How far planning is, told by the server as it happens. While the stream is open, the bar
// does not ask by itself; if the stream breaks, it goes on asking every second as before.

const BAR = "plan-progress"

/** Put what an event says into the bar; *words* are templates with {braces}. */
export function show(bar, { state, progress }) {
  const meter = bar.querySelector("progress")
  meter.max = 100
  meter.value = progress.percent
  if (state !== "queued") bar.querySelector(".progress__text .number").textContent = `${progress.percent}%`
  const served = bar.querySelector("[data-served]")
  if (progress.served === null || !served) return
  served.hidden = false
  served.textContent = served.dataset.served
    .replace("{served}", progress.served)
    .replace("{stops}", progress.stops)
}

export function follow(bar, Source = EventSource) {
  const source = new Source(bar.dataset.events)
  const hush = (event) => {
    if (event.target.id === BAR && source.readyState === Source.OPEN) event.preventDefault()
  }
  document.addEventListener("htmx:beforeRequest", hush)
  source.addEventListener("progress", (event) => {
    show(document.getElementById(BAR), JSON.parse(event.data))
  })
  source.addEventListener("done", () => {
    source.close()
    location.reload()
  })
  source.addEventListener("error", () => {
    source.close()
    document.removeEventListener("htmx:beforeRequest", hush)
    globalThis.htmx?.trigger(document.getElementById(BAR), "ask")
  })
}

const bar = globalThis.document?.getElementById(BAR)
if (bar) follow(bar)
