// Drafts: what was typed into a form survives a reload, another language, a closed window. They are
// the person's own: whoever logs in next at this browser sees nothing of them. What was sent, or
// given up with "Back", is gone.
"use strict";

(() => {
  const body = document.body;
  const prefix = `draft:${body.dataset.person}:`;
  const LONGEST_DAYS = 7;
  const FIELDS =
    "textarea, select, input:not([type=hidden], [type=file], [type=password]), [data-drafted]";

  const keyOf = (form) => prefix + form.dataset.draft;
  const draftsHere = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

  function readDraft(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  // --- a field as it came from the server, and as it is now ---------------------------------------
  function isPristine(field) {
    // What a hidden field says was chosen, also by the address of the page.
    if (field.type === "hidden") return field.value === "";
    if (field.type === "checkbox" || field.type === "radio")
      return field.checked === field.defaultChecked;
    if (field.options) {
      const first = [...field.options].find((option) => option.defaultSelected);
      return field.value === (first || field.options[0])?.value;
    }
    return field.value === field.defaultValue;
  }
  const isBox = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);
  const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)].filter((field) => field.name);

  // Of a part that is still on its way: its fields are not on the page, and were typed all the same.
  function awaitedFields(form) {
    if (!form.querySelector("[data-awaited]")) return {};
    const here = new Set(fieldsOf(form).map(nameOf));
    const drafted = Object.entries(readDraft(keyOf(form))?.fields || {});
    return Object.fromEntries(
      drafted.filter(([name]) => !here.has(name) || form.elements[name]?.type === "hidden"),
    );
  }

  function keepDraft(form) {
    const fields = awaitedFields(form);
    for (const field of fieldsOf(form))
      if (!isPristine(field)) fields[nameOf(field)] = isBox(field) ? field.checked : field.value;
    if (Object.keys(fields).length)
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), fields }));
    else localStorage.removeItem(keyOf(form));
  }

  function restoreDraft(form) {
    const draft = readDraft(keyOf(form));
    if (!draft) return;
    let count = 0;
    for (const field of fieldsOf(form)) {
      const value = draft.fields[nameOf(field)];
      // A chosen thing comes back with all that is shown of it.
      if (value === undefined || !isPristine(field) || field.type === "hidden") continue;
      if (isBox(field)) field.checked = value;
      else field.value = value;
      if (isPristine(field)) continue;
      count += 1;
      // What is back is seen.
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
    if (count) tellOfDraft(form);
  }

  // The part of a form that shows what was chosen, asked for anew.
  function restoreParts(form) {
    const draft = readDraft(keyOf(form));
    for (const part of form.querySelectorAll("[data-draft-part]")) {
      const chosen = part.querySelector("[data-drafted]");
      if (!draft || !chosen || chosen.value || !draft.fields[chosen.name]) continue;
      part.dataset.awaited = "yes";
      const asked = new URLSearchParams({ [chosen.name]: draft.fields[chosen.name] });
      htmx.ajax("GET", `${part.dataset.draftPart}?${asked}`, { source: part, target: part });
      tellOfDraft(form);
    }
  }

  function tellOfDraft(form) {
    if (form.querySelector(".draft-note")) return;
    const note = document.createElement("p");
    note.className = "draft-note";
    note.textContent = `${body.dataset.draftFound} `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = body.dataset.draftDrop;
    button.addEventListener("click", () => {
      localStorage.removeItem(keyOf(form));
      form.reset();
      for (const part of form.querySelectorAll("[data-draft-part]"))
        htmx.ajax("GET", part.dataset.draftPart, { source: part, target: part });
      note.remove();
    });
    note.append(button);
    form.prepend(note);
  }

  // --- kept while it is typed, gone when it was sent or given up ----------------------------------
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form[data-draft]");
      if (form) keepDraft(form);
    });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const draft = form.dataset?.draft && !form.hasAttribute("hx-post") && readDraft(keyOf(form));
    if (!draft) return;
    // Whether it was taken the next page tells: one without the form.
    localStorage.setItem(keyOf(form), JSON.stringify({ ...draft, isSent: true }));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (form.dataset?.draft && event.detail.xhr.status === 204)
      localStorage.removeItem(keyOf(form));
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest(".dialog-foot [data-close]")?.closest("form[data-draft]");
    if (form) localStorage.removeItem(keyOf(form));
  });
  document.addEventListener("submit", (event) => {
    // At a machine that several people share nothing stays behind.
    if (event.target.hasAttribute("data-leaves") && body.dataset.shared)
      draftsHere().forEach((key) => localStorage.removeItem(key));
  });

  // --- when a page or a part of it has come -------------------------------------------------------
  function settleDrafts() {
    // A page that only says no has no form either; whoever goes back finds the text.
    const isRefused = Boolean(document.querySelector("[data-not-taken]"));
    const forms = [...document.querySelectorAll("form[data-draft]")];
    const keys = new Set(forms.map(keyOf));
    for (const key of draftsHere()) {
      const draft = readDraft(key);
      const isOld = !draft || Date.now() - draft.at > LONGEST_DAYS * 86400000;
      const isTaken = draft?.isSent && !keys.has(key) && !isRefused;
      if (isOld || isTaken) localStorage.removeItem(key);
    }
    forms.forEach(restoreDraft);
    forms.forEach(restoreParts);
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    document.querySelectorAll("form[data-draft]").forEach(restoreDraft);
    // Another choice is kept at once: nobody types anything after it.
    const part = event.target.closest?.("[data-draft-part]");
    if (!part) return;
    delete part.dataset.awaited;
    keepDraft(part.closest("form"));
  });
  settleDrafts();
})();
