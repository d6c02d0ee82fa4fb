// A query → the resources that answer it, best first, and what each of its words was found under; knows nothing of the page.
// exports/search_index.py prepares the index, describes its files, and folds words as compounds() does: a test compares the two.

const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th" };
export const fold = (text) =>
  text.toLowerCase().replace(/[œæßøłđðþ]/g, (found) => LIGATURES[found]).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

// Elisions, the dots of « C.A.F. », the ends of « étudiant·e·s ».
const SILENT = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel)?qu)'(?=[aeiouyh])|(?<=\b[a-z])\.(?=[a-z]\b)|·\w*/gu;
/** The folded words of a text; « guid'asso », « R&D » and « e-mail » are whole. */
export const compounds = (text) =>
  fold(text.replace(/[’‘ʼ′`´＇‛]/g, "'")).replace(/[‐-—−]/g, "-").replace(SILENT, "").match(/[\p{L}\p{N}]+(?:['&-][\p{L}\p{N}]+)*/gu) ?? [];

/** Return what takes such endings off a folded word. */
export const ending = (endings, seen = {}) => (word) =>
  (seen[`_${word}`] ??= word.length < 4 ? word : endings.reduce((left, [end, kept]) => left.replace(end, kept), word));
/** A word without the marks of its plural and of its feminine. */
export const singular = ending([
  [/(.)eaux?$/, "$1el"], [/aux$/, "al"], [/([eo]u)x$|s$/, "$1"], [/trice$/, "teuse"], [/(..eu)(?:r|se)$/, "$1"], [/ive$/, "if"], [/([ghi])ere$/, "$1er"],
  [/(..[eo]n)ne$/, "$1"], [/(.e)([lt])\2e$/, "$1$2"], [/(...(?:al|it|[ao]i(?=s))|..(?:[ae]nt|ain|and|ert|urd))s?e$/, "$1"],
]);

/** Read the index; `load` promises the JSON of one of its files, by its name. The words that are not `plain` only stand in
    addresses. */
export const openIndex = async (load) => {
  const { words, hosts, stop, ...rest } = await load("index.json");
  const plain = words.split(" ");
  return { ...rest, load, plain, known: plain.concat(hosts.split(" ")), stop: stop.split(" ") };
};

/** The words of a text that are looked for: as they were `said`, folded, and the `whole` compound in which they stand. */
export const read = ({ stop }, text) => {
  const all = text.split(/[\s/]+/).flatMap((chunk) => compounds(chunk).flatMap((compound) => {
    const parts = compound.split(/['&-]/);
    return parts.map((word) => ({ said: chunk.replace(/^[^\p{L}\p{N}]*([dlm]['’])?|[^\p{L}\p{N}]+$/giu, ""), word, whole: parts.join("") }));
  }));
  const told = all.filter(({ word }) => !stop.includes(word));
  return told[0] ? told : all;
};

/** The postings of a word: [number of the resource, weight of the word there]. */
export const decode = (postings, number = -1) =>
  [...postings.matchAll(/.\d*/g)].map(([code]) => [(number += 1 + +code.slice(1)), code.charCodeAt() - 64]);

/** What the resources are worth for words {place in the index: how surely it is meant}, the rarer the more: {number: score}. */
export const weigh = async (index, found) => {
  const scores = new Map();
  const kept = [...found].sort((one, other) => other[1] - one[1]).slice(0, 60);
  await Promise.all(kept.map(async ([at, sure]) => {
    const shard = index.shards.findLastIndex((first) => first <= at);
    const postings = (await index.load(`mots-${shard}.json`))[at - index.shards[shard]];
    for (const [number, weight] of decode(postings)) scores.set(number, Math.max(scores.get(number) ?? 0, weight * sure));
  }));
  const rare = Math.log(2 + index.count / scores.size);
  for (const [number, score] of scores) scores.set(number, score * rare);
  return scores;
};

/** The places of a word, of its plural and feminine, and of what it begins if it may go on: {place: how surely}. */
export const forms = ({ known }, word, open) => {
  const found = new Map();
  known.forEach((other, at) => {
    if (other === word) found.set(at, 1);
    else if (other.startsWith(word.slice(0, 2)) && singular(other) === singular(word)) found.set(at, 0.95);
    else if (open && other.startsWith(word)) found.set(at, 0.6 + 0.2 * word.length / other.length);
  });
  return found;
};

/** Tell what a word of the query means: its `docs`, whether some hold what it has only `begun`, the `others`, which have to
    be named, and the `scores` of all. */
const understand = async (index, tokens, token, at) => {
  const { word, whole, open } = token;
  const found = forms(index, word, open && word[1]);
  token.begun = [...found.values()].some((sure) => sure < 0.9);
  // « guid asso » for « guidasso »: two neighbours may be one word of the directory; « R&D » is before what has an « R ».
  for (const glued of [tokens[at - 1]?.word + word, word + tokens[at + 1]?.word, whole]) {
    const place = index.known.indexOf(glued);
    if (place + 1) found.set(place, 1.5);
  }
  token.docs = await weigh(index, found);
  if (!token.docs.size) await index.learn();
  token.others = (await index.others?.(tokens, at)) ?? [];
  token.scores = new Map([...token.others.flatMap(({ docs }) => [...docs]), ...token.docs]);
};

// One word more weighs more than any score.
const WORD = 1e6;

/** The numbers of the resources that answer a query, best first, or all of them when nothing is asked; `typing`: its
    last word may go on. `tokens`: its words with what they mean; `near`: no resource has all those that are found. */
export const answer = async (index, query, typing) => {
  if (!query.trim()) return { tokens: [], numbers: [...Array(index.count).keys()] };
  const all = read(index, query);
  for (const token of all) token.open = typing && query.endsWith(token.said);
  // One letter begins nothing yet.
  const tokens = all.filter(({ word, open }) => !(open && all[1] && !word[1]));
  await Promise.all(tokens.map((token, at) => understand(index, tokens, token, at)));
  const total = new Map();
  for (const { scores } of tokens) for (const [number, score] of scores) total.set(number, (total.get(number) ?? 0) + WORD + score);
  const ranked = [...total].sort(([one, left], [other, right]) => right - left || one - other);
  const most = Math.floor(ranked[0]?.[1] / WORD);
  const numbers = ranked.flatMap(([number, sum]) => (sum < most * WORD ? [] : number));
  // Only what brings a resource has to be named.
  for (const token of tokens) token.others = token.others.filter(({ docs }) => numbers.some((number) => docs.has(number) && !token.docs.has(number)));
  return { tokens, numbers, near: most < tokens.filter(({ scores }) => scores.size).length };
};
