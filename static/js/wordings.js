// Standard wordings by "/": where nothing else is on the line it opens the list of the composer's
// wordings, what follows filters them, Enter puts the chosen one in.
"use strict";

(() => {
  const SLASH = /(?:^|\n)\/([^\n/]{0,20})$/;

  const buttonsOf = (form) => [...form.querySelectorAll("[data-wording]")];

  function asked(area) {
    if (area.selectionStart !== area.selectionEnd) return null;
    const found = SLASH.exec(area.value.slice(0, area.selectionStart));
    return found && found[1].toLowerCase();
  }

  function listOf(area) {
    let list = area.parentElement.querySelector(".wording-list");
    if (list) return list;
    list = document.createElement("ul");
    list.className = "picker-list wording-list";
    list.id = `${area.id}_wordings`;
    list.setAttribute("role", "listbox");
    list.setAttribute(
      "aria-label",
      area.form.querySelector(".wordings").getAttribute("aria-label"),
    );
    area.parentElement.classList.add("picker");
    area.setAttribute("aria-controls", list.id);
    area.after(list);
    return list;
  }

  function close(area) {
    const list = area.parentElement.querySelector(".wording-list");
    if (list) list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function choose(area, list, index) {
    [...list.children].forEach((item, n) => {
      item.setAttribute("aria-selected", String(n === index));
      if (n === index) area.setAttribute("aria-activedescendant", item.id);
    });
  }

  function show(area, words) {
    const fitting = buttonsOf(area.form).filter((button) =>
      button.textContent.toLowerCase().includes(words),
    );
    if (!fitting.length) return close(area);
    const list = listOf(area);
    list.replaceChildren(
      ...fitting.map((button, n) => {
        const item = document.createElement("li");
        item.id = `${list.id}_${n}`;
        item.setAttribute("role", "option");
        const line = document.createElement("small");
        line.textContent = button.dataset.wording;
        item.append(button.textContent, line);
        item.wording = button;
        return item;
      }),
    );
    list.hidden = false;
    choose(area, list, 0);
  }

  function put(area, item) {
    const end = area.selectionStart;
    const start = area.value.lastIndexOf("/", end - 1);
    close(area);
    area.setSelectionRange(start, end);
    // The button puts its text where the selection is, and sets the purpose.
    item.wording.click();
  }

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (area.tagName !== "TEXTAREA" || !area.form?.querySelector("[data-wording]")) return;
    const words = asked(area);
    if (words === null) close(area);
    else show(area, words);
  });
  // Before the keys of the desk, which Enter and Escape belong to as well.
  document.addEventListener(
    "keydown",
    (event) => {
      const list = event.target.parentElement?.querySelector(".wording-list:not([hidden])");
      if (!list || event.isComposing || event.ctrlKey || event.metaKey) return;
      const items = [...list.children];
      const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(event.target, list, (at + step + items.length) % items.length);
      } else if (event.key === "Enter" || event.key === "Tab") {
        put(event.target, items[at]);
      } else if (event.key === "Escape") {
        close(event.target);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest(".wording-list li");
    if (!item) return;
    event.preventDefault();
    put(item.closest(".field").querySelector("textarea"), item);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.tagName === "TEXTAREA") close(event.target);
  });

  // The button of a message says whom it goes to, and by which way.
  function nameChoice(select) {
    const words = select.form?.querySelector(`[data-names-choice="${select.id}"]`);
    const chosen = select.selectedOptions?.[0];
    if (words && chosen) words.textContent = words.dataset.pattern.replace("%(to)s", chosen.text);
  }

  const nameAll = (root) =>
    root.querySelectorAll("[data-names-choice]").forEach((words) => {
      const select = document.getElementById(words.dataset.namesChoice);
      if (select) nameChoice(select);
    });

  document.addEventListener("change", (event) => nameChoice(event.target));
  document.addEventListener("htmx:load", (event) => nameAll(event.target));
  document.addEventListener("DOMContentLoaded", () => nameAll(document));
})();
