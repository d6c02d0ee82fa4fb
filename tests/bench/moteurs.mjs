// Other search engines on the same resources, tuned for French as well as their options allow.
// Standard input: {"docs", "queries", "stop"}; output: {engine: {"bytes", "found": [the first three of each query]}}.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { create, insertMultiple, save, search } from "@orama/orama";
import { stemmer as french } from "@orama/stemmers/french";
import FlexSearch from "flexsearch";
import lunr from "lunr";
import withFrench from "lunr-languages/lunr.fr.js";
import withStemmers from "lunr-languages/lunr.stemmer.support.js";
import MiniSearch from "minisearch";

const { docs, queries, stop } = JSON.parse(readFileSync(0));
const fields = ["title", "publishers", "tags", "description", "category", "places"];
const boost = { title: 9, publishers: 6, tags: 4, description: 3, category: 2, places: 2 };
const stopped = new Set(stop);
const plain = (text) => text.toLowerCase().replace(/[’‘ʼ]/g, "'").replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD").replace(/\p{M}/gu, "")
  .replace(/(?<![\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'/gu, " ");
const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word && !stopped.has(word));
const stem = (word) => (word.length < 4 ? word : french(word));
const size = (data) => gzipSync(typeof data === "string" ? data : JSON.stringify(data), { level: 9 }).length;
const said = (query) => words(query).join(" ") || query;
const engines = {};

{
  const options = { fields, storeFields: [], tokenize: words, processTerm: stem };
  const index = new MiniSearch(options);
  index.addAll(docs);
  const how = { boost, combineWith: "AND", prefix: (_, at, all) => at === all.length - 1, fuzzy: (word) => (word.length > 7 ? 2 : word.length > 3 ? 1 : 0), weights: { fuzzy: 0.3, prefix: 0.6 } };
  const ask = (query) => { const all = index.search(query, how); return all.length ? all : index.search(query, { ...how, combineWith: "OR" }); };
  engines.MiniSearch = { bytes: size(JSON.stringify(index)), ask: (query) => ask(query).map((found) => found.id) };
}
{
  const encoder = new FlexSearch.Encoder(FlexSearch.Charset.LatinBalance, { normalize: (text) => plain(text), filter: stopped });
  const index = new FlexSearch.Document({ document: { id: "id", index: fields.map((field) => ({ field, tokenize: "forward", encoder })) } });
  for (const doc of docs) index.add(doc);
  let bytes = 0;
  index.export((_, data) => { bytes += data ? size(data) : 0; });
  engines.FlexSearch = { bytes: () => bytes, ask: (query) => {
    const scores = new Map();
    for (const { field, result } of index.search(said(query), { limit: 100, suggest: true }))
      result.forEach((id, rank) => scores.set(id, (scores.get(id) ?? 0) + boost[field] / (1 + rank)));
    return [...scores].sort((one, other) => other[1] - one[1]).map(([id]) => id);
  } };
}
{
  const tokenizer = { language: "french", normalizationCache: new Map(), tokenize: (text) => [...new Set(words(text).map(stem))] };
  const index = create({ schema: Object.fromEntries(fields.map((field) => [field, "string"])), components: { tokenizer } });
  insertMultiple(index, docs);
  const ask = (term, more) => search(index, { term, properties: fields, boost, limit: 21, ...more }).hits.map((hit) => hit.id);
  const tries = [{ threshold: 0 }, { threshold: 0, tolerance: 1 }, { threshold: 1, tolerance: 1 }];
  engines.Orama = { bytes: size(save(index)), ask: (query) => tries.map((more) => ask(said(query), more)).find((hits) => hits.length) ?? [] };
}
{
  withStemmers(lunr);
  withFrench(lunr);
  const index = lunr(function () {
    this.use(lunr.fr);
    this.ref("id");
    for (const field of fields) this.field(field, { boost: boost[field] });
    for (const doc of docs) this.add(Object.fromEntries(Object.entries(doc).map(([name, text]) => [name, name === "id" ? text : plain(text)])));
  });
  const how = [(word) => `+${word}`, (word, last) => (last ? `+${word}*` : `+${word}`), (word, last) => `+${word}${last ? "*" : ""}~${word.length > 7 ? 2 : word.length > 3 ? 1 : 0}`, (word) => `${word} ${word}*`];
  const ask = (query, write) => index.search(words(query).map((word, at, all) => write(word, at === all.length - 1)).join(" "));
  engines.lunr = { bytes: size(JSON.stringify(index)), ask: (query) => (how.map((write) => ask(query, write)).find((hits) => hits.length) ?? []).map((hit) => hit.ref) };
}

const answers = Object.entries(engines).map(([name, { bytes, ask }]) => [name, { found: queries.map((query) => ask(query).slice(0, 3)), bytes: typeof bytes === "function" ? bytes() : bytes }]);
console.log(JSON.stringify(Object.fromEntries(answers)));
