// Passkeys: the form of a page asks the browser for one, and sends what it answers.
"use strict";

(() => {
  if (!window.PublicKeyCredential) return;

  // --- what JSON cannot hold: bytes travel as base64url --------------------------------------------
  function bytesOf(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }
  function textOf(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }
  const described = (one) => ({ ...one, id: bytesOf(one.id) });

  // --- the two questions ----------------------------------------------------------------------------
  async function create(options, isAlone) {
    const asked = { ...options.publicKey };
    asked.challenge = bytesOf(asked.challenge);
    asked.user = { ...asked.user, id: bytesOf(asked.user.id) };
    asked.excludeCredentials = (asked.excludeCredentials || []).map(described);
    if (isAlone)
      asked.authenticatorSelection = {
        ...asked.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      };
    const made = await navigator.credentials.create({ publicKey: asked });
    return {
      type: made.type,
      id: made.id,
      rawId: textOf(made.rawId),
      response: {
        clientDataJSON: textOf(made.response.clientDataJSON),
        attestationObject: textOf(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      },
      clientExtensionResults: made.getClientExtensionResults(),
    };
  }

  async function answer(options) {
    const asked = { ...options.publicKey };
    asked.challenge = bytesOf(asked.challenge);
    asked.allowCredentials = (asked.allowCredentials || []).map(described);
    const given = await navigator.credentials.get({ publicKey: asked });
    const handle = given.response.userHandle;
    return {
      type: given.type,
      id: given.id,
      rawId: textOf(given.rawId),
      response: {
        clientDataJSON: textOf(given.response.clientDataJSON),
        authenticatorData: textOf(given.response.authenticatorData),
        signature: textOf(given.response.signature),
        userHandle: handle ? textOf(handle) : null,
      },
      clientExtensionResults: given.getClientExtensionResults(),
    };
  }

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const headers = { Accept: "application/json" };
    const told = await fetch(form.action, { headers, cache: "no-store" });
    if (!told.ok) throw new Error(String(told.status));
    return (await told.json()).request_options;
  }

  // --- the forms ------------------------------------------------------------------------------------
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const fault = form.querySelector("[data-refused]");
    form.querySelector("button[type=button]").addEventListener("click", async () => {
      fault.textContent = "";
      try {
        const options = await optionsOf(form);
        const isNew = form.dataset.passkey === "create";
        const isAlone = isNew && form.elements.passwordless?.checked;
        const told = isNew ? await create(options, isAlone) : await answer(options);
        form.elements.credential.value = JSON.stringify(told);
        form.submit();
      } catch {
        fault.textContent = fault.dataset.refused;
      }
    });
  }
})();
