// A form that was sent after the session had ended, or that never got its answer, loses
// nothing: what was typed waits in this tab's sessionStorage. Once the same person has signed
// in again, or came back to the page, it stands in its form, or, where the page no longer has
// such a form, is sent with one press. A form that grows by its presses names the one that
// only draws it (`data-redraw`), and is drawn with all that stood in it. Never kept:
// passwords, files, tokens, anything older than half a day, anything after sign-out. Long
// forms stand in <draft-form> besides, which also outlives a reload.

const KEY = "kromka-unsent"
const LONGEST_MS = 12 * 3600 * 1000
const TOKEN = "_csrf_token"
const NOT_TYPED = new Set(["hidden", "submit", "button", "reset", "image", "search"])
const NEVER_KEPT = new Set(["password", "file"])

/** Return what was typed or ticked in the form, as a list of [name, value]. */
export function typedInto(form) {
  return [...form.elements].filter(isTyped)
    .filter((control) => !isTick(control) || control.checked)
    .map((control) => [control.name, control.value])
}

/** Return all that the form would send, but what is never kept, as a list of [name, value]. */
export function contentOf(form, button) {
  const sent = [...new FormData(form)].filter(([name, value]) =>
    name !== TOKEN && typeof value === "string" && !isSecret(form, name))
  return button?.name ? [...sent, [button.name, button.value]] : sent
}

/** Put what was typed back into the form; return whether there was a place for all of it. */
export function putBack(form, typed) {
  const waiting = [...typed]
  for (const control of [...form.elements].filter(isTyped)) {
    const at = waiting.findIndex(([name, value]) =>
      name === control.name && (!isTick(control) || value === control.value))
    if (isTick(control)) control.checked = at >= 0
    else if (at >= 0) control.value = waiting[at][1]
    if (at >= 0 && control.value === waiting[at][1]) waiting.splice(at, 1)
  }
  return waiting.length === 0
}

/** Put back what the page had worked out: the same form again undoes and books nothing twice. */
function putBackUnseen(form, content) {
  const waiting = [...content]
  for (const control of form.querySelectorAll("input[type=hidden]")) {
    const at = waiting.findIndex(([name]) => name === control.name && name !== TOKEN)
    if (at >= 0) control.value = waiting.splice(at, 1)[0][1]
  }
}

/** Return the form of *forms* that sends to *action* and stands for the same thing. */
export function formFor(forms, { action, content }) {
  const same = [...forms].filter((form) => form.method === "post" && addressOf(form) === action)
  const stands = (form) => [...form.querySelectorAll("input[type=hidden]")].every(({ name, value }) =>
    [TOKEN, "nonce", "once", "seen"].includes(name) || content.some(([n, v]) => n === name && v === value))
  return same.length > 1 ? same.find(stands) : same[0]
}

/** What was typed, and what it was typed over, so that nobody's change since is overwritten. */
function isTyped(control) {
  const isLeftOut = NOT_TYPED.has(control.type) && control.name !== "seen"
  return Boolean(control.name) && !isLeftOut && !NEVER_KEPT.has(control.type)
    && control.matches("input, select, textarea")
}

function isTick(control) {
  return control.type === "checkbox" || control.type === "radio"
}

function isSecret(form, name) {
  return [...form.elements].some((control) => control.name === name && NEVER_KEPT.has(control.type))
}

/** Where the form leads; `form.action` may be a field of that name. */
function addressOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href)
  return pathname + search
}

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY))
    return kept && Date.now() - kept.at < LONGEST_MS ? kept : null
  } catch {
    return null
  }
}

function write(unsent) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(unsent))
  } catch {
    // A full or forbidden storage: the form itself works on, without a net.
  }
}

function forget() {
  sessionStorage.removeItem(KEY)
}

function keep({ target: form, submitter, defaultPrevented }) {
  if (form.matches("[data-sign-out]")) forget()
  const { owner, path } = document.body.dataset
  if (!owner || form.method !== "post" || !typedInto(form).some(([name, value]) => value && name !== "seen")) return
  const all = [...form.elements]
  write({
    owner, path, action: addressOf(form), typed: typedInto(form), content: contentOf(form, submitter),
    lacks: all.some((control) => NEVER_KEPT.has(control.type)), refused: false, at: Date.now(),
    left: !defaultPrevented,
  })
}

