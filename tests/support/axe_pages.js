// Pages are shown one after the other in one document, so that axe is read once and no script of theirs runs.
"use strict";
(() => {
  const parse = async (path) => {
    const answer = await fetch(path);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const sheetsOf = (one) =>
    [...one.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));

  const wear = async (sheets) => {
    if (sheetsOf(document).join() === sheets.join()) return;
    const loaded = sheets.map(
      (href) =>
        new Promise((done) => {
          const link = Object.assign(document.createElement("link"), { rel: "stylesheet", onload: done });
          link.setAttribute("href", href);
          document.head.append(link);
        }),
    );
    await Promise.all(loaded);
    for (const old of [...document.querySelectorAll("link[rel=stylesheet]")].slice(0, -sheets.length)) old.remove();
    const still = document.createElement("style");
    still.textContent = "*, ::before, ::after { transition: none !important; animation: none !important }";
    document.head.append(still);
  };

  // A part is shown in the main part of the page that asks for it.
  window.showPage = async ([path, parent]) => {
    const page = await parse(parent ?? path);
    await wear(sheetsOf(page));
    const root = document.documentElement;
    for (const { name } of [...root.attributes]) root.removeAttribute(name);
    for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    if (parent) {
      const part = await parse(path);
      const main = document.querySelector("#main, #content");
      main.replaceChildren(...part.body.childNodes);
      main.dataset.axe = "part";
    }
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  };

  window.findFaults = async ([theme, rules]) => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.bsTheme = theme;
    const what = document.querySelector("[data-axe]") ?? document;
    const options = { resultTypes: ["violations"], preload: false };
    if (rules) options.runOnly = { type: "rule", values: rules };
    const found = await axe.run(what, options);
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => {
        const why = [...node.any, ...node.all, ...node.none].map((check) => check.message);
        return `${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${why.join(" ")}`;
      }),
    );
  };
})();
