// What completes the results: other words, marks, filters and their counts, the export, and help when there is none.
import { decode, ending, fold, forms, read, singular, weigh } from "./classement.js";
import { counted, fail, header, inResults, load, make, parsed, quoted, reach, region } from "./resultats.js";

// Other words

/** A word without the marks of its conjugation; « port » is not « porter ». */
const verb = ending([
  [/(?:iss(?:e|ez|ent|ant)|ir)$/, "i"], [/([eo]nd)re$/, "$1"],
  [/^(...+?)(?:e[erz]?|(?<=....)[ea]nt)$/, (_, left) => (left[4] ? left : `${left}e`)],
]);

/** Is a word within so many typing errors of another: a letter added, dropped, changed, or two swapped? */
const within = (errors, word, other) => {
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  const [left, rest] = [word.slice(at), other.slice(at)];
  if (Math.abs(left.length - rest.length) > errors) return false;
  const swapped = left[0] === rest[1] && left[1] === rest[0];
  return left === rest || (errors > 0 && [[1, 0], [0, 1], swapped ? [2, 2] : [1, 1]]
    .some(([one, two]) => within(errors - 1, left.slice(one), rest.slice(two))));
};

/** The known words that were probably meant by another, three at most: the same verb, or else the nearest. */
const nearest = (likely, word, most) => {
  for (let errors = 0; errors <= most; errors++) {
    const near = likely.filter((other) => (errors ? within(errors, word, other) : verb(singular(word)) === verb(singular(other))));
    const same = near.filter((other) => other[0] === word[0]);
    if (near.length) return (same.length ? same : near).slice(0, 3);
  }
  return [];
};

/** Return what tells what else the n-th word of some tokens may mean: the synonyms of the phrases in which it stands, or
    words that are spelled nearly so when the directory has neither; each {said, where it is found, its docs}. */
const othersOf = (index, groups) => {
  const sense = async ({ said, words }, worth) => {
    const found = words.map((word) => forms(index, word));
    const [first, ...rest] = await Promise.all(found.map((places) => weigh(index, places)));
    const docs = new Map([...first].filter(([number]) => rest.every((other) => other.has(number))).map(([number, score]) => [number, score * worth]));
    return { said, docs, found: new Map(found.flatMap((places) => [...places])) };
  };
  // Less than any score of a word that was asked.
  const synonyms = (tokens, at) => groups.flatMap((group) => {
    const asked = group.filter(({ words }) => words.some((_, from) => words.every((word, rank) => singular(word) === singular(tokens[at - from + rank]?.word ?? ""))));
    return asked[0] ? group.filter((phrase) => !asked.includes(phrase)).map((phrase) => sense(phrase, 1e-6)) : [];
  });
  return async (tokens, at) => {
    const found = await Promise.all(synonyms(tokens, at));
    const { docs, whole } = tokens[at];
    if (docs.size || found.some((other) => other.docs.size)) return found;
    const near = nearest(index.likely, whole, /\d/.test(whole) ? 0 : !!whole[4] + !!whole[8]);
    return Promise.all(near.flatMap((word) => (index.known.includes(word) ? sense({ said: word, words: [word] }, 1e-3) : synonyms([{ word }], 0))));
  };
};

// What is said and marked

/** « a », « b » ou « c », each once. */
const listed = (texts, word) => joined(texts.map(quoted), word);
const joined = (texts, word) => [...new Set(texts)].join("\n").replace(/\n(.*)$/, ` ${word} $1`).replaceAll("\n", ", ");

/** How many resources were found, and under which words: a word that none of them holds is said to be so. */
const sentence = (spelled) => ({ numbers, tokens, near, query, narrowed }) => {
  const count = counted(numbers.length);
  if (!query) return count;
  if (!numbers.length) return `Aucun résultat pour ${quoted(query)}` + (narrowed ? " avec ces filtres." : ".");
  const named = (others) => others.slice(0, 4).map(({ said }) => spelled.get(said) ?? said);
  const absent = tokens.flatMap(({ docs, said }) => (docs.size ? [] : said));
  // What stands for an absent word, unless it was asked as well: (« a » ou « b »).
  const used = joined(tokens.flatMap(({ docs, said, others }) => {
    if (docs.size) return quoted(said);
    const names = named(others);
    const text = listed(names, "ou");
    return names.some((name) => tokens.some(({ word }) => word === fold(name))) ? [] : tokens[1] && names[1] ? `(${text})` : text || [];
  }), "et");
  const none = absent[0] ? listed(absent, "ni") : near && `à la fois ${used}`;
  if (none) return `Aucune ressource ne contient ${none}. ${near ? "Les plus proches" : "Résultats pour " + used}\u00a0: ${count}.`;
  const more = named(tokens.flatMap(({ others }) => others));
  const words = tokens.at(-1).begun ? quoted(query + "…") + " (début de mot)" : quoted(query);
  return `${count} pour ${words}` + (more[0] ? ` ou ${listed(more, "ou")}` : "");
};

