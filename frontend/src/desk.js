import { each, enliven, start, toast, token } from "./common.js";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

// --- review lists: J and K walk, any other key presses the button of the current item that names it -------------

function items() {
  return [...document.querySelectorAll("[data-review-item]")];
}

function choose(item) {
  if (!item) return;
  each('[data-review-item][aria-current="true"]', (other) => other.removeAttribute("aria-current"));
  item.setAttribute("aria-current", "true");
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function reviewKey(event) {
  const list = items();
  const at = list.findIndex((item) => item.getAttribute("aria-current") === "true");
  const key = event.key.toLowerCase();
  if (list.length && (key === "j" || key === "k")) {
    choose(list[key === "j" ? Math.min(at + 1, list.length - 1) : Math.max(at - 1, 0)]);
    return true;
  }
  // Enter on a focused link or button is that link's own.
  if (key === "enter" && event.target.closest("a, button, summary")) return false;
  const named = `[data-hotkey="${CSS.escape(key)}"]`;
  const button = list[at]?.querySelector(named) ?? document.querySelector(`${named}:not([data-review-item] *)`);
  if (!button) return false;
  if (button.matches("input, textarea, select")) button.focus();
  else button.click();
  return true;
}

// --- order grid: arrows and Enter move between the inputs of a table ---------------------------------------------

function neighbour(input, key) {
  const cell = input.closest("td, th");
  const row = cell.parentElement;
  const rows = [...row.closest("table").querySelectorAll("tbody tr")];
  const column = cell.cellIndex;
  const line = rows.indexOf(row);
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  let [r, c] = [line + step[0], column + step[1]];
  while (rows[r]?.cells[c]) {
    const found = rows[r].cells[c].querySelector("input:not([type=hidden]):not(:disabled), select");
    if (found) return found;
    r += step[0];
    c += step[1];
  }
  return null;
}

function gridKey(event) {
  const input = event.target.closest("table[data-grid] input, table[data-grid] select");
  if (!input || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter"].includes(event.key)) return false;
  if (input.matches("select") && event.key !== "Enter") return false;
  const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (sideways && input.type === "text" && input.selectionStart !== (event.key === "ArrowLeft" ? 0 : input.value.length) && input.selectionStart === input.selectionEnd) return false;
  const next = neighbour(input, event.key);
  if (!next) return event.key !== "Enter";
  next.focus();
  next.select?.();
  return true;
}

function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && event.target.closest("[data-review-item]") && typing(event.target)) {
      choose(event.target.closest("[data-review-item]"));
      return;
    }
    if (gridKey(event)) return event.preventDefault();
    if (typing(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (reviewKey(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const item = event.target.closest("[data-review-item]");
    if (item && item.getAttribute("aria-current") !== "true" && !typing(event.target)) {
      each('[data-review-item][aria-current="true"]', (other) => other.removeAttribute("aria-current"));
      item.setAttribute("aria-current", "true");
    }
  });
}

// --- htmx ---------------------------------------------------------------------------------------------------------

// An accepted item leaves the list; the next one takes its place under the hands.
function keepCurrent(loaded) {
  const list = items();
  if (!list.length || list.some((item) => item.getAttribute("aria-current") === "true")) return;
  choose(loaded?.closest?.("[data-review-item]") ?? list.find((item) => item.getBoundingClientRect().top >= 0) ?? list[0]);
}

function watchHtmx() {
  const words = document.getElementById("toasts")?.dataset ?? {};
  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
  document.body.addEventListener("htmx:sendError", () => toast(words.offline));
  document.body.addEventListener("htmx:responseError", (event) => {
    toast(event.detail.xhr.getResponseHeader("X-Refusal") ? decodeURIComponent(event.detail.xhr.getResponseHeader("X-Refusal")) : words.failed);
  });
  // A refused form comes back as 422 with its errors in it, and has to be shown.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  // An empty answer loads nothing, so a list that lost its item is looked at here too.
  document.body.addEventListener("htmx:afterRequest", () => setTimeout(keepCurrent, 60));
  document.body.addEventListener("toast", (event) => toast(event.detail?.value ?? event.detail));
  document.body.addEventListener("htmx:load", (event) => {
    enliven(event.detail.elt);
    keepCurrent(event.detail.elt);
  });
}

// --- small things -------------------------------------------------------------------------------------------------

function drops() {
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const box = event.target.closest?.("[data-drop]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      const input = box.querySelector('input[type="file"]');
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function changes() {
  document.addEventListener("change", (event) => {
    const at = event.target;
    if (at.matches("form[data-autosubmit] select, form[data-autosubmit] input[type=checkbox], form[data-autosubmit] input[type=date]")) at.form.requestSubmit();
    if (at.dataset.checkAll) each(`input[type="checkbox"][name="${CSS.escape(at.dataset.checkAll)}"]`, (box) => (box.checked = at.checked), at.form ?? document);
  });
}

start();
watchKeys();
watchHtmx();
drops();
changes();
