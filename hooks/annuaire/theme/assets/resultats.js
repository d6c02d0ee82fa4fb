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
  const base = new URL(`../${category}/`, header.action);
  for (const link of content.querySelectorAll("a:is([href^='../'], [href^='#'])")) link.href = new URL(link.getAttribute("href"), base);
  return content;
};

const main = document.querySelector("main");
const home = main.classList.contains("accueil");
const heading = document.querySelector("h1");
const anchor = document.querySelector(".contenu :is(.chercher, .entete)") ?? heading;
const own = [document.title, heading.textContent];

export const region = make("section", { className: "resultats", ariaLabel: "Résultats", hidden: true, innerHTML:
  '<p class="bilan" tabindex="-1"></p><div class="cartes"></div><p class="reste" hidden></p><button class="encore" hidden>Afficher la suite</button>' });
const spoken = make("p", { className: "cache", role: "status" });
anchor.after(region, spoken);
/** The first element of the results that matches a selector. */
export const inResults = (selector) => region.querySelector(selector);

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
  const rename = () => (document.title = title);
  // Browsers take their time to show it: results come first.
  on ? setTimeout(rename) : rename();
  heading.textContent = head;
  history.scrollRestoration = on ? "manual" : "auto";
};

/** What a resource has in the files of a kind. */
export const part = async (kind, { size }, number) => (await load(`${kind}-${Math.floor(number / size)}.json`))[number % size];

/** Show the cards of what was found, up to the n-th, after those that are there or, if `first` is 0, in their place; return
    the first one. */
export const draw = async (index, found, current, first, until, dress) => {
  const added = await Promise.all(found.numbers.slice(first, until).map(async (number) => {
    const [category, html] = await part("fiches", index, number);
    const card = parsed(html, category).firstElementChild;
    // The page may hold the card itself.
    card.removeAttribute("id");
    // Here categories are mixed: each card names its own.
    card.prepend(parsed(index.categories[category]));
    dress?.(found, card, number);
    return card;
  }));
  if (!current()) return;
  const shown = inResults(".cartes");
  if (!first) shown.replaceChildren();
  shown.append(...added);
  shown.dispatchEvent(new Event("fiches", { bubbles: true }));
  inResults(".reste").textContent = `${counted(shown.childElementCount)} sur ${found.numbers.length}`;
  inResults(".reste").hidden = inResults(".encore").hidden = found.numbers.length <= until;
  return added[0];
};

export const quoted = (text) => `«\u00a0${text}\u00a0»`;
export const counted = (count) => `${count.toLocaleString("fr")} ressource${count > 1 ? "s" : ""}`;
