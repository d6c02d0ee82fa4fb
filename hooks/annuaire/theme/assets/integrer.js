// The cards that the address of /integrer/selection/ names, alone, for the frame of another site.
(async () => {
"use strict";
const { index } = document.querySelector("main").dataset;
const make = (name, properties) => Object.assign(document.createElement(name), properties);
const files = {};
const load = (name) => (files[name] ??= fetch(index + name).then((answer) => answer.json()));
const query = new URLSearchParams(location.search);
const all = [...new Set(query.get("fiches")?.split(",").filter(Boolean))];
const { size, most, slugs } = await load("selection.json");
const places = new Map(slugs.split(" ").map((slug, number) => [slug, number]));
const found = all.flatMap((slug) => places.get(slug) ?? []);
const cards = await Promise.all(found.slice(0, most).map(async (number) => {
  const [category, innerHTML] = (await load(`fiches-${Math.floor(number / size)}.json`))[number % size];
  const { content } = make("template", { innerHTML });
  content.querySelector(".bas").remove();
  for (const link of content.querySelectorAll("a")) Object.assign(link, { href: new URL(link.getAttribute("href"), new URL(`../../${category}/`, location.href)), target: "_blank", rel: "noopener" });
  return content;
}));
const lost = all.filter((slug) => !places.has(slug)).join(", ").slice(0, 150);
const told = [
  found[0] ? "" : "Cette adresse ne nomme aucune ressource de l’annuaire. ",
  found.length > most ? `${most} ressources sur ${found.length}\u00a0: une sélection en tient ${most}. ` : "",
  lost && `Introuvable\u00a0: «\u00a0${lost}\u00a0».`,
].join("");
document.querySelector(".cartes").replaceChildren(...cards, ...(told ? [make("p", { textContent: told })] : []));
const title = [...(query.get("titre") ?? "").trim()].slice(0, 150).join("");
if (title) document.querySelector("h1").textContent = title;
})();
