// One box ticks all rows of the page.
"use strict";

const all = $("[data-all-rows]");
const boxes = () => $$("[name=case]");

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[name=case]")) all.checked = boxes().every((box) => box.checked);
  });
}
