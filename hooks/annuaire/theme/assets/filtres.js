// What completes the results, loaded after the first ones: other words, marks, filters and their counts, help when there is none.
import { decode, ending, fold, forms, read, singular, weigh } from "./classement.js";
import { counted, fail, header, inResults, load, make, parsed, quoted, reach, region } from "./resultats.js";

// What learn() reads: the words that may be meant for others, and the filters.
let index, groups, likely, sets;

// Other words

/** A word without the marks of its conjugation; « port » is not « porter ». */
const verb = ending([
  [/(?:iss(?:e|ez|ent|ant)|ir)$/, "i"], [/([eo]nd)re$/, "$1"],
  [/^(...+?)(?:e[erz]?|(?<=....)[ea]nt)$/, (_, left) => (left[4] ? left : `${left}e`)],
]);

/** Is a word within so many typing errors of another: a letter added, dropped, changed, or two swapped? */
const within = (errors, word, other) => {
  if (word && word[0] === other[0]) return within(errors, word.slice(1), other.slice(1));
  const swapped = word[0] === other[1] && word[1] === other[0];
  return word === other || (errors > 0 && [[1, 0], [0, 1], swapped ? [2, 2] : [1, 1]]
    .some(([one, two]) => within(errors - 1, word.slice(one), other.slice(two))));
};

// How two words may be one: the same verb, or so many typing errors, in the words or but for an « s ».
const bare = (word) => word.replace(/s$/, "");
const ALIKE = [[0, (word) => verb(singular(word))], [1, String], [1, bare], [2, String], [2, bare], [3, bare]];

/** The known words that were probably meant by another, three at most; the first letter of a word is seldom mistaken. */
const nearest = (known, word, most) => {
  for (const [errors, cut] of ALIKE) {
    const near = errors > most ? [] : known.filter((other) => within(errors, cut(word), cut(other)));
    const same = near.filter((other) => other[0] === word[0]);
    if (near[0]) return (same[0] ? same : near).slice(0, 3);
  }
  return [];
};

/** Where all the words of a phrase stand: { said, words, docs }. */
const sense = async ({ said, words }, worth) => {
  const [docs, ...rest] = await Promise.all(words.map((word) => weigh(index, forms(index, word))));
  for (const [number, score] of docs) rest.every((other) => other.has(number)) ? docs.set(number, score * worth) : docs.delete(number);
  return { said, words, docs };
};
/** The synonyms of the phrases in which the n-th word of some tokens stands: worth less than any word that was asked. */
const synonyms = (tokens, at) => groups.flatMap((group) => {
  const asked = group.filter(({ words }) => words.some((_, from) => words.every((word, rank) => singular(word) === singular(tokens[at - from + rank]?.word ?? ""))));
  return asked[0] ? group.filter((phrase) => !asked.includes(phrase)).map((phrase) => sense(phrase, 1e-6)) : [];
});
/** What else the n-th word of some tokens may mean: synonyms, or words that are spelled nearly so when the directory has neither. */
const others = async (tokens, at) => {
  const found = await Promise.all(synonyms(tokens, at));
  const { docs, whole } = tokens[at];
  if (docs.size || found.some((other) => other.docs.size)) return found;
  const near = nearest(likely, whole, /\d/.test(whole) ? 0 : !!whole[4] + !!whole[8]);
  return Promise.all(near.flatMap((word) => (index.known.includes(word) ? sense({ said: word, words: [word] }, 1e-3) : synonyms([{ word }], 0))));
};

// What is said and marked

/** « a » ou « b » ou « c », each once. */
const listed = (texts, word) => [...new Set(texts.map(quoted))].join(` ${word} `);

// Folded words as they are spelled.
const spelled = new Map();

