// Buttons marked data-print print the page. They are hidden until this module runs,
// since without it they could do nothing; the browser's own menu still prints.

export function offerPrinting(root, print = () => globalThis.print()) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false
    button.addEventListener("click", print)
  }
}

if (globalThis.document) offerPrinting(document)
