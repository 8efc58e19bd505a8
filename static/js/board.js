// The live board: asks every 15 s whether anything changed (304: nothing to do), moves its dots
// with the time, shows what a dot is.
"use strict";

const board = $("#board");
const tip = $("#dot-tip");
const EDGE_HOURS = 24;

// --- asking --------------------------------------------------------------------------------------
board.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt !== board) return;
  if (document.hidden) {
    event.preventDefault();
    return;
  }
  event.detail.headers["If-None-Match"] = board.dataset.tag;
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) htmx.trigger(board, "look");
});

let focused = "",
  isTable = false;
board.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== board) return;
  const answer = event.detail.xhr,
    tag = answer.getResponseHeader("ETag");
  if (!tag) {
    if (answer.status < 400) location.reload();
    event.detail.shouldSwap = false;
    return;
  }
  const seen = $("[data-seen]");
  seen.textContent = new Date(Date.now() + drift).toLocaleTimeString("en-GB", {
    timeZone: seen.dataset.zone,
  });
  event.detail.isError = false;
  event.detail.shouldSwap = answer.status === 200;
  if (!event.detail.shouldSwap) return;
  board.dataset.tag = tag;
  focused = board.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : "";
  isTable = Boolean($(".board-table", board)?.open);
});
board.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== board) return;
  const table = $(".board-table", board);
  if (table) table.open = isTable;
  if (focused) $(`a[href="${CSS.escape(focused)}"]`, board)?.focus({ preventScroll: true });
  hide();
});

// --- dots move with the time, by the same root as the server's -----------------------------------
function moveDots() {
  const now = Date.now() + drift;
  for (const link of $$("[data-dot]", board)) {
    const hours = (Date.parse(link.dataset.dot) - now) / 3_600_000,
      dot = link.firstElementChild;
    const share = Math.max(-1, Math.min(1, hours / EDGE_HOURS));
    const tone = hours < 0 ? "late" : hours < 0.5 ? "near" : hours < 1 ? "soon" : "calm";
    dot.setAttribute(
      "cx",
      `${(50 + Math.sign(share) * Math.sqrt(Math.abs(share)) * 50).toFixed(1)}%`,
    );
    if (!dot.classList.contains(`tone-${tone}`)) {
      dot.classList.remove("tone-late", "tone-near", "tone-soon", "tone-calm");
      dot.classList.add(`tone-${tone}`);
    }
  }
}
setInterval(moveDots, 5000);

// --- what a dot is -------------------------------------------------------------------------------
function show(link) {
  const left = (Date.parse(link.dataset.dot) - Date.now() - drift) / 1000;
  const [head, ...rest] = link.getAttribute("aria-label").split(" · ");
  const name = document.createElement("strong"),
    line = document.createElement("span");
  name.textContent = head;
  line.textContent = [...rest, (left < 0 ? words.late : words.left).replace("%s", span(left))].join(
    " · ",
  );
  tip.replaceChildren(name, line);
  tip.hidden = false;
  const dot = link.getBoundingClientRect(),
    box = tip.getBoundingClientRect();
  const x = Math.max(
    12,
    Math.min(innerWidth - box.width - 12, dot.left + dot.width / 2 - box.width / 2),
  );
  const y = dot.top > box.height + 16 ? dot.top - box.height - 8 : dot.bottom + 8;
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}
function hide() {
  tip.hidden = true;
}
for (const [begin, end] of [
  ["pointerover", "pointerout"],
  ["focusin", "focusout"],
]) {
  board.addEventListener(begin, (event) => {
    const link = event.target.closest("[data-dot]");
    if (link) show(link);
  });
  board.addEventListener(end, (event) => {
    if (event.target.closest("[data-dot]")) hide();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
document.addEventListener("scroll", hide, { passive: true });
