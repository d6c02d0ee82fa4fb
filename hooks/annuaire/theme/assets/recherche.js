// The search, loaded when a field is first touched; hooks/annuaire/exports/search_index.py prepares its index and describes its files.

const header = document.querySelector("form[data-index]");
const root = new URL("..", header.action);
// On the page of a category, the search stays in it.
const scope = header.dataset.rubrique;
const here = (path) => new URL(path, location.href);

const make = (name, properties, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const files = {};
const load = (name, folder = header.dataset.index) =>
  (files[name] ??= fetch(new URL(name, here(folder)))
    .then((answer) => answer.json())
    // The next key tries again.
    .catch((fault) => Promise.reject(delete files[name] && fault)));

// Words: the folding of compounds() in search.py; a test compares the two.

const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th" };
const fold = (text) =>
  text.toLowerCase().replace(/[œæßøłđðþ]/g, (found) => LIGATURES[found]).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const ELISION = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)'(?=[\p{L}\p{N}])/gu;
export const compounds = (text) =>
  fold(text.replace(/[’‘ʼ′`´＇‛]/g, "'")).replace(/[‐‑‒–—−]/g, "-").replace(ELISION, "").match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? [];

// French plural and feminine endings, and the infinitive.
const ENDINGS = [
  [/eaux?$/, "el"], [/aux$/, "al"], [/[sx]$/, ""], [/trice$/, "teur"], [/euse$/, "eur"], [/ive$/, "if"],
  [/([nlt])\1e$/, "$1"], [/ere$/, "er"], [/ee?$/, ""], [/(..)er$/, "$1"],
];
const stem = (word) => (word.length < 4 ? word : ENDINGS.reduce((left, [ending, kept]) => left.replace(ending, kept), word));

/** Is a word within so many typing errors of another, or of its beginning? */
const within = (errors, word, other, beginning) => {
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  const [left, rest] = [word.slice(at), other.slice(at)];
  if (left.length - rest.length > errors || (!beginning && rest.length - left.length > errors)) return false;
  const swapped = left[0] === rest[1] && left[1] === rest[0];
  return !left || (errors > 0 && [[1, 0], [0, 1], swapped ? [2, 2] : [1, 1]]
    .some(([one, two]) => within(errors - 1, left.slice(one), rest.slice(two), beginning)));
};
const forgiven = (word) => (/\d/.test(word) ? 0 : (word.length > 3) + (word.length > 7));

const local = (node) => {
  for (const link of node.querySelectorAll("a[href^='../']")) link.href = new URL(link.getAttribute("href"), header.action);
  return node;
};
const parsed = (innerHTML) => make("template", { innerHTML }).content;

let index;
const open = async () => {
  if (index) return;
  const { words, stop, frame, ...rest } = await load("index.json");
  const known = words.split(" ");
  index = { ...rest, known, stems: known.map(stem), stop: new Set(stop.split(" ")) };
  status.after(local(parsed(frame)));
  page.region = status.nextElementSibling;
  // On a telephone, open filters would push the results out of sight.
  page.region.querySelector("details").open = page.browsing && matchMedia("(min-width: 60rem)").matches;
  page.region.querySelector(".encore").onclick = () => draw(page.region.querySelector(".cartes").childElementCount);
};

const decode = (text, each) => {
  let number = -1;
  for (const [, weight, skipped] of text.matchAll(/([A-I])(\d*)/g)) each((number += 1 + +skipped), weight.charCodeAt() - 64);
};

/** The known words that a word of the query may mean, each with how surely: same, same stem, begun, corrected. */
const meanings = (word, typing, widely) => {
  const found = new Map();
  const [own, most] = [stem(word), forgiven(word)];
  const begun = (typing || widely) && word.length > 1;
  index.known.forEach((known, at) => {
    if (known === word) found.set(at, 1);
    else if (index.stems[at] === own) found.set(at, 0.95);
    else if (begun && known.startsWith(word)) found.set(at, 0.6 + (0.2 * word.length) / known.length);
  });
  if (!found.size || widely)
    for (let errors = most; errors > 0; errors--)
      index.known.forEach((known, at) => {
        if (found.get(at) >= 0.5) return;
        if (within(errors, word, known) || within(Math.min(errors, forgiven(own)), own, index.stems[at])) found.set(at, 0.5 - errors / 10);
        else if (typing && within(errors, word, known, true)) found.set(at, 0.4 - errors / 10);
      });
  return found;
};

/** What the resources are worth for one word, the rarer the more: {number: score}. */
const weigh = async (found) => {
  const scores = new Map();
  const kept = [...found].sort((one, other) => other[1] - one[1]).slice(0, 60);
  await Promise.all(kept.map(async ([at, sure]) => {
    const shard = index.shards.findLastIndex((first) => first <= at);
    decode((await load(`mots-${shard}.json`))[at - index.shards[shard]], (number, weight) =>
      scores.set(number, Math.max(scores.get(number) ?? 0, weight * sure)));
  }));
  const rare = Math.log(2 + index.count / (scores.size || 1));
  for (const [number, score] of scores) scores.set(number, score * rare);
  return scores;
};

// One word more weighs more than any score.
const WORD = 1e6;

/** The resources that answer a query, best first; `near`: none has all of its words, these have the most. */
const answer = async (text) => {
  const all = compounds(text).flatMap((found) => found.split(/['-]/));
  const told = all.filter((word) => !index.stop.has(word));
  const words = told.length ? told : all.slice(-1);
  const typing = words.at(-1) === all.at(-1) && !/\s$/.test(text);
  let best = { words };
  for (const widely of words.length ? [false, true] : []) {
    const marks = new Set();
    const total = new Map();
    let most = 0;
    await Promise.all(words.map(async (word, at) => {
      const found = meanings(word, typing && at === words.length - 1, widely);
      // « guid asso » for « guidasso »: two neighbours may be one word of the directory.
      for (const glued of [words[at - 1] + word, word + words[at + 1]]) {
        const known = index.known.indexOf(glued);
        if (known >= 0) found.set(known, 1);
      }
      for (const known of found.keys()) marks.add(index.known[known]);
      for (const [number, score] of await weigh(found)) {
        const sum = (total.get(number) ?? 0) + WORD + score;
        total.set(number, sum);
        most = Math.max(most, Math.floor(sum / WORD));
      }
    }));
    const found = [...total].filter(([, sum]) => sum >= most * WORD).sort(([one, left], [other, right]) => right - left || one - other);
    best = { words, marks, near: most < words.length, numbers: found.map(([number]) => number) };
    if (!best.near) break;
  }
  return best;
};

// The page: what follows the field, or the heading, gives way to the results.

const anchor = document.querySelector(".contenu :is(.chercher, .entete)") ?? document.querySelector("h1");
const title = anchor.textContent;
const replaced = [...document.querySelectorAll("main > .sommaire")];
for (let node = anchor; (node = node.nextElementSibling); ) replaced.push(node);
const status = make("p", { className: "bilan", role: "status" });
anchor.after(status);

const fields = [...document.querySelectorAll("form[role=search] input")];
const page = {
  make, root, scope, load, decode, within, browsing: "open" in header.dataset,
  /** Remember a new state in the address, and show it. */
  go(push) {
    const query = `${page.state}`;
    history[push ? "pushState" : "replaceState"](null, "", `${location.pathname}${query && `?${query}`}`);
    return run();
  },
  ask(query) {
    const begins = !page.state.get("q") !== !query;
    if (query) page.state.set("q", query);
    else page.state.delete("q");
    for (const field of fields) field.value = query;
    return page.go(begins);
  },
  clear() {
    page.browsing = false;
    page.state = new URLSearchParams();
    page.ask("");
    fields[0].focus();
  },
};
const read = () => {
  page.state = new URLSearchParams(location.search);
  for (const field of fields) field.value = page.state.get("q") ?? "";
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

const card = async (number) => {
  const group = await load(`fiches-${Math.floor(number / index.size)}.json`, header.dataset.cards);
  const node = parsed(group[number % index.size]).firstElementChild;
  // The page may hold the card itself.
  node.removeAttribute("id");
  if (navigator.clipboard) buttonOf(local(node).querySelector(".copier"));
  if (page.marks) mark(node, page.marks);
  return node;
};

const draw = async (first) => {
  const { numbers, region } = page;
  const added = await Promise.all(numbers.slice(first, first + index.size).map(card));
  if (numbers !== page.numbers) return;
  const cards = region.querySelector(".cartes");
  if (!first) cards.replaceChildren();
  cards.append(...added);
  if (first) added[0].querySelector("a, button").focus();
  region.querySelector(".encore").hidden = numbers.length <= cards.childElementCount;
};

const show = (on) => {
  if (page.region) page.region.hidden = !on;
  if (anchor.localName === "h1") anchor.textContent = on ? "Recherche" : title;
  for (const node of replaced) node.hidden = on;
};

let turn = 0;
/** Show what the state asks for; a later key overtakes an earlier one. */
const run = async () => {
  const mine = ++turn;
  const text = page.state.get("q") ?? "";
  const narrowed = FILTERS.some((name) => page.state.has(name));
  if (!page.browsing && !text.trim() && !narrowed) {
    status.textContent = "";
    return show(false);
  }
  try {
    await open();
    const { numbers, ...reply } = await answer(text);
    const all = numbers ?? [...Array(index.count).keys()];
    const rest = () => import(here(header.dataset.filters));
    const passes = narrowed || scope ? (await (await rest()).narrowing(page, index)) : () => true;
    if (mine !== turn) return;
    Object.assign(page, reply, { all, query: text.trim(), numbers: all.filter((number) => passes(number)) });
    await draw(0);
    if (mine !== turn) return;
    const count = page.numbers.length;
    const told = `${count.toLocaleString("fr")} ressource${count > 1 ? "s" : ""}`;
    const about = (page.query && ` pour «\u00a0${page.query}\u00a0»`) + (scope ? " dans cette rubrique" : "");
    status.textContent = !count ? `Aucun résultat${about}.`
      : reply.near ? `Aucun résultat exact${about}. Les plus proches\u00a0: ${told}.` : told + about;
    show(true);
    await (await rest()).complete(() => mine === turn, page, index);
  } catch {
    if (mine === turn) status.textContent = "La recherche ne répond pas. Vérifiez votre connexion, puis réessayez.";
  }
};

for (const field of fields) {
  field.oninput = () => page.ask(field.value);
  field.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    page.ask("");
  };
  field.form.onsubmit = (event) => {
    event.preventDefault();
    page.ask(field.value);
    // Puts the keyboard of a telephone away.
    if (matchMedia("(pointer: coarse)").matches) field.blur();
  };
}
addEventListener("popstate", () => {
  read();
  run();
});

export const browse = async () => {
  page.browsing = true;
  await run();
  const panel = page.region.querySelector("details");
  panel.open = true;
  panel.firstChild.focus();
};

// Whatever was typed while this file was on its way counts.
const typed = fields.find((field) => field.value)?.value;
show(false);
read();
if (typed) page.ask(typed);
else run();
