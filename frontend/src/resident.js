import { each, start } from "./common.js";

// A stepper is a number field that works alone; the two buttons come with the script.
function stepper(box) {
  const input = box.querySelector("input");
  if (!input || box.classList.contains("is-live")) return;
  box.classList.add("is-live");
  const make = (sign, word, by) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${word} ${input.getAttribute("aria-label") ?? ""}`.trim());
    button.addEventListener("click", () => {
      if (by > 0) input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  };
  const less = make("−", box.dataset.less ?? "减少", -1);
  const more = make("+", box.dataset.more ?? "增加", 1);
  box.prepend(less);
  box.append(more);
  const settle = () => {
    less.disabled = Number(input.value || 0) <= Number(input.min || 0);
    more.disabled = input.max !== "" && Number(input.value) >= Number(input.max);
  };
  input.addEventListener("input", settle);
  settle();
}

// The sum while one chooses; the bill itself is the server's.
function total(form) {
  const out = form.querySelector("[data-total]");
  if (!out) return;
  const sum = () => {
    let fen = 0;
    each("input[data-price-fen]", (input) => (fen += Math.max(0, Number(input.value) || 0) * Number(input.dataset.priceFen)), form);
    if (fen) fen += Number(out.dataset.deliveryFen) || 0;
    out.textContent = `¥${(fen / 100).toFixed(2)}`;
  };
  form.addEventListener("input", sum);
  sum();
}

start();
each("[data-stepper]", stepper);
each("form", total);
