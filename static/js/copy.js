// A button that copies what stands beside it. Where the browser gives no clipboard the text is
// selected, and its reader copies it by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.querySelector(button.dataset.copy);
  const word = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(source);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    word.textContent = button.dataset.copied;
  });
}
