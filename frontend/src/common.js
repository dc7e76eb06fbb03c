// What every door shares. Each piece only improves what already works without it.

export const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

export function token() {
  return document.querySelector('meta[name="csrf"]')?.content ?? document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "";
}

export function toast(text) {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const note = document.createElement("div");
  note.className = "ax-toast";
  note.textContent = text;
  place.append(note);
  setTimeout(() => note.remove(), 6000);
}

async function copyFrom(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = source?.value ?? source?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text.trim());
  } catch {
    // Plain http in an office network has no clipboard API.
    getSelection()?.selectAllChildren(source);
    document.execCommand("copy");
  }
  toast(button.dataset.copied);
}

// A second press of "下单" must not order twice; the server has its own key, this spares the wait.
function once(form) {
  setTimeout(() => each('button:not([type="button"])', (button) => (button.disabled = true), form));
}

export function enliven(root = document) {
  each("[data-copy], [data-print], [data-close-details]", (button) => (button.hidden = false), root);
}

export function start() {
  enliven();
  document.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-copy], [data-print], [data-close-details], [data-confirm]");
    if (!at) return;
    if (at.dataset.copy) copyFrom(at);
    if ("print" in at.dataset) window.print();
    if ("closeDetails" in at.dataset) at.closest("details").open = false;
    if (at.dataset.confirm && !window.confirm(at.dataset.confirm)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    // Without signal the page stays, with everything typed into it, instead of the browser's own error.
    if (!event.defaultPrevented && event.target.method === "post" && !navigator.onLine) {
      event.preventDefault();
      return toast(document.getElementById("toasts")?.dataset.offline);
    }
    if (!event.defaultPrevented && event.target.method === "post" && !event.target.hasAttribute("hx-post")) once(event.target);
  });
  // Back from the next page out of the browser's memory: the buttons must work again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) each("form button[disabled]", (button) => (button.disabled = false));
  });
}
