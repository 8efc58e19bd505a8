// The desk: dialogs, countdowns, pickers, keys. No framework; htmx brings the parts.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = document.body.dataset;
const drift = Date.parse(words.now) - Date.now();
const FIELDS_TO_WRITE_IN =
  "[aria-invalid], input:not([type=hidden]):not([type=checkbox]):not([type=date]), " +
  "textarea, select";

// --- input methods: a key that ends a composition belongs to it, and to nobody else --------------
// Some browsers tell it by the key code alone, after the composition has ended.
window.addEventListener(
  "keydown",
  (event) => {
    if (!event.isComposing && event.keyCode !== 229) return;
    event.stopImmediatePropagation();
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  },
  true,
);

// --- countdowns: run here from the due moment and the server's clock -----------------------------
function span(seconds) {
  const s = Math.floor(Math.abs(seconds));
  if (s < 60) return words.s.replace("%d", s);
  const minutes = Math.floor(s / 60),
    days = Math.floor(minutes / 1440),
    hours = Math.floor((minutes % 1440) / 60),
    rest = minutes % 60;
  const parts = days
    ? [
        [words.d, days],
        [words.h, hours],
      ]
    : hours
      ? [
          [words.h, hours],
          [words.min, rest],
        ]
      : [[words.min, rest]];
  return parts
    .filter(([, n]) => n)
    .map(([word, n]) => word.replace("%d", n))
    .join(" ");
}

function tick() {
  const now = Date.now() + drift;
  for (const chip of $$("[data-due]")) {
    const left = (Date.parse(chip.dataset.due) - now) / 1000;
    const isLate = left < 0 || (chip.classList.contains("tone-late") && left < 1);
    const tone = isLate ? "late" : left < 1800 ? "near" : left < 3600 ? "soon" : "calm";
    if (!chip.classList.contains(`tone-${tone}`)) {
      chip.classList.remove("tone-calm", "tone-soon", "tone-near", "tone-late");
      chip.classList.add(`tone-${tone}`);
      chip.closest("[data-row]")?.classList.toggle("is-late", isLate);
    }
    const shown = (isLate ? words.late : words.left).replace("%s", span(left));
    const time = $(".chip-time", chip);
    if (time.textContent !== shown) time.textContent = shown;
  }
}
setInterval(tick, 1000);

// --- dialogs -------------------------------------------------------------------------------------
const dialog = $("#dialog");
document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close]");
  if (closer && closer.closest("dialog")) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
  if (event.target.closest("[data-help]")) $("#help").showModal();
  const rail = event.target.closest("[data-rail]");
  if (rail) rail.setAttribute("aria-expanded", String($("#rail").classList.toggle("is-open")));
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "dialog-body" && dialog) {
    $$("details.menu[open]").forEach((menu) => {
      menu.open = false;
    });
    if (!dialog.open) dialog.showModal();
    focusFirst(dialog);
  }
  if (event.detail.target.id === "composer") {
    focusFirst(event.detail.target, "textarea");
  }
  if (event.detail.target.id === "chosen") $("#id_original_text")?.focus();
});
for (const one of $$("dialog"))
  one.addEventListener("close", () => {
    if (one.contains(document.activeElement)) document.activeElement.blur();
  });

function focusFirst(root, selector = FIELDS_TO_WRITE_IN) {
  ($(selector, root) || $("button.btn-primary", root))?.focus();
}

// --- what cannot be sent is said, and stays ------------------------------------------------------
function toast(text) {
  const place = $("#toast");
  if (!place) return;
  place.textContent = text;
  place.classList.add("is-shown");
  setTimeout(() => place.classList.remove("is-shown"), 6000);
}
// A refusal that comes as plain words says why.
function refusalIn(answer) {
  const type = answer.getResponseHeader("Content-Type") || "";
  return type.startsWith("text/plain") && answer.responseText;
}
document.addEventListener("htmx:responseError", (event) =>
  toast(refusalIn(event.detail.xhr) || words.failed),
);
document.addEventListener("htmx:sendError", () => toast(words.gone));

// --- forms: once, and by Ctrl+Enter --------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-submit]")) return;
  if (form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => {
    delete form.dataset.sent;
  }, 4000);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[data-submit]");
    if (form) {
      event.preventDefault();
      form.requestSubmit($("button.btn-primary", form) || undefined);
    }
  }
});
window.addEventListener("pageshow", () =>
  $$("form[data-sent]").forEach((form) => delete form.dataset.sent),
);

