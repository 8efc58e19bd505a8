// The log-in: warned of before it ends, asked for over the page when it has ended, and what was
// typed is sent when the same person is back. Never a log-in page inside of a card or a dialog.
"use strict";

(() => {
  const again = document.getElementById("again");
  if (!again) return;
  const body = document.body;
  const form = again.querySelector("form");
  const fault = again.querySelector("[role=alert]");
  const warning = document.getElementById("session-warning");
  const WARNED_BEFORE = 5 * 60;
  let waiting = [];

  // --- who is logged in, and for how long ---------------------------------------------------------
  async function askSession(isWork = false) {
    const headers = isWork ? {} : { "X-Poll": "1" };
    const answer = await fetch(again.dataset.session, { headers, cache: "no-store" });
    return answer.json();
  }

  const isSamePerson = (state) => String(state.person) === again.dataset.person;

  // A log-in gives a new token; those of the page are no longer taken.
  function takeToken(token) {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]"))
      field.value = token;
    body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  // --- the log-in over the page -------------------------------------------------------------------
  function openLogin() {
    if (again.open) return;
    fault.textContent = "";
    form.elements.password.value = "";
    form.elements.code.value = "";
    again.showModal();
    form.elements.password.focus();
  }

  // Whoever has a second factor is asked for a code, once the password fits.
  function askCode() {
    const { code } = form.elements;
    code.closest("[data-code]").hidden = false;
    code.required = true;
    code.value = "";
    code.focus();
  }

  async function whenLoggedIn(send) {
    const state = await askSession();
    if (isSamePerson(state)) {
      takeToken(state.token);
      send();
      return;
    }
    waiting.push(send);
    openLogin();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const state = await askSession();
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-CSRFToken": state.token, Accept: "application/json" },
      body: new FormData(form),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      fault.textContent = told.error || again.dataset.failed;
      if (told.needs_code) askCode();
      else form.elements.password.select();
      return;
    }
    takeToken(told.token);
    again.close();
    scheduleWarning(told.seconds);
    const back = waiting;
    waiting = [];
    back.forEach((send) => send());
  });

  // --- whatever htmx sends ------------------------------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    // Asked for by the page itself and not by a person.
    if (!event.detail.triggeringEvent?.isTrusted) event.detail.headers["X-Poll"] = "1";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig, elt } = event.detail;
    if (xhr.status !== 401) {
      delete elt.dataset.sentAgain;
      return;
    }
    // With a fresh log-in and a fresh token a second refusal has another cause.
    if (elt.dataset.sentAgain) return;
    elt.dataset.sentAgain = "1";
    whenLoggedIn(() => htmx.trigger(elt, requestConfig.triggeringEvent.type));
  });
  // Nothing was sent, so nothing waits: only the page has stopped following.
  document.addEventListener("logInEnded", openLogin);

  // --- whole pages: asked before the form leaves --------------------------------------------------
  document.addEventListener(
    "submit",
    (event) => {
      const sent = event.target;
      const isPlain = sent.method === "post" && !sent.hasAttribute("hx-post");
      if (!isPlain || sent === form || sent.hasAttribute("data-leaves")) return;
      if (sent.dataset.mayGo) {
        delete sent.dataset.mayGo;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (sent.dataset.asking) return;
      sent.dataset.asking = "1";
      const submitter = event.submitter;
      whenLoggedIn(() => {
        delete sent.dataset.asking;
        sent.dataset.mayGo = "1";
        sent.requestSubmit(submitter);
        // Where the browser itself refused the form, the next try asks anew.
        delete sent.dataset.mayGo;
      }).catch(() => {
        delete sent.dataset.asking;
        document.dispatchEvent(new CustomEvent("htmx:sendError"));
      });
    },
    true,
  );
  again.addEventListener("close", () => {
    for (const sent of document.querySelectorAll("[data-asking]")) delete sent.dataset.asking;
  });

  // --- before it ends -----------------------------------------------------------------------------
  let timer = 0;
  function scheduleWarning(seconds) {
    clearTimeout(timer);
    warning.hidden = true;
    if (!seconds) return;
    const wait = Math.max(0, seconds - WARNED_BEFORE) * 1000;
    timer = setTimeout(warn, Math.min(wait, 2 ** 31 - 1));
  }
  async function warn() {
    // Somebody may have worked in another window.
    const state = await askSession();
    if (state.seconds > WARNED_BEFORE) scheduleWarning(state.seconds);
    else warning.hidden = false;
  }
  warning.querySelector("button").addEventListener("click", async () => {
    const state = await askSession(true);
    if (isSamePerson(state)) scheduleWarning(state.seconds);
    else openLogin();
  });
  scheduleWarning(Number(again.dataset.seconds));
})();