/** How many resources were found, and under which words: a word that none of them holds is said to be so. */
export const sentence = ({ numbers, tokens, near, query, narrowed }) => {
  const count = counted(numbers.length);
  if (!query) return count;
  if (!numbers.length) return `Aucun résultat pour ${quoted(query)}` + (narrowed ? " avec ces filtres." : ".");
  const named = (others) => others.slice(0, 4).map(({ said }) => spelled.get(said) ?? said);
  const absent = tokens.flatMap(({ docs, said }) => (docs.size ? [] : said));
  // What stands for a word, unless it is absent and that was asked as well: « a » ou « b », et « c ».
  const asked = (name) => tokens.some(({ word }) => word === fold(name));
  const parts = tokens.flatMap(({ docs, said, word, whole, others }) => {
    const names = named(others);
    // Of a compound that no resource holds, the part that some hold.
    const part = word === whole || index.known.includes(whole) ? said : spelled.get(word) ?? word;
    if (docs.size) return listed([part, ...names.filter((name) => !asked(name))], "ou");
    return names.some(asked) ? [] : listed(names, "ou") || [];
  });
  const used = [...new Set(parts)].join(`${/ ou /.test(parts) ? "," : ""} et `);
  const none = absent[0] ? listed(absent, "ni") : near && `à la fois ${used}`;
  if (none) return `Aucune ressource ne contient ${none}. ${near ? "Les plus proches" : "Résultats pour " + used}\u00a0: ${count}.`;
  const more = listed(named(tokens.flatMap(({ others }) => others)), "ou");
  const words = tokens.at(-1).begun ? quoted(query + "…") + " (début de mot)" : quoted(query);
  return `${count} pour ${words}` + (more && ` ou ${more}`);
};

/** Mark what was found in a card: whole words, accents included, the two halves of a glued one, the beginning of a word that
    is still typed; say which words it does not hold, if it is a `near` number. Learn how words are spelled. */
