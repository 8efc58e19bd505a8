// Choosing dots of the board: by a rectangle of the mouse, by keyboard (Space, Shift + arrows), by
// the boxes of the table; and giving them away.
"use strict";

const bar = $("#pick-bar");
const chosen = new Set();
const FEW_PIXELS = 5;
const dots = (root = board) => $$("[data-dot]", root);
const numberOf = (link) => link.getAttribute("href").split("/").at(-2);

function choose(number, isIn = !chosen.has(number)) {
  if (isIn) chosen.add(number);
  else chosen.delete(number);
}
function showChosen() {
  for (const link of dots()) {
    const isIn = chosen.has(numberOf(link));
    link.classList.toggle("is-chosen", isIn);
    if (isIn) link.setAttribute("aria-description", bar.dataset.mark);
    else link.removeAttribute("aria-description");
  }
  for (const box of $$("[data-pick]", board)) box.checked = chosen.has(box.value);
  bar.hidden = !chosen.size;
  $("[data-pick-count]", bar).textContent = bar.dataset.chosen.replace("%s", chosen.size);
  $("[data-pick-numbers]", bar).replaceChildren(
    ...[...chosen].map((number) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "number", value: number });
      return field;
    }),
  );
}
function chooseNone() {
  chosen.clear();
  showChosen();
}

// --- mouse: a rectangle over the lanes; with Shift or Ctrl it adds -------------------------------
const frame = document.createElement("div");
frame.className = "pick-frame";
let drag = null;
board.addEventListener("dragstart", (event) => {
  if (event.target.closest(".lanes")) event.preventDefault();
});
board.addEventListener("pointerdown", (event) => {
  if (
    event.button ||
    event.pointerType === "touch" ||
    !event.target.closest(".lanes") ||
    event.target.closest(".lane-side, .lane-standing")
  )
    return;
  drag = {
    x: event.clientX,
    y: event.clientY,
    isOn: false,
    kept: event.shiftKey || event.ctrlKey || event.metaKey ? [...chosen] : [],
  };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.isOn && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FEW_PIXELS) return;
  if (!drag.isOn) {
    drag.isOn = true;
    hide();
    document.body.append(frame);
  }
  const left = Math.min(drag.x, event.clientX),
    right = Math.max(drag.x, event.clientX);
  const top = Math.min(drag.y, event.clientY),
    bottom = Math.max(drag.y, event.clientY);
  frame.style.transform = `translate(${left}px, ${top}px)`;
  frame.style.width = `${right - left}px`;
  frame.style.height = `${bottom - top}px`;
  chosen.clear();
  drag.kept.forEach((number) => chosen.add(number));
  for (const link of dots()) {
    const box = link.getBoundingClientRect();
    if (box.width && box.left < right && box.right > left && box.top < bottom && box.bottom > top)
      chosen.add(numberOf(link));
  }
  showChosen();
});
function endDrag() {
  frame.remove();
  const wasOn = drag?.isOn;
  drag = null;
  return wasOn;
}
document.addEventListener("pointerup", () => {
  if (!endDrag()) return;
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
});
document.addEventListener("pointercancel", endDrag);
board.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt === board && drag?.isOn) event.preventDefault();
});

// --- keyboard ------------------------------------------------------------------------------------
function neighbour(link, key) {
  const lane = link.closest(".lane"),
    lanes = $$(".lane", board).filter((one) => one.querySelector("[data-dot]"));
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const row = dots(lane),
      at = row.indexOf(link);
    return row[at + (key === "ArrowRight" ? 1 : -1)];
  }
  const other = lanes[lanes.indexOf(lane) + (key === "ArrowDown" ? 1 : -1)];
  const x = link.getBoundingClientRect().left;
  return (
    other &&
    dots(other).reduce((best, one) => {
      const distance = Math.abs(one.getBoundingClientRect().left - x);
      return best && best.distance <= distance ? best : { one, distance };
    }, null)?.one
  );
}
board.addEventListener("keydown", (event) => {
  const link = event.target.closest("[data-dot]");
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " ") {
    event.preventDefault();
    choose(numberOf(link));
    showChosen();
    return;
  }
  if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = neighbour(link, event.key);
  if (!next) return;
  if (event.shiftKey) {
    choose(numberOf(link), true);
    choose(numberOf(next), true);
    showChosen();
  }
  next.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen.size && !event.defaultPrevented && !$("dialog[open]"))
    chooseNone();
});

// --- table, bar, and what the server brings ------------------------------------------------------
board.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick]")) {
    choose(event.target.value, event.target.checked);
    showChosen();
  }
});
$("[data-pick-none]", bar).addEventListener("click", chooseNone);
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (target === board) {
    const there = new Set(dots().map(numberOf));
    for (const number of [...chosen]) if (!there.has(number)) chosen.delete(number);
  }
  if (target === board || board.contains(target)) showChosen();
  if (target.id === "dialog-body" && $("[data-done]", target)) {
    chooseNone();
    htmx.trigger(board, "look");
  }
});
