// File boxes: what is too large or of a kind that is not taken is said before anything is sent.
// Several files are listed, can be taken out again, and stay when the server refuses the form; a
// screenshot can be pasted. The limits are data of the box (documents/forms.py).
"use strict";

(() => {
  const BOX = "input[type=file][data-upload]";
  const MEGABYTE = 1024 * 1024;
  // Browsers call what they paste so.
  const NAMELESS = /^(image\.\w+)?$/;
  const chosen = new WeakMap();
  const ofRefused = new Map();

  const boxesIn = (root) => [...root.querySelectorAll(BOX)];
  const filesOf = (box) => chosen.get(box) || [];
  const isSame = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  // --- what is taken ------------------------------------------------------------------------------
  // Rounded up, so that what is over a limit never looks equal to it.
  function sizeText(size) {
    const [unit, name] = size >= MEGABYTE ? [MEGABYTE, "MB"] : [1024, "KB"];
    return `${Math.ceil((size * 10) / unit) / 10} ${name}`;
  }

  function hasEnding(name, endings) {
    const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
    // Without an ending, as in "No.3", only the server can tell, by the content.
    const isEnding = name.includes(".") && /^(?=[\d_-]*[a-z])[a-z\d_-]+$/.test(ending);
    return !isEnding || endings.split(" ").includes(ending);
  }

  function refusalOf(box, file) {
    const { upload, limit, tooLarge, refused, macros, refusedMacros } = box.dataset;
    if (macros && !hasEnding(file.name, upload) && hasEnding(file.name, macros))
      return refusedMacros.replace("{name}", () => file.name);
    if (!hasEnding(file.name, upload)) return refused.replace("{name}", () => file.name);
    if (file.size <= Number(limit)) return "";
    return tooLarge.replace("{name}", () => file.name).replace("{size}", sizeText(file.size));
  }

  // --- what is chosen -----------------------------------------------------------------------------
  function choose(box, files) {
    let left = Number(box.dataset.formLimit || Infinity);
    const refusals = files.map((file) => {
      const refusal = refusalOf(box, file);
      if (refusal) return refusal;
      if (file.size > left) return box.dataset.formFull.replace("{name}", () => file.name);
      left -= file.size;
      return "";
    });
    keep(
      box,
      files.filter((_file, index) => !refusals[index]),
    );
    tell(box, refusals.filter(Boolean));
  }

  function keep(box, files) {
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    box.files = transfer.files;
    chosen.set(box, files);
    if (box.multiple) list(box, files);
  }

  function tell(box, refusals) {
    const place = box.parentElement;
    place.querySelectorAll(".field-error").forEach((old) => old.remove());
    place.classList.toggle("has-error", refusals.length > 0);
    box.classList.toggle("is-invalid", refusals.length > 0);
    if (refusals.length) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    refusals.forEach((refusal) => say(box, refusal));
  }

  function say(box, words) {
    const line = document.createElement("div");
    line.className = "field-error";
    line.setAttribute("role", "alert");
    line.textContent = words;
    box.parentElement.append(line);
  }

  function list(box, files) {
    const old = box.parentElement.querySelector(".chosen-files");
    if (old) old.remove();
    if (!files.length) return;
    const names = document.createElement("ul");
    names.className = "files chosen-files";
    names.setAttribute("aria-live", "polite");
    files.forEach((file) => names.append(lineOf(box, file)));
    box.after(names);
  }

  function lineOf(box, file) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const size = document.createElement("small");
    const button = document.createElement("button");
    name.textContent = file.name;
    size.textContent = sizeText(file.size);
    button.type = "button";
    button.className = "tool";
    button.textContent = "×";
    button.setAttribute(
      "aria-label",
      box.dataset.remove.replace("{name}", () => file.name),
    );
    button.addEventListener("click", () => {
      keep(
        box,
        filesOf(box).filter((other) => other !== file),
      );
      box.focus();
    });
    line.append(name, size, button);
    return line;
  }

  // A choice adds to what is there: a browser's own box would drop what was pasted before.
  function add(box, files) {
    const before = box.multiple ? filesOf(box) : [];
    const fresh = files.filter((file) => !before.some((other) => isSame(file, other)));
    choose(box, [...before, ...fresh]);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches(BOX)) add(event.target, [...event.target.files]);
  });
  document.addEventListener("reset", (event) => {
    for (const box of boxesIn(event.target)) choose(box, []);
  });

  // --- a screenshot -------------------------------------------------------------------------------
  function boxFor(target) {
    const form = target.closest("form");
    const box = form?.querySelector(`${BOX}[multiple]`);
    // Where nobody writes, the open composer takes it.
    return box || (form ? null : document.querySelector(`#composer ${BOX}[multiple]`));
  }

  function named(box, file) {
    if (!NAMELESS.test(file.name)) return file;
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    const moment = `${day} ${two(now.getHours())}.${two(now.getMinutes())}`;
    const stem = box.dataset.pasted.replace("{moment}", moment);
    const ending = file.type.split("/")[1].replace("jpeg", "jpg");
    const taken = new Set(filesOf(box).map((other) => other.name));
    let name = `${stem}.${ending}`;
    for (let turn = 2; taken.has(name); turn += 1) name = `${stem} (${turn}).${ending}`;
    return new File([file], name, { type: file.type, lastModified: now.getTime() });
  }

  document.addEventListener("paste", (event) => {
    const pasted = event.clipboardData;
    // Cells and paragraphs come with a picture of themselves: there the words are meant.
    if (!pasted || pasted.types.includes("text/plain")) return;
    const pictures = [...pasted.files].filter((file) => file.type.startsWith("image/"));
    const box = pictures.length ? boxFor(event.target) : null;
    if (!box) return;
    event.preventDefault();
    const folded = box.closest("details");
    if (folded) folded.open = true;
    for (const picture of pictures) add(box, [named(box, picture)]);
  });

  // --- a refused form comes anew, its files stay --------------------------------------------------
  const keyOf = (box) => {
    const draft = box.closest("form[data-draft]")?.dataset.draft;
    return draft && `${draft}|${box.name}`;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    for (const box of boxesIn(event.detail.target))
      if (keyOf(box)) ofRefused.set(keyOf(box), filesOf(box));
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const box of boxesIn(document)) {
      const files = ofRefused.get(keyOf(box));
      if (files?.length && !filesOf(box).length) keep(box, files);
      ofRefused.delete(keyOf(box));
      delete box.dataset.lost;
    }
  });
  // A whole page that comes anew can only say which they were.
  for (const box of boxesIn(document)) if (box.dataset.lost) say(box, box.dataset.lost);
  document.addEventListener("click", (event) => {
    const form = event.target.closest(".dialog-foot [data-close]")?.closest("form");
    if (form) for (const box of boxesIn(form)) choose(box, []);
  });
})();