export const dress = ({ tokens, near }, card, number) => {
  const meant = new Set(tokens.flatMap(({ word, whole, others }) => [word, whole, ...others.flatMap(({ words }) => words)]).map(singular));
  const { begun, word } = tokens.at(-1) ?? {};
  for (const node of card.querySelectorAll(":not(.bas details *, .cache)")) for (const text of [...node.childNodes]) {
    const parts = text.data?.split(/([\p{L}\p{N}\p{M}]+)/u) ?? [];
    const glued = (at) => /^['’&‑-]$/.test(parts[at + 1]) && meant.has(fold(parts[at] + parts[at + 2]));
    if (parts[1]) text.replaceWith(...parts.flatMap((part, at) => {
      const folded = fold(part);
      const starts = begun && folded.startsWith(word);
      if (at % 2 === 0 || !(starts || meant.has(singular(folded)) || glued(at) || glued(at - 2))) return part;
      if (part.toLowerCase() !== folded) spelled.set(folded, part.toLowerCase());
      const { length } = starts ? word : part;
      return [make("mark", {}, part.slice(0, length)), part.slice(length)];
    }));
  }
  card.normalize();
  for (const more of card.querySelectorAll("details:has(mark)")) more.open = true;
  const missing = tokens.flatMap(({ scores, said }) => (scores.has(number) ? [] : said));
  if (near && missing[0]) card.querySelector("h2").after(make("p", { className: "source" }, `Ne contient pas ${listed(missing, "ni")}`));
};

// Filters

// Values of one filter at first; beyond the second number, a field narrows them.
const [FIRST, MANY] = [12, 20];

/** Show the values of a filter in its box, always in the same order. */
const list = (name, box, known) => {
  const [, field, labels, more] = box.children;
  const kept = known.filter(({ title }) => fold(title).includes(fold(field.value.trim())));
  const shown = kept.filter(({ on }, at) => more.value || on || at < FIRST);
  const left = kept.length - shown.length;
  while (labels.children[shown.length]) labels.lastChild.remove();
  shown.forEach(({ value, title, count, on }, at) => {
    if (!labels.children[at]) labels.append(make("label", {}, make("input", { type: "checkbox", name }), make("span"), make("span", { className: "nombre" })));
    const [tick, text, number] = labels.children[at].children;
    Object.assign(tick, { value, checked: on });
    text.textContent = `${title} `;
    number.textContent = count;
    labels.children[at].className = count ? "" : "vide";
  });
  box.hidden = !known[0];
  field.hidden = known.length <= MANY;
  more.hidden = !left;
  more.textContent = left > 1 ? `Afficher les ${left} autres` : "Afficher l’autre";
  field.oninput = () => list(name, box, known);
  more.onclick = () => {
    more.value = "oui";
    list(name, box, known);
    labels.children[shown.length].firstChild.focus();
  };
};

/** Read what completes an answer, and teach the index what `others` its words may mean. */
export const learn = async (opened) => {
  const [synonyms, { panel, help, filters }] = await Promise.all(["synonymes.json", "filtres.json"].map((name) => load(name)));
  if (index) return;
  index = Object.assign(opened, { others });
  groups = synonyms.map((group) => group.map((said) => ({ said, words: read(index, said).map(({ word }) => word) })));
  const single = groups.flat().flatMap(({ words }) => (words[1] ? [] : words));
  likely = [...new Set([...index.plain, ...single])].filter((word) => word[3] && !index.stop.includes(word));
  inResults(".filtres").append(parsed(panel));
  region.append(parsed(help));
  const boxes = region.querySelectorAll("fieldset");
  sets = filters.map(([name, label, values], rank) => ({
    name, label, box: boxes[rank],
    values: values.map(([title, postings, value]) => ({ title, value, numbers: decode(postings).map(([number]) => number) })),
  }));
};

// For each resource, the filters that leave it out, one bit each; ABSENT: the query already does.
let out;
const ABSENT = 128;

/** Apply the filters that an address asks: the `titles` of what is chosen, the numbers that are `kept`, and those of a category. */
export const narrow = (asked, numbers, category) => {
  out = new Uint8Array(index.count).fill(ABSENT);
  for (const number of numbers) out[number] = 0;
  sets.forEach((set, rank) => {
    set.chosen = set.values.filter(({ value }) => asked.has(set.name, value));
    const chosen = new Set(set.chosen.flatMap(({ numbers }) => numbers));
    if (set.chosen[0]) for (const number of numbers) if (!chosen.has(number)) out[number] |= 1 << rank;
  });
  const inside = new Set(sets[0]?.values.find(({ value }) => value === category)?.numbers);
  const kept = numbers.filter((number) => !out[number]);
  return { kept, own: kept.filter((number) => inside.has(number)), titles: sets.flatMap(({ chosen }) => chosen.map(({ title }) => title)) };
};

/** Show the filters with their counts, what is chosen, the export, the help. */
export const complete = ({ numbers, query, tokens }) => {
  const chips = sets.flatMap(({ name, label, box, chosen, values }, rank) => {
    // Of the filter itself, each value tells what it would add; ticking one takes none away, and moves none.
    list(name, box, values.flatMap((value) => {
      const on = chosen.includes(value);
      const count = value.numbers.filter((number) => !(out[number] & ~(1 << rank))).length;
      return on || value.numbers.some((number) => out[number] < ABSENT) ? { ...value, on, count } : [];
    }));
    return chosen.map(({ title, value }) => make("button", { name, value, ariaLabel: `Retirer le filtre ${label}\u00a0: ${title}` }, `${title} ✕`));
  });
  inResults(".choisis").replaceChildren(...chips, ...(query || chips[0] ? [make("button", { value: "tout" }, "Tout effacer")] : []));
  inResults(".filtres").hidden = !inResults("label");
  inResults(".voir").textContent = `Voir ${counted(numbers.length)}`;
  inResults(".voir").onclick = () => reach(inResults(".filtres").open = false);
  inResults(".evitement").onclick = reach;
  const exported = inResults(".exporter");
  exported.onclick = ({ target }) => target.value && import("./exporter.js").then(({ save }) => save(target.value, numbers)).catch(fail);
  inResults(".rien").hidden = !(exported.hidden = !numbers.length);
  inResults(".retirer").hidden = !chips[0];
  const near = numbers.length ? [] : tokens.flatMap(({ word, docs }) => (docs.size ? [] : nearest(likely.filter((other) => other.startsWith(word.slice(0, 2))), word, word.length / 3)));
  inResults(".proches").hidden = !near[0];
  inResults(".proches span").replaceChildren(...near.flatMap((word) => [" ", make("a", { href: `${header.action}?q=${word}` }, word)]));
  for (const link of region.querySelectorAll(".rien .bouton")) link.search = new URLSearchParams({ titre: query });
};
