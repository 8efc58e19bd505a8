// The matrix of limits: cells are walked with keys, edited in place, copied and emptied; only what
// changed is sent, all at once.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const form = $("#matrix-form"),
    room = $(".matrix-room"),
    table = $(".matrix"),
    editor = $("#cell-editor");
  const amount = $("#cell-amount"),
    unit = $("#cell-unit"),
    calendar = $("#cell-calendar"),
    again = $("#cell-again"),
    promise = $("#cell-promise");
  let open = null; // the cell that is edited
  let isSent = false;

  const cells = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll(".cell")]);
  const places = new Map(cells.flatMap((row, y) => row.map((cell, x) => [cell, [x, y]])));
  const inputOf = (cell) => cell.previousElementSibling;
  const valueOf = (cell) => {
    try {
      return JSON.parse(inputOf(cell).value);
    } catch {
      return null;
    }
  };
  const headOf = (cell) => table.tHead.rows[0].cells[places.get(cell)[0] + 1];
  const isMoment = (cell) => headOf(cell).hasAttribute("data-moment");
  const isChanged = (cell) => inputOf(cell).value !== inputOf(cell).dataset.was;
  const changed = () => [...places.keys()].filter(isChanged);

  // --- how a cell is read ------------------------------------------------------------------------
  function lengthOf(count, value) {
    const told = [...unit.options].find((one) => one.value === value);
    if (!told) return count;
    if (!/^\d+$/.test(count)) return `${count} ${told.text}`;
    return Number(count) === 1 ? told.dataset.one : told.dataset.many.replace("{n}", Number(count));
  }

  function wordsOf(cell) {
    const told = valueOf(cell);
    if (!told) return [];
    const name = [...calendar.options].find((one) => one.value === told[2])?.text ?? told[2];
    if (isMoment(cell)) return [editor.dataset.promised, name];
    return [
      lengthOf(told[0], told[1]),
      name,
      ...(told[3] ? [editor.dataset.again.replace("{limit}", lengthOf(told[3], told[1]))] : []),
    ];
  }

  function line(text, name = "") {
    const span = document.createElement("span");
    span.textContent = text;
    span.className = name;
    return span;
  }

  function draw(cell) {
    const words = wordsOf(cell),
      isBare = words.length && cell.dataset.steps === "0";
    cell.replaceChildren(
      ...words.map((word) => line(word)),
      ...(isBare ? [line(editor.dataset.nosteps, "cell-bare")] : []),
    );
    if (!words.length)
      cell.append(line("—", "cell-none"), line(editor.dataset.none, "visually-hidden"));
    cell.parentElement.classList.toggle("is-changed", isChanged(cell));
  }

  function write(cell, value) {
    if (inputOf(cell).value === value) return;
    inputOf(cell).value = value;
    cell.parentElement.classList.remove("is-wrong");
    cell.removeAttribute("aria-invalid");
    cell.parentElement.querySelectorAll(".cell-error").forEach((one) => one.remove());
    draw(cell);
    count();
  }

  function count() {
    const n = changed().length,
      told = $("#matrix-count");
    told.textContent = n ? (n === 1 ? told.dataset.one : told.dataset.many).replace("{n}", n) : "";
    $("#matrix-drop").hidden = !n;
  }

  // --- in place ----------------------------------------------------------------------------------
  function neighbour(cell) {
    // what a new limit of this kind looks like in the rule next to it
    const [x, y] = places.get(cell);
    const near = cells
      .map((row, n) => [Math.abs(n - y), valueOf(row[x])])
      .filter(([, value]) => value)
      .sort((a, b) => a[0] - b[0])[0];
    return near
      ? ["", near[1][1], near[1][2], ""]
      : ["", "hour", [...calendar.options].find((one) => !one.disabled)?.value ?? "", ""];
  }

  function edit(cell, typed = null) {
    if (open) commit();
    open = cell;
    const value = valueOf(cell),
      told = value ?? neighbour(cell),
      moment = isMoment(cell);
    amount.value = typed ?? told[0];
    [unit.value, calendar.value, again.value] = told.slice(1);
    promise.checked = Boolean(value);
    editor.classList.toggle("is-moment", moment);
    const rule = cell.closest("tr").cells[0].querySelector("a");
    $("#cell-title").textContent = `${rule.textContent} · ${headOf(cell).textContent}`;
    $("#cell-page").hidden = !cell.dataset.page;
    $("#cell-page").href = cell.dataset.page ?? "";
    cell.parentElement.classList.add("is-open");
    editor.hidden = false;
    settle();
    const first = moment ? promise : amount;
    first.focus({ preventScroll: true });
    if (!moment && typed === null) amount.select();
  }

  function settle() {
    // under the cell or over it, inside the window; a phone has it at its foot
    if (matchMedia("(max-width: 640px)").matches) {
      editor.style.left = editor.style.top = "";
      return;
    }
    const box = open.getBoundingClientRect(),
      size = editor.getBoundingClientRect();
    editor.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
    const top =
      box.bottom + size.height + 8 < innerHeight ? box.bottom + 2 : box.top - size.height - 2;
    editor.style.top = `${Math.max(8, Math.min(top, innerHeight - size.height - 8))}px`;
  }

  function typedValue() {
    const isEmpty = isMoment(open) ? !promise.checked : !amount.value.trim();
    if (isEmpty) return "";
    const length = isMoment(open)
      ? [valueOf(open)?.[0] ?? "1", valueOf(open)?.[1] ?? "minute"]
      : [amount.value.trim(), unit.value];
    return JSON.stringify([
      ...length,
      calendar.value,
      isMoment(open) ? (valueOf(open)?.[3] ?? "") : again.value.trim(),
    ]);
  }

  function close() {
    open.parentElement.classList.remove("is-open");
    open = null;
    editor.hidden = true;
  }

  function commit() {
    if (open) {
      write(open, typedValue());
      close();
    }
  }

  function leave(to, isTaken = true) {
    const cell = open;
    if (isTaken) commit();
    else close();
    (to ?? cell).focus();
  }

  // --- keys --------------------------------------------------------------------------------------
  function beside(cell, dx, dy) {
    const [x, y] = places.get(cell);
    return cells[y + dy]?.[x + dx];
  }

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onCell(event, cell) {
    const [, y] = places.get(cell),
      isFar = event.ctrlKey || event.metaKey;
    const step = STEPS[event.key];
    const ends = { Home: cells[isFar ? 0 : y][0], End: cells[isFar ? cells.length - 1 : y].at(-1) }[
      event.key
    ];
    const to = ends ?? (step && !isFar && beside(cell, ...step));
    if (to) {
      event.preventDefault();
      to.focus();
      return;
    }
    if (step && !isFar) event.preventDefault();
    if (isFar || event.altKey) return;
    if (event.key === "F2") {
      event.preventDefault();
      edit(cell);
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      write(cell, "");
    }
    if (/^\d$/.test(event.key)) {
      event.preventDefault();
      edit(cell, isMoment(cell) ? null : event.key);
    }
  }

  function inEditor(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      leave(null, false);
      return;
    }
    if (event.key === "Enter" && !["A", "BUTTON"].includes(event.target.tagName)) {
      event.preventDefault();
      leave(beside(open, 0, 1));
      return;
    }
    if (event.key !== "Tab") return;
    const stops = [...editor.querySelectorAll("input, select, button, a")].filter((one) =>
      one.checkVisibility(),
    );
    const at = stops.indexOf(event.target),
      isLast = event.shiftKey ? at === 0 : at === stops.length - 1;
    if (!isLast) return;
    event.preventDefault();
    const order = cells.flat(),
      next = order[order.indexOf(open) + (event.shiftKey ? -1 : 1)];
    leave(next);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      commit();
      form.requestSubmit();
      return;
    }
    if (open && editor.contains(event.target)) {
      inEditor(event);
      return;
    }
    if (places.has(event.target)) onCell(event, event.target);
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell");
    if (cell) edit(cell);
  });
  for (const name of ["copy", "cut", "paste"]) {
    document.addEventListener(name, (event) => {
      const cell = document.activeElement;
      if (!places.has(cell)) return;
      event.preventDefault();
      if (name === "paste") {
        paste(cell, event.clipboardData.getData("text/plain"));
        return;
      }
      event.clipboardData.setData("text/plain", inputOf(cell).value);
      if (name === "cut") write(cell, "");
    });
  }
  function paste(cell, text) {
    let told = null;
    try {
      told = JSON.parse(text);
    } catch {
      return;
    }
    if (Array.isArray(told) && told.length === 4 && told.every((one) => typeof one === "string"))
      write(cell, text);
  }

  // --- the editor's buttons, and what happens around it ------------------------------------------
  $("#cell-take").addEventListener("click", () => leave());
  $("#cell-empty").addEventListener("click", () => {
    amount.value = "";
    promise.checked = false;
    leave();
  });
  document.addEventListener("pointerdown", (event) => {
    if (open && !editor.contains(event.target)) commit();
  });
  for (const one of [room, window])
    one.addEventListener(
      "scroll",
      () => {
        if (open) settle();
      },
      { passive: true },
    );
  addEventListener("resize", () => {
    if (open) settle();
  });
  for (const link of document.querySelectorAll(".matrix-wrong a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      edit($(link.getAttribute("href")));
    });
  }

  // --- saving: what was not changed is not sent --------------------------------------------------
  form.addEventListener("submit", () => {
    isSent = true;
  });
  form.addEventListener("formdata", (event) => {
    for (const cell of places.keys()) {
      const input = inputOf(cell);
      if (isChanged(cell))
        event.formData.set(input.name.replace("limit-", "was-"), input.dataset.was);
      else event.formData.delete(input.name);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (!isSent && changed().length) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isSent = false;
  });
  $("#matrix-drop").addEventListener("click", () => {
    isSent = true;
  });

  for (const cell of places.keys())
    cell.parentElement.classList.toggle("is-changed", isChanged(cell));
  count();
  $("[aria-invalid]", table)?.focus();
})();
