// Pages are shown one after the other in one document, so that axe is read once and no script of theirs runs.
"use strict";
(() => {
  const parse = async (path) => {
    const answer = await fetch(path);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  // Shapes of letters decide nothing that axe looks at, and thousands of Chinese ones take long to read.
  const sheetsOf = (one) =>
    [...one.querySelectorAll("link[rel=stylesheet]")]
      .map((link) => link.getAttribute("href"))
      .filter((href) => !href.includes("/fonts/"));

  const load = (href) =>
    new Promise((done) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
      link.onload = () => done(link);
      link.setAttribute("href", href);
      document.head.append(link);
    });

  // Each set of style sheets is read once; the others are switched off.
  const wardrobe = new Map();
  const wear = async (sheets) => {
    const wanted = sheets.join();
    if (!wardrobe.has(wanted)) wardrobe.set(wanted, await Promise.all(sheets.map(load)));
    for (const [name, links] of wardrobe) {
      for (const link of links) link.sheet.disabled = name !== wanted;
    }
    if (document.querySelector("style")) return;
    const still = document.createElement("style");
    still.textContent = "*, ::before, ::after { transition: none !important; animation: none !important }";
    document.head.append(still);
  };

  // Of rows that are built alike one is looked at: a list of a hundred says no more than its first.
  const shapeOf = (row) =>
    [row, ...row.querySelectorAll("*")].map((one) => `${one.localName}.${one.getAttribute("class") ?? ""}`).join();
  const dropTwins = (rows) => {
    const seen = new Set();
    for (const row of [...rows]) {
      const shape = shapeOf(row);
      if (seen.has(shape)) row.remove();
      seen.add(shape);
    }
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
    for (const list of document.querySelectorAll("tbody, ul, ol, select")) dropTwins(list.children);
  };

  // What stands around every page is looked at once in each theme.
  const FRAME = "#rail, .topbar, #header, #nav-sidebar";
  const framesSeen = new Set();

  const contextOf = (theme, rules) => {
    const part = document.querySelector("[data-axe]");
    if (part || !rules) return part ?? document;
    const frames = [...document.querySelectorAll(FRAME)].filter((one) => {
      const key = `${theme} ${shapeOf(one)}`;
      const isKnown = framesSeen.has(key);
      framesSeen.add(key);
      return isKnown;
    });
    return frames.length ? { include: [document.body], exclude: frames } : document;
  };

  // Without a list of rules all are asked, those of colours among them.
  window.findFaults = async ([theme, rules]) => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.bsTheme = theme;
    const options = { resultTypes: ["violations"], preload: false };
    if (rules) options.runOnly = { type: "rule", values: rules };
    const found = await axe.run(contextOf(theme, rules), options);
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => {
        const why = [...node.any, ...node.all, ...node.none].map((check) => check.message);
        return `${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${why.join(" ")}`;
      }),
    );
  };
})();