// --- the registration: Enter chooses a caller, it never sends a half-typed form ------------------
// Asked for by the place itself: the match may be gone when a later look-up answers first.
document.addEventListener("click", (event) => {
  const match = event.target.closest("[data-choose]");
  if (!match) return;
  htmx.trigger("#lookup", "htmx:abort");
  htmx.ajax("GET", match.dataset.choose, { source: "#chosen", target: "#chosen" });
  $("#matches").replaceChildren();
});
// A proposal that is ignored is asked about once, before anything is sent: files stay chosen.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const asking = $("[data-question]", form);
    const answered = form.elements.is_meant;
    const key = asking?.dataset.questionKey;
    if (!key || !answered || answered.value.split(" ").includes(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    answered.value = `${answered.value} ${key}`.trim();
    $("#id_tier_error")?.remove();
    const tier = form.elements.tier;
    const told = document.createElement("div");
    told.className = "field-error";
    told.id = "id_tier_error";
    told.role = "alert";
    told.textContent = asking.dataset.question;
    tier.after(told);
    tier.focus();
  },
  true,
);
// Whom nobody is found by is new: what was typed is not typed again.
document.addEventListener("htmx:afterSettle", (event) => {
  const none = event.target.id === "matches" && $("[data-fills]", event.target);
  const field = none && none.closest("form").elements[none.dataset.fills];
  if (!field || (field.value && field.dataset.filled !== field.value)) return;
  field.value = none.dataset.words;
  field.dataset.filled = field.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.intake");
  if (!form || event.ctrlKey || event.metaKey) return;
  const matches = $$(".match", form),
    at = matches.indexOf(event.target);
  if (event.key === "Enter" && event.target.matches("input:not([type=submit])")) {
    event.preventDefault();
    if (event.target.id === "lookup") matches[0]?.click();
  } else if (event.key === "ArrowDown" && (event.target.id === "lookup" || at >= 0)) {
    event.preventDefault();
    matches[Math.min(at + 1, matches.length - 1)]?.focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (matches[at - 1] || $("#lookup")).focus();
  }
});

// --- pickers: a search box that fills a hidden id ------------------------------------------------
let asked = 0;
document.addEventListener("input", async (event) => {
  const picker = event.target.closest("[data-picker]");
  if (!picker || event.target.type === "hidden") return;
  $("input[type=hidden]", picker).value = "";
  const turn = ++asked;
  await new Promise((done) => setTimeout(done, 150));
  if (turn !== asked) return;
  const answer = await fetch(
    `${picker.dataset.picker}?q=${encodeURIComponent(event.target.value)}`,
    { headers: { Accept: "application/json" } },
  );
  if (!answer.ok || turn !== asked) return;
  const list = $(".picker-list", picker);
  list.replaceChildren(
    ...(await answer.json()).results.map((result, index) => {
      const item = document.createElement("li");
      item.role = "option";
      item.dataset.value = result.value;
      item.dataset.label = result.label;
      item.textContent = result.label;
      if (result.hint) {
        const hint = document.createElement("small");
        hint.textContent = result.hint;
        item.append(hint);
      }
      item.setAttribute("aria-selected", String(index === 0));
      return item;
    }),
  );
  list.hidden = !list.children.length;
  event.target.setAttribute("aria-expanded", String(!list.hidden));
});
function pick(picker, item) {
  $("input[type=hidden]", picker).value = item.dataset.value;
  $("input[type=text]", picker).value = item.dataset.label;
  closePicker(picker);
}
function closePicker(picker) {
  $(".picker-list", picker).hidden = true;
  $("input[type=text]", picker).setAttribute("aria-expanded", "false");
}
document.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".picker-list li");
  if (item) {
    event.preventDefault();
    pick(item.closest("[data-picker]"), item);
    return;
  }
  $$("[data-picker]")
    .filter((picker) => !picker.contains(event.target))
    .forEach(closePicker);
});
document.addEventListener("keydown", (event) => {
  const picker = event.target.closest("[data-picker]");
  if (!picker) return;
  const list = $(".picker-list", picker);
  if (list.hidden) return;
  const items = $$("li", list),
    at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = Math.max(0, Math.min(items.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
  } else if (event.key === "Enter" && items[at]) {
    event.preventDefault();
    pick(picker, items[at]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closePicker(picker);
  }
});

// --- small helps ---------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const wording = event.target.closest("[data-wording]");
  if (wording) {
    const form = wording.closest("form");
    const body = form.elements.body;
    body.setRangeText(wording.dataset.wording, body.selectionStart, body.selectionEnd, "end");
    if (form.elements.purpose) form.elements.purpose.value = wording.dataset.purpose;
    body.focus();
  }
  const fill = event.target.closest("[data-fill-tier]");
  if (fill) {
    const form = fill.closest("form");
    form.elements.tier.value = fill.dataset.fillTier;
    form.elements.priority.value = fill.dataset.fillPriority;
    // The proposal is asked anew: what became urgent wants a promised time.
    form.elements.tier.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const promise = event.target.closest("[data-fill-promise]");
  if (promise) {
    const field = promise.closest("form").elements.promised_at;
    field.value = promise.dataset.fillPromise;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const stream = event.target.closest("[data-stream]");
  if (stream) {
    $$("[data-stream]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button === stream)),
    );
    $$(".entry").forEach((entry) => {
      entry.hidden =
        stream.dataset.stream !== "all" && entry.dataset.kind !== stream.dataset.stream;
    });
  }
  const tab = event.target.closest("[data-tab]");
  if (tab) $$("[data-tab]").forEach((button) => button.classList.toggle("is-here", button === tab));
});

// --- keys: never while typing, never while an IME composes ---------------------------------------
const isTyping = (target) =>
  target.closest("input, textarea, select, [contenteditable], dialog[open]");
function move(step) {
  const rows = $$("[data-row]");
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains("is-focus"));
  const next = Math.max(
    0,
    Math.min(rows.length - 1, here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step),
  );
  rows.forEach((row, index) => row.classList.toggle("is-focus", index === next));
  $("a", rows[next]).focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    $("#search")?.focus();
    $("#search")?.select();
    return;
  }
  if (event.key === "?") {
    $("#help")?.showModal();
    return;
  }
  if (event.key === "j" || event.key === "k") {
    move(event.key === "j" ? 1 : -1);
    return;
  }
  const target = $(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input") && !String(getSelection()))
    $("a", row).click();
});
$("#main [aria-invalid]")?.focus();