/** Mark what was found in a card: whole words, accents included, the two halves of a glued one, the beginning of a word that
    is still typed; say which words it does not hold, if it is a `near` number. Learn how words are spelled. */
const dress = ({ known, spelled }) => ({ tokens, near }, card, number) => {
  const words = new Set(tokens.flatMap(({ found, others }) => [found, ...others.map((other) => other.found)]).flatMap((found) => [...found.keys()].map((at) => known[at])));
  const { begun, word } = tokens.at(-1) ?? {};
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (text.parentElement.closest(".bas details, .cache, .rubrique")) continue;
    const parts = text.data.split(/([\p{L}\p{N}\p{M}]+)/u);
    const glued = (at) => /^['’&‑-]$/.test(parts[at + 1]) && words.has(fold(parts[at] + parts[at + 2]));
    text.replaceWith(...parts.flatMap((part, at) => {
      const folded = fold(part);
      if (at % 2 === 0 || !(words.has(folded) || glued(at) || glued(at - 2))) return part;
      if (part.toLowerCase() !== folded) spelled.set(folded, part.toLowerCase());
      const length = begun && folded.startsWith(word) ? word.length : part.length;
      return [make("mark", {}, part.slice(0, length)), part.slice(length)];
    }));
  }
  for (const more of card.querySelectorAll("details:has(mark)")) more.open = true;
  const missing = near ? tokens.filter(({ scores }) => !scores.has(number)).map(({ said }) => said) : [];
  if (missing[0]) card.querySelector("h2").after(make("p", { className: "source" }, `Ne contient pas ${listed(missing, "ni")}`));
};

// Filters

// Values of one filter at first; beyond the second number, a field narrows them.
const [FIRST, MANY] = [12, 20];

/** Put a filter in the page, and return what shows its values, always in the same order. */
const place = ({ name, label }, toggle) => {
  const [labels, more, field] = [make("div"), make("button", { type: "button", className: "autres" }), make("input", { type: "search", ariaLabel: `Chercher dans la liste\u00a0: ${label}`, placeholder: "Chercher dans la liste" })];
  const box = make("fieldset", {}, make("legend", {}, label), field, labels, more);
  inResults(".filtres > div").append(box);
  return function list(known) {
    const needle = fold(field.value.trim());
    const open = more.value || needle;
    const shown = needle ? known.filter(({ title }) => fold(title).includes(needle)).slice(0, 50) : known.filter(({ on }, at) => open || on || at < FIRST);
    const left = known.length - shown.length;
    labels.replaceChildren(...shown.map(({ value, title, count, on }) => make("label", { className: count ? "" : "vide" },
      make("input", { type: "checkbox", name, value, checked: on, onchange: () => toggle(name, value) }), ` ${title} `, make("span", { className: "nombre" }, `${count}`))));
    box.hidden = !known[0];
    field.hidden = known.length <= MANY;
    more.hidden = open || !left;
    more.textContent = left > 1 ? `Afficher les ${left} autres` : "Afficher l’autre";
    field.oninput = () => list(known);
    more.onclick = () => {
      more.value = "oui";
      list(known);
      labels.children[shown.length].firstChild.focus();
    };
  };
};

/** Teach the index what completes an answer: `others`, `sentence` and `dress` for its words, `narrow` and `complete` for its filters.
    `toggle(name, value)` chooses a value or gives it up, `clear` gives up everything. */
