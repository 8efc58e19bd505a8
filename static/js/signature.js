/* A signature that the customer draws: kept as a picture in the form's hidden field.

   Without scripts the box stays hidden, and the name alone is the signature. */
for (const box of document.querySelectorAll("[data-signature]")) {
  const canvas = box.querySelector("canvas");
  const kept = box.querySelector("input");
  const pen = canvas.getContext("2d");
  let isDown = false;

  function begin() {
    // The paper is white in the dark as well: the picture is read on paper.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#111";
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    kept.value = "";
  }

  function placeOf(event) {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) * canvas.width) / frame.width,
      ((event.clientY - frame.top) * canvas.height) / frame.height,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    pen.beginPath();
    pen.moveTo(...placeOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...placeOf(event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (!isDown) return;
      isDown = false;
      kept.value = canvas.toDataURL("image/png");
    });
  }
  box.querySelector(".signature-clear").addEventListener("click", begin);
  begin();
  box.hidden = false;
}
