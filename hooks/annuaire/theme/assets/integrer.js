// The cards that the address of /integrer/selection/ names, alone, for the frame of another site.
(async () => {
"use strict";
const { index } = document.querySelector("main").dataset;
const load = async (name) => (await fetch(index + name)).json();
const query = new URLSearchParams(location.search);
const { size, most, slugs } = await load("selection.json");
const all = slugs.split(" ");
const numbers = [...new Set(query.get("fiches")?.split(","))].map((slug) => all.indexOf(slug)).filter((number) => number >= 0).slice(0, most);
const cards = await Promise.all(numbers.map(async (number) => {
  const [category, innerHTML] = (await load(`fiches-${Math.floor(number / size)}.json`))[number % size];
  const { content } = Object.assign(document.createElement("template"), { innerHTML });
  content.querySelector(".bas").remove();
  for (const link of content.querySelectorAll("a")) Object.assign(link, { href: new URL(link.getAttribute("href"), new URL(`../../${category}/`, location.href)), target: "_blank", rel: "noopener" });
  return content;
}));
document.querySelector(".cartes").replaceChildren(...(cards[0] ? cards : ["Cette adresse ne nomme aucune ressource de l’annuaire."]));
const title = query.get("titre")?.trim().slice(0, 150);
if (title) document.querySelector("h1").textContent = title;
})();
