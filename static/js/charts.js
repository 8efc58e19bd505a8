// Draws the charts of a page: each figure holds its Vega-Lite specification beside its table.
// Nothing is evaluated: expressions are interpreted, so that the strict policy for scripts holds.
"use strict";
(() => {
  const OPTIONS = {
    actions: false,
    ast: true,
    defaultStyle: false,
    // Errors alone: a chart of bars is as high as it has bars, which Vega-Lite would warn of.
    logLevel: 1,
    loader: { target: "_self" },
    renderer: "svg",
    tooltip: { disableDefaultStyle: true, theme: "desk" },
  };

  const draw = (figure) => {
    const place = figure.querySelector("[data-chart-place]");
    const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    figure.dataset.chart = "drawing";
    window.vegaEmbed(place, spec, OPTIONS).then(
      () => {
        figure.dataset.chart = "drawn";
      },
      (error) => {
        // The table says the same: it is opened where the drawing fails.
        figure.dataset.chart = "failed";
        figure.querySelector("details").open = true;
        console.error(error);
      },
    );
  };

  // What htmx has brought may be a chart itself.
  const NEW = '[data-chart="new"]';
  const drawAll = (root) => {
    if (root.matches?.(NEW)) draw(root);
    root.querySelectorAll(NEW).forEach(draw);
  };
  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
})();
