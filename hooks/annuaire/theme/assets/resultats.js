// The page: the files it reads, the results in the place of its own text, and what is said of them.

/** The form of the header: its action is the page of the search, its data tell what main.html knows. */
export const header = document.querySelector("form[data-index]");

export const make = (name, properties, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

/** Have annuaire.js look for why something does not come; `renewed`: another version is there, for sure. */
export const fail = (renewed) => dispatchEvent(new CustomEvent("panne", { detail: renewed === true }));

const files = {};
/** Promise the JSON of a file of this page's version, asked for once; after a failure, the next key tries again. */
export const load = (name) =>
  (files[name] ??= fetch(header.dataset.index + name)
    .then((answer) => answer.json())
    .catch((fault) => Promise.reject(fail(!delete files[name]) && fault)));

/** The nodes of HTML that was prepared for a page one folder deep: this one, or that of a category. */
export const parsed = (innerHTML, category = "recherche") => {
  const { content } = make("template", { innerHTML });
  for (const link of content.querySelectorAll("a:is([href^='../'], [href^='#'])")) link.href = new URL(link.getAttribute("href"), new URL(`../${category}/`, header.action));
  return content;
};

const main = document.querySelector("main");
const home = main.classList.contains("accueil");
const heading = document.querySelector("h1");
const anchor = document.querySelector(".contenu :is(.chercher, .entete)") ?? heading;
const own = [document.title, heading.textContent];

export const region = make("section", { className: "resultats", ariaLabel: "Résultats", hidden: true, innerHTML:
  '<details class="filtres"><summary>Filtrer</summary><button class="evitement" type="button">Aller aux résultats</button><div></div></details><div class="choisis"></div><p class="bilan" tabindex="-1"></p><div class="cartes"></div><button class="encore" type="button" hidden>Afficher la suite</button>' });
const spoken = make("p", { className: "cache", role: "status" });
anchor.after(region, spoken);
/** The first element of the results that matches a selector. */
export const inResults = (selector) => region.querySelector(selector);
// On a telephone, open filters would push the results out of sight.
inResults("details").open = matchMedia("(min-width: 60rem)").matches;

inResults(".evitement").onclick = () => reach();

let pause;
/** Have a sentence read aloud when the visitor pauses. */
export const speak = (text) => {
  clearTimeout(pause);
  pause = setTimeout(() => (spoken.textContent = text), 700);
};
export const say = (text) => speak((inResults(".bilan").textContent = text));
/** Go to what was said: it is read aloud from there. */
export const reach = () => {
  clearTimeout(pause);
  inResults(".bilan").focus();
};

/** Show the results in the place of the page's own text, which « .trouve » hides, or the contrary; `title`: of the page, when it changes. */
export const show = (on, [title, head] = own) => {
  if (!on && region.contains(document.activeElement)) main.focus();
  region.hidden = !on;
  main.classList.toggle("trouve", on);
  main.classList.toggle("accueil", home && !on);
  document.title = title;
  if (heading.textContent !== head) heading.textContent = head;
  history.scrollRestoration = on ? "manual" : "auto";
};

/** Show the cards of what was found, up to the n-th, after those that are there or, if `first` is 0, in their place. */
export const draw = async ({ size, categories, codes, dress }, found, current, first, until) => {
  const added = await Promise.all(found.numbers.slice(first, until).map(async (number) => {
    const read = async (kind) => (await load(`${kind}-${Math.floor(number / size)}.json`))[number % size];
    const [category, html] = await read("fiches");
    const card = parsed(html, category).firstElementChild;
    // The page may hold the card itself.
    card.removeAttribute("id");
    // Here categories are mixed: each card names its own.
    card.className += ` ton-${(Object.keys(categories).indexOf(category) % 6) + 1}`;
    card.prepend(make("p", { className: "rubrique" }, make("a", { href: new URL(`../${category}/`, header.action) }, categories[category])));
    if (codes) read("codes").then((innerHTML) => card.firstChild.after(make("div", { className: "code", innerHTML })));
    dress?.(found, card, number);
    return card;
  }));
  if (!current()) return [];
  const shown = inResults(".cartes");
  if (!first) shown.replaceChildren();
  shown.append(...added);
  shown.dispatchEvent(new Event("fiches", { bubbles: true }));
  inResults(".encore").hidden = found.numbers.length <= until;
  return added;
};

export const quoted = (text) => `«\u00a0${text}\u00a0»`;
export const counted = (count) => `${count.toLocaleString("fr")} ressource${count > 1 ? "s" : ""}`;
