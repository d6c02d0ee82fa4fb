// A query → the resources that answer it, best first; knows nothing of the page.
// exports/search_index.py prepares the index, describes its files, and folds words as compounds() does: a test compares the two.

// Words

const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th" };
export const fold = (text) =>
  text.toLowerCase().replace(/[œæßøłđðþ]/g, (found) => LIGATURES[found]).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

const ELISION = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)'(?=[\p{L}\p{N}])/gu;
/** The folded words of a text; « guid'asso » and « e-mail » are whole. */
export const compounds = (text) =>
  fold(text.replace(/[’‘ʼ′`´＇‛]/g, "'")).replace(/[‐‑‒–—−]/g, "-").replace(ELISION, "").match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? [];

const ENDINGS = [
  [/eaux?$/, "el"], [/aux$/, "al"], [/[sx]$/, ""], [/trice$/, "teur"], [/euse$/, "eur"], [/ive$/, "if"],
  [/([nlt])\1e$/, "$1"], [/ere$/, "er"], [/ee?$/, ""], [/(..)er$/, "$1"],
];
/** A folded word without its French plural and feminine endings, nor that of its infinitive. */
const stem = (word) => (word.length < 4 ? word : ENDINGS.reduce((left, [ending, kept]) => left.replace(ending, kept), word));

/** Is a word within so many typing errors of another, or of its beginning? */
export const within = (errors, word, other, beginning) => {
  let at = 0;
  while (at < word.length && word[at] === other[at]) at++;
  const [left, rest] = [word.slice(at), other.slice(at)];
  if (left.length - rest.length > errors || (!beginning && rest.length - left.length > errors)) return false;
  const swapped = left[0] === rest[1] && left[1] === rest[0];
  return !left || (errors > 0 && [[1, 0], [0, 1], swapped ? [2, 2] : [1, 1]]
    .some(([one, two]) => within(errors - 1, left.slice(one), rest.slice(two), beginning)));
};

// Ranking

/** Read the index; `load` promises the JSON of one of its files, by its name. */
export const openIndex = async (load) => {
  const { words, stop, ...rest } = await load("index.json");
  const known = words.split(" ");
  return { ...rest, load, known, stems: known.map(stem), stop: new Set(stop.split(" ")) };
};

/** Go through postings: each(number of the resource, weight of the word there). */
export const decode = (postings, each) => {
  let number = -1;
  for (const [, weight, skipped] of postings.matchAll(/([A-I])(\d*)/g)) each((number += 1 + +skipped), weight.charCodeAt() - 64);
};

const forgiven = (word) => (/\d/.test(word) ? 0 : (word.length > 3) + (word.length > 7));

/** The known words that a word of the query may mean, each with how surely: same, same stem, begun, corrected. */
const meanings = (index, word, typing, widely) => {
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
const weigh = async (index, found) => {
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

// One word more weighs more than any score.
const WORD = 1e6;

/** The numbers of the resources that answer a query, best first, or all of them when it holds no word.
    `words`: what was looked for; `marks`: what it was found under; `near`: none has all of its words, these have the most. */
export const answer = async (index, query) => {
  const all = compounds(query).flatMap((found) => found.split(/['-]/));
  const told = all.filter((word) => !index.stop.has(word));
  const words = told.length ? told : all.slice(-1);
  const typing = words.at(-1) === all.at(-1) && !/\s$/.test(query);
  let best = { words, numbers: [...Array(index.count).keys()] };
  for (const widely of words.length ? [false, true] : []) {
    const marks = new Set();
    const total = new Map();
    let most = 0;
    await Promise.all(words.map(async (word, at) => {
      const found = meanings(index, word, typing && at === words.length - 1, widely);
      // « guid asso » for « guidasso »: two neighbours may be one word of the directory.
      for (const glued of [words[at - 1] + word, word + words[at + 1]]) {
        const known = index.known.indexOf(glued);
        if (known >= 0) found.set(known, 1);
      }
      for (const known of found.keys()) marks.add(index.known[known]);
      for (const [number, score] of await weigh(index, found)) {
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
