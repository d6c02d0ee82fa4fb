// A query → the resources that answer it, best first, and what each of its words was found under; knows nothing of the page.
// exports/search_index.py prepares the index, describes its files, and folds words as compounds() does: a test compares the two.

const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th" };
export const fold = (text) =>
  text.toLowerCase().replace(/[œæßøłđðþ]/g, (found) => LIGATURES[found]).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

const ELISION = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel)?qu)'(?=[aeiouyh])/gu;
/** The folded words of a text; « guid'asso », « R&D » and « e-mail » are whole. */
export const compounds = (text) =>
  fold(text.replace(/[’‘ʼ′`´＇‛]/g, "'")).replace(/[‐‑‒–—−]/g, "-").replace(ELISION, "").match(/[\p{L}\p{N}]+(?:['&-][\p{L}\p{N}]+)*/gu) ?? [];

/** Return what takes such endings off a folded word. */
export const ending = (endings, seen = {}) => (word) =>
  (seen[`_${word}`] ??= word.length < 4 ? word : endings.reduce((left, [end, kept]) => left.replace(end, kept), word));
/** A word without the marks of its plural and of its feminine. */
export const singular = ending([
  [/(.)eaux?$/, "$1el"], [/aux$/, "al"], [/([eo]u)x$|s$/, "$1"], [/trice$/, "teur"], [/euse$/, "eur"], [/ive$/, "if"], [/iere$/, "ier"],
  [/(..[eo]n)ne$/, "$1"], [/(.e)([lt])\2e$/, "$1$2"], [/(...(?:al|it)|..(?:[ae]nt|[ao]is|ain|and|ert))e$/, "$1"],
]);

/** Read the index; `load` promises the JSON of one of its files, by its name, and `learn` teaches it `others`: the other
    words that one may stand for. The words after the first `plain` ones only stand in addresses. */
export const openIndex = async (load, learn) => {
  const { words, hosts, stop, ...rest } = await load("index.json");
  const known = words.split(" ");
  return { ...rest, load, learn, plain: known.length, known: known.concat(hosts.split(" ")), stop: new Set(stop.split(" ")) };
};

/** The words of a text that are looked for: as they were `said`, folded, and the `whole` compound in which they stand;
    `last`: nothing follows it. */
export const read = ({ stop }, text) => {
  const all = text.split(/\s+/).flatMap((chunk) => compounds(chunk).flatMap((compound) => {
    const parts = compound.split(/['&-]/);
    return parts.map((word) => ({ said: chunk.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""), word, whole: parts.join("") }));
  }));
  if (all[0]) all.at(-1).last = true;
  const told = all.filter(({ word }) => !stop.has(word));
  return told[0] ? told : all;
};

/** Go through postings: each(number of the resource, weight of the word there). */
export const decode = (postings, each) => {
  let number = -1;
  for (const [code] of postings.matchAll(/.\d*/g)) each((number += 1 + +code.slice(1)), code.charCodeAt() - 64);
};

/** What the resources are worth for words {place in the index: how surely it is meant}, the rarer the more: {number: score}. */
export const weigh = async (index, found) => {
  const scores = new Map();
  const kept = [...found].sort((one, other) => other[1] - one[1]).slice(0, 60);
  await Promise.all(kept.map(async ([at, sure]) => {
    const shard = index.shards.findLastIndex((first) => first <= at);
    decode((await index.load(`mots-${shard}.json`))[at - index.shards[shard]], (number, weight) =>
      scores.set(number, Math.max(scores.get(number) ?? 0, weight * sure)));
  }));
  const rare = Math.log(2 + index.count / (scores.size || 1));
  for (const [number, score] of scores) scores.set(number, score * rare);
  return scores;
};

/** The places of a word, of its plural and feminine, and of what it begins if it may go on: {place: how surely}. */
export const forms = ({ known }, word, typing) => {
  const found = new Map();
  known.forEach((other, at) => {
    if (other === word) found.set(at, 1);
    else if (other.startsWith(word.slice(0, 2)) && singular(other) === singular(word)) found.set(at, 0.95);
    else if (typing && other.startsWith(word)) found.set(at, 0.6 + (0.2 * word.length) / other.length);
  });
  return found;
};

/** Tell what a word of the query means: the places where it is `found`, its `docs`, the `others`, which have to be named. */
const understand = async (index, tokens, at, typing) => {
  const token = tokens[at];
  const { word, whole, last } = token;
  token.found = forms(index, word, typing && last && word[1]);
  token.begun = [...token.found.values()].some((sure) => sure < 0.9);
  // « guid asso » for « guidasso »: two neighbours may be one word of the directory; « R&D » is before what has an « R ».
  for (const glued of [tokens[at - 1]?.word + word, word + tokens[at + 1]?.word, whole]) {
    const place = index.known.indexOf(glued);
    if (place >= 0) token.found.set(place, 1.5);
  }
  token.docs = await weigh(index, token.found);
  if (!token.docs.size) await index.learn();
  token.others = (await index.others?.(tokens, at)) ?? [];
  token.scores = new Map(token.docs);
  for (const { docs } of token.others) for (const [number, score] of docs) token.scores.set(number, Math.max(score, token.scores.get(number) ?? 0));
};

// One word more weighs more than any score.
const WORD = 1e6;

/** The numbers of the resources that answer a query, best first, or all of them when nothing is asked; `typing`: its
    last word may go on. `tokens`: its words with what they mean; `near`: no resource has all those that are found. */
export const answer = async (index, query, typing) => {
  if (!query.trim()) return { tokens: [], numbers: [...Array(index.count).keys()] };
  const all = read(index, query);
  // One letter begins nothing yet.
  const tokens = all.filter(({ word, last }) => !(typing && last && all[1] && !word[1]));
  await Promise.all(tokens.map((_, at) => understand(index, tokens, at, typing && /\S$/.test(query))));
  const total = new Map();
  for (const { scores } of tokens) for (const [number, score] of scores) total.set(number, (total.get(number) ?? 0) + WORD + score);
  const ranked = [...total].sort(([one, left], [other, right]) => right - left || one - other);
  const most = Math.floor(ranked[0]?.[1] / WORD);
  const numbers = ranked.flatMap(([number, sum]) => (sum < most * WORD ? [] : number));
  // Only what brings a resource has to be named.
  for (const token of tokens) token.others = token.others.filter(({ docs }) => numbers.some((number) => docs.has(number) && !token.docs.has(number)));
  return { tokens, numbers, near: most < tokens.filter(({ scores }) => scores.size).length };
};
