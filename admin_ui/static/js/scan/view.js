// Words and pieces of the page. All sentences come with the shell, in its language;
// texts from elsewhere are only ever put in as text.

const WORDS = JSON.parse(document.getElementById("words").textContent)
const ICONS = { yes: "check", good: "check", no: "cross", danger: "cross", look: "warning", warning: "warning", undo: "undo" }
const rules = new Intl.PluralRules(document.documentElement.lang)

/** Return a sentence with its facts. */
export function say(name, facts = {}) {
  return filled(WORDS.texts[name], facts)
}

/** Return a count in words: 3 opakowania. */
export function count(name, n) {
  return filled(WORDS.counts[name][rules.select(n)], { n })
}

/** Return the sentence of a refusal that this phone said. */
export function sayRefusal({ sentence, reason, facts }) {
  return filled(WORDS.refusals[sentence ?? reason] ?? WORDS.refusals.bad_signature, facts ?? {})
}

/** Return a length of time in words: minutes, from two hours on hours. */
export function sayAge(ms) {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  return minutes < 120 ? count("minutes", minutes) : count("hours", Math.round(minutes / 60))
}

/** Return the first element of a template, its slots filled. */
export function piece(template, slots = {}) {
  const made = document.getElementById(template).content.firstElementChild.cloneNode(true)
  fill(made, slots)
  return made
}

/** Put texts into the slots of `root`; an empty one disappears. */
export function fill(root, slots) {
  for (const [name, text] of Object.entries(slots)) {
    const slot = root.querySelector(`[data-slot="${name}"]`)
    slot.textContent = text ?? ""
    slot.hidden = !text
  }
}

/** Show a kind on an element: its colour, and its icon. */
export function dress(element, block, kind) {
  element.className = `${block} ${block}--${kind}`
  element.querySelector("[data-icon]")?.replaceChildren(icon(ICONS[kind]))
}

/** Return a badge in words and colour. */
export function badge(element, words, kind) {
  element.className = `badge badge--${kind}`
  element.replaceChildren(...(ICONS[kind] ? [icon(ICONS[kind])] : []), words)
}

function icon(name) {
  const all = document.getElementById("icons").content
  return all.querySelector(`[data-name="${name}"] > svg`).cloneNode(true)
}

/** Open a dialog at its heading, and close it by its buttons. */
export function openSheet(dialog) {
  if (!dialog.open) dialog.showModal()
  dialog.querySelector("h2")?.focus()
  for (const button of dialog.querySelectorAll("[data-close]")) button.onclick = () => dialog.close()
}

function filled(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole)
}