/** The page says that the session was over: what was sent waits. */
function sayRefused() {
  const ended = document.querySelector("[data-session-ended]")
  const unsent = read()
  if (!ended || !unsent) return Boolean(ended)
  write({ ...unsent, refused: true })
  const back = ended.querySelector("[data-back]")
  if (back) back.href = back.dataset.back.replace("{path}", encodeURIComponent(unsent.path))
  for (const kept of ended.querySelectorAll("[data-unsent-kept]")) kept.hidden = false
  return true
}

/** Offer what waits on the page that it belongs to; forget what arrived. */
function offer({ cameBack }) {
  let unsent = read()
  const { owner, path } = document.body.dataset
  if (!owner) return
  // An answer would have been a page of ours, and would have settled it.
  if (cameBack && unsent?.left && !unsent.refused) {
    unsent = { ...unsent, refused: true, cutOff: true }
    write(unsent)
  }
  if (!unsent || unsent.owner !== owner || !unsent.refused) forget()
  else if (unsent.path === path) show(unsent)
}

function show(unsent) {
  const form = formFor(document.forms, unsent)
  if (form?.dataset.redraw) return redraw(form, unsent)
  const fits = Boolean(form) && putBack(form, unsent.typed)
  if (form && !fits) form.reset()
  if (fits) putBackUnseen(form, unsent.content)
  const isDraft = fits && form.closest("draft-form") !== null
  if (isDraft && !unsent.cutOff) return
  for (const said of document.querySelectorAll("[data-unsent]")) said.remove()
  const notice = document.getElementById("unsent-form").content.firstElementChild.cloneNode(true)
  notice.querySelector("[data-unsent-ended]").hidden = unsent.cutOff
  notice.querySelector("[data-unsent-cut-off]").hidden = !unsent.cutOff
  notice.querySelector("[data-unsent-filled]").hidden = !fits
  notice.querySelector("[data-unsent-waits]").hidden = fits || unsent.lacks
  notice.querySelector("[data-unsent-lacks]").hidden = !unsent.lacks
  const send = notice.querySelector("[data-unsent-send]")
  send.hidden = fits || unsent.lacks
  send.addEventListener("click", () => resend(unsent))
  const drop = notice.querySelector("[data-unsent-drop]")
  drop.hidden = isDraft
  drop.addEventListener("click", () => {
    forget()
    if (unsent.redrawn) location.assign(unsent.path)
    else if (fits) form.reset()
    notice.remove()
  })
  if (!fits) {
    document.getElementById("flashes").append(notice)
    return
  }
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true
  form.before(notice)
  form.dispatchEvent(new Event("input", { bubbles: true }))
  notice.scrollIntoView({ block: "center" })
}

/** Ask for the page with the form as it stood, which offers the rest. */
function redraw(form, unsent) {
  const [name, value] = form.dataset.redraw.split("=")
  const content = [...unsent.content.filter(([one]) => one !== name), [name, value]]
  send({ ...unsent, path: unsent.action, refused: true, redrawn: true }, content)
}

function resend(unsent) {
  send({ ...unsent, refused: false }, unsent.content)
}

function send(unsent, content) {
  write(unsent)
  const form = document.createElement("form")
  form.method = "post"
  form.setAttribute("action", unsent.action)
  const token = document.querySelector(`[name=${TOKEN}]`)?.value ?? ""
  for (const [name, value] of [...content, [TOKEN, token]]) {
    const field = document.createElement("input")
    Object.assign(field, { type: "hidden", name, value })
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}

if (globalThis.document?.body) {
  const [arrival] = performance.getEntriesByType("navigation")
  if (!sayRefused()) offer({ cameBack: arrival?.type === "back_forward" })
  document.addEventListener("submit", keep)
  addEventListener("pageshow", ({ persisted }) => { if (persisted) offer({ cameBack: true }) })
  document.addEventListener("htmx:afterSettle", sayRefused)
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    // What still waits for its person is not settled by a page that renews itself.
    if (detail.successful && !read()?.refused) forget()
  })
}
