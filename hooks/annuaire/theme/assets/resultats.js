// The page: the files it reads, and the results, to which what follows the field or the heading gives way.
import { fold } from "./classement.js";

/** The form of the header: its action is the page of the search, its data tell what main.html knows. */
export const header = document.querySelector("form[data-index]");
// On the page of a category, the search stays in it.
export const scope = header.dataset.rubrique;

export const make = (name, properties, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const files = {};
/** Promise the JSON of a file of the index, asked for once; after a failure, the next key tries again. */
export const load = (name, folder = header.dataset.index) =>
  (files[name] ??= fetch(folder + name)
    .then((answer) => answer.json())
    .catch((fault) => Promise.reject(delete files[name] && fault)));

/** The nodes of HTML that was prepared for a page one folder deep: this one, or that of a category. */
const parsed = (innerHTML, category = "recherche") => {
  const { content } = make("template", { innerHTML });
  for (const link of content.querySelectorAll("a:is([href^='../'], [href^='#'])")) link.href = new URL(link.getAttribute("href"), new URL(`../${category}/`, header.action));
  return content;
};

const anchor = document.querySelector(".contenu :is(.chercher, .entete)") ?? document.querySelector("h1");
const title = anchor.textContent;
const replaced = [...document.querySelectorAll("main > .sommaire")];
for (let node = anchor; (node = node.nextElementSibling); ) replaced.push(node);
const status = make("p", { className: "bilan", role: "status" });
anchor.after(status);

export const say = (text) => (status.textContent = text);

/** The first element of the results that matches a selector. */
export const inResults = (selector) => document.querySelector(`.resultats ${selector}`);

/** Show the results in the place of the page's own text, or the contrary. */
export const show = (on) => {
  const region = document.querySelector(".resultats");
  if (region) region.hidden = !on;
  if (anchor.localName === "h1") anchor.textContent = on ? "Recherche" : title;
  for (const node of replaced) node.hidden = on;
};

/** What was found, in a sentence; `near`: the resources are not quite what was asked. */
const sentence = ({ numbers, query, near }) => {
  const count = numbers.length;
  const told = `${count.toLocaleString("fr")} ressource${count > 1 ? "s" : ""}`;
  const about = (query && ` pour «\u00a0${query}\u00a0»`) + (scope ? " dans cette rubrique" : "");
  return !count ? `Aucun résultat${about}.`
    : near ? `Aucun résultat exact${about}. Les plus proches\u00a0: ${told}.` : told + about;
};

/** Mark what was found in a card: whole words, accents included, or the two halves of a glued one. */
const mark = (card, words) => {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/([\p{L}\p{N}\p{M}]+)/u);
    const glued = (at) => /^['’‑-]$/.test(parts[at + 1]) && words.has(fold(parts[at] + parts[at + 2]));
    if (text.parentElement.closest(".actions, .cache")) continue;
    text.replaceWith(...parts.map((part, at) => {
      if (at % 2 === 0 || !(words.has(fold(part)) || glued(at) || glued(at - 2))) return part;
      return make("mark", {}, part);
    }));
  }
};

/** Add cards to those that are shown, or start again at the `first`; `current` tells whether they are still wanted. */
const draw = async (size, found, current, first) => {
  const { numbers, marks } = found;
  const added = await Promise.all(numbers.slice(first, first + size).map(async (number) => {
    const group = await load(`fiches-${Math.floor(number / size)}.json`, header.dataset.cards);
    const [category, html] = group[number % size];
    const card = parsed(html, category).firstElementChild;
    // The page may hold the card itself.
    card.removeAttribute("id");
    if (marks) mark(card, marks);
    return card;
  }));
  if (!current()) return;
  const shown = inResults(".cartes");
  if (!first) shown.replaceChildren();
  shown.append(...added);
  shown.dispatchEvent(new Event("fiches", { bubbles: true }));
  if (first) added[0].querySelector("a, button").focus();
  inResults(".encore").hidden = numbers.length <= shown.childElementCount;
  inResults(".encore").onclick = () => draw(size, found, current, shown.childElementCount);
};

/** Show what was found: `numbers`, `marks` and `near` of answer(), with the `query`. */
export const present = async ({ frame, size }, found, current) => {
  if (!inResults("*")) {
    status.after(parsed(frame));
    // On a telephone, open filters would push the results out of sight.
    inResults("details").open = "open" in header.dataset && matchMedia("(min-width: 60rem)").matches;
  }
  await draw(size, found, current, 0);
  if (!current()) return;
  say(sentence(found));
  show(true);
};