export const learn = async (index, toggle, clear) => {
  const [groups, { help, filters }] = await Promise.all(["synonymes.json", "filtres.json"].map((name) => load(name)));
  if (index.complete) return;
  const phrases = groups.map((group) => group.map((said) => ({ said, words: read(index, said).map(({ word }) => word) })));
  const single = phrases.flat().flatMap(({ words }) => (words[1] ? [] : words));
  index.likely = [...new Set(index.known.slice(0, index.plain).concat(single))].filter((word) => word[3] && !index.stop.has(word));
  index.others = othersOf(index, phrases);
  index.spelled = new Map();
  for (const [, , values] of filters) for (const [title] of values) for (const word of title.toLowerCase().split(/[^\p{L}\p{N}]+/u)) index.spelled.set(fold(word), word);
  const see = make("button", { type: "button", className: "voir", onclick: () => reach(inResults(".filtres").open = false) });
  index.dress = dress(index);
  index.sentence = sentence(index.spelled);
  region.append(parsed(help));
  const sets = filters.map(([name, label, values]) => ({
    name, label, list: place({ name, label }, toggle),
    values: values.map(([title, postings, value]) => {
      const numbers = [];
      decode(postings, (number) => numbers.push(number));
      return { value, title, numbers };
    }),
  }));
  /** Read what an address asks of the filters: the `titles` of what is chosen, whether a resource `passes` them all, but
      for the one of a rank, whether it is `here`, in a category. */
  index.narrow = (asked, category) => {
    for (const set of sets) {
      set.chosen = set.values.filter(({ value }) => asked.has(set.name, value));
      set.kept = new Set(set.chosen.flatMap(({ numbers }) => numbers));
    }
    const inside = new Set(sets[0].values.find(({ value }) => value === category)?.numbers);
    return {
      titles: sets.flatMap(({ chosen }) => chosen.map(({ title }) => title)),
      passes: (number, but) => sets.every(({ chosen, kept }, rank) => rank === but || !chosen[0] || kept.has(number)),
      here: (number) => inside.has(number),
    };
  };
  /** Show the filters with their counts, what is chosen, the export, the help. */
  index.complete = ({ all, numbers, query, tokens }, passes) => {
    const focused = document.activeElement;
    /** How many of other resources are among some. */
    const among = (numbers) => {
      const mask = new Uint8Array(index.count);
      for (const number of numbers) mask[number] = 1;
      return (others) => others.reduce((sum, number) => sum + mask[number], 0);
    };
    const asked = among(all);
    const chips = sets.flatMap(({ name, label, list, chosen, values }, rank) => {
      const passing = among(all.filter((number) => passes(number, rank)));
      const known = values.map((value) => ({ ...value, on: chosen.includes(value), total: asked(value.numbers), count: passing(value.numbers) })).filter(({ total, on }) => total || on);
      // Ticking a value changes no total, hence no place; categories and formats keep the order of the directory.
      list(rank > 1 ? known.sort((one, other) => other.total - one.total) : known);
      return chosen.map(({ title, value }) => make("button", {
        type: "button", ariaLabel: `Retirer le filtre ${label}\u00a0: ${title}`, onclick: () => toggle(name, value).then(() => inResults("summary").focus()),
      }, `${title} ✕`));
    });
    see.textContent = `Voir ${counted(numbers.length)}`;
    inResults(".filtres").append(see);
    const clearing = make("button", { type: "button", onclick: clear }, "Tout effacer");
    inResults(".choisis").replaceChildren(...chips, ...(query || chips[0] ? [clearing] : []));
    if (focused?.name && !focused.isConnected) inResults(`[name="${focused.name}"][value="${focused.value}"]`)?.focus();
    inResults(".exporter").hidden = !numbers.length;
    for (const button of inResults(".exporter").children) button.onclick = () => import("./exporter.js").then(({ save }) => save(button.value, numbers)).catch(fail);
    inResults(".rien").hidden = numbers.length;
    inResults(".retirer").hidden = !chips[0];
    const near = numbers.length ? [] : tokens.flatMap(({ word, docs }) => (docs.size ? [] : nearest(index.likely.filter((other) => other.startsWith(word.slice(0, 2))), word, word.length / 3)));
    inResults(".proches").hidden = !near[0];
    inResults(".proches span").replaceChildren(...near.flatMap((word) => [" ", make("a", { href: `${header.action}?q=${word}` }, word)]));
    inResults(".rien ul").replaceChildren(...(document.querySelector(".navigation ul ul")?.cloneNode(true).children ?? []));
    for (const link of region.querySelectorAll(".rien .bouton")) link.search = new URLSearchParams({ titre: query });
  };
};
