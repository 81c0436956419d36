// A double click sends a form once. Whoever presses again later, since nothing seems to
// happen, is not held up: what must be booked once says so to the server itself (`once`).

const TWICE_MS = 1000

const sent = new WeakMap()

function onSubmit(event) {
  const { target: form, submitter, timeStamp: at } = event
  if (event.defaultPrevented || form.method !== "post") return
  const last = sent.get(form)
  if (last && last.submitter === submitter && at - last.at < TWICE_MS) event.preventDefault()
  else sent.set(form, { submitter, at })
}

document.addEventListener("submit", onSubmit)
