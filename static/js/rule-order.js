// The list of rules: moved by their handles, with the pointer or with keys, and sent as one order.
// The server answers with the list as it stands.
"use strict";
(() => {
  const said = document.querySelector("#rule-said"),
    failed = document.querySelector("#rule-failed");
  const EDGE = 70,
    SPEED = 14; // px from the window's edge where dragging scrolls, px for each frame
  // {row, list, from, pointer, grab, y}: what is moved, where it came from, and by which pointer
  // (null: by keys)
  let held = null;
  let dropped = ""; // the rule whose handle gets the focus back when the list is new

  const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-rule]")];
  const place = () => rowsOf(held.list).indexOf(held.row);
  const form = () => document.querySelector("#rule-order");

  function say(word) {
    const told = {
      name: held.row.dataset.name,
      place: place() + 1,
      count: rowsOf(held.list).length,
    };
    said.textContent = said.dataset[word].replace(/\{(\w+)\}/g, (_, key) => told[key]);
  }

  // The others go around the held row: taken out of the page itself, it would lose pointer and
  // focus.
  function put(to) {
    const rows = rowsOf(held.list),
      from = rows.indexOf(held.row);
    if (to > from) held.row.before(...rows.slice(from + 1, to + 1));
    else held.row.after(...rows.slice(to, from));
  }

  function take(row, told) {
    if (held || form().classList.contains("htmx-request")) return false;
    failed.hidden = true;
    held = { row, list: row.parentElement, pointer: null, ...told };
    held.from = place();
    row.classList.add("is-held");
    say("taken");
    return true;
  }

  function release() {
    held.row.classList.remove("is-held");
    held.row.style.transform = "";
    held = null;
  }

  function cancel() {
    put(held.from);
    say("back");
    release();
  }

  function drop() {
    const isSame = place() === held.from;
    say(isSame ? "back" : "dropped");
    if (!isSame) {
      dropped = held.row.dataset.rule;
      form().elements.order.value = rowsOf(held.list)
        .map((row) => row.dataset.rule)
        .join();
      form().requestSubmit();
    }
    release();
  }

  // --- with the pointer --------------------------------------------------------------------------
  function follow() {
    const { row, list } = held;
    const base = () => list.getBoundingClientRect().top + row.offsetTop - list.offsetTop;
    const middle = (other) =>
      list.getBoundingClientRect().top + other.offsetTop - list.offsetTop + other.offsetHeight / 2;
    const top = held.y - held.grab,
      before = place();
    for (;;) {
      const rows = rowsOf(list),
        at = place(),
        above = rows[at - 1],
        below = rows[at + 1];
      if (above && top < middle(above)) put(at - 1);
      else if (below && top + row.offsetHeight > middle(below)) put(at + 1);
      else break;
    }
    row.style.transform = `translateY(${Math.round(top - base())}px)`;
    if (place() !== before) say("moved");
  }

  function scrollAtEdge() {
    if (held?.pointer === null || !held) return;
    const by = held.y < EDGE ? -SPEED : held.y > innerHeight - EDGE ? SPEED : 0;
    if (by) {
      scrollBy(0, by);
      follow();
    }
    requestAnimationFrame(scrollAtEdge);
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(".rule-handle");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    if (held && held.pointer === null) cancel();
    handle.focus({ preventScroll: true });
    const row = handle.closest("[data-rule]");
    if (
      !take(row, {
        pointer: event.pointerId,
        y: event.clientY,
        grab: event.clientY - row.getBoundingClientRect().top,
      })
    )
      return;
    handle.setPointerCapture(event.pointerId);
    requestAnimationFrame(scrollAtEdge);
  });
  document.addEventListener("pointermove", (event) => {
    if (held?.pointer !== event.pointerId) return;
    held.y = event.clientY;
    follow();
  });
  document.addEventListener("pointerup", (event) => {
    if (held?.pointer === event.pointerId) drop();
  });
  document.addEventListener("pointercancel", (event) => {
    if (held?.pointer === event.pointerId) cancel();
  });

  // --- with keys ---------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") {
      event.preventDefault();
      cancel();
      return;
    }
    const handle = event.target.closest?.(".rule-handle");
    if (!handle || (held && held.pointer !== null)) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (event.repeat) return;
      if (held) drop();
      else take(handle.closest("[data-rule]"));
      return;
    }
    const last = held && rowsOf(held.list).length - 1;
    const to =
      held && { ArrowUp: place() - 1, ArrowDown: place() + 1, Home: 0, End: last }[event.key];
    if (to === undefined || to === null) return;
    event.preventDefault();
    put(Math.max(0, Math.min(last, to)));
    say("moved");
    held.row.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("focusout", (event) => {
    if (held && held.pointer === null && event.target.closest?.(".rule-handle")) cancel();
  });

  // --- the answer --------------------------------------------------------------------------------
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "rules-draft" || event.detail.xhr.status >= 500) return;
    if (event.detail.serverResponse.includes('id="rules-draft"')) return;
    event.detail.shouldSwap = false;
    location.reload(); // signed out, or no longer allowed: the page itself says so
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "rules-draft" || !dropped) return;
    document.querySelector(`[data-rule="${CSS.escape(dropped)}"] .rule-handle`)?.focus();
    dropped = "";
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (
        event.detail.target?.id !== "rules-draft" ||
        (event.detail.xhr?.status >= 400 && event.detail.xhr.status < 500)
      )
        return;
      const list = document.querySelector(".rule-list"),
        rows = new Map(rowsOf(list).map((row) => [row.dataset.rule, row]));
      list.prepend(
        ...form()
          .elements.seen.value.split(",")
          .map((key) => rows.get(key))
          .filter(Boolean),
      );
      failed.hidden = false;
    });
  }
  document.documentElement.classList.add("can-drag");
})();
