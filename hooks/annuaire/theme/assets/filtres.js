// What comes with the results: filters and their counts, the export, and help when there is none.
import { decode, within } from "./classement.js";
import { header, inResults, load, make, scope } from "./resultats.js";

// Values of one filter: the most frequent; the pages of publishers and tags list them all.
const SHOWN = 12;

let filters;
/** What an address asks of the filters: [{name, label, values, chosen}], a value with the numbers of its resources;
    `passes` tells whether a resource passes them all, but for the filter of that rank. */
export const narrow = async (asked) => {
  filters ??= (await load("filtres.json")).map(([name, label, values]) => ({
    name, label,
    values: values.map(([title, postings, value]) => {
      const numbers = [];
      decode(postings, (number) => numbers.push(number));
      return { value, title, numbers };
    }),
  }));
  const sets = filters.map((filter) => {
    const wanted = filter.name === "rubrique" && scope ? [scope] : asked.getAll(filter.name);
    const chosen = filter.values.filter(({ value }) => wanted.includes(value));
    return { ...filter, chosen, kept: new Set(chosen.flatMap(({ numbers }) => numbers)) };
  });
  return { sets, passes: (number, but) => sets.every(({ chosen, kept }, rank) => rank === but || !chosen.length || kept.has(number)) };
};

/** Show the filters with their counts, what is chosen, the export, the help; of what was found, `all` is before the
    filters, `numbers` after. `toggle(name, value)` chooses a value or gives it up, `clear` gives up everything. */
export const complete = ({ sets, passes }, { all, numbers, query, words }, known, toggle, clear) => {
  const focused = document.activeElement;
  const chips = [];
  const shown = sets.flatMap(({ name, label, values, chosen }, rank) => {
    if (name === "rubrique" && scope) return [];
    const passing = new Set(all.filter((number) => passes(number, rank)));
    const counted = values.map((value) => ({ ...value, on: chosen.includes(value), count: value.numbers.filter((number) => passing.has(number)).length }));
    const kept = counted.filter(({ count, on }) => count || on).sort((one, other) => other.on - one.on || other.count - one.count).slice(0, SHOWN);
    for (const { title, value } of chosen) {
      const onclick = () => toggle(name, value).then(() => inResults("summary").focus());
      chips.push(make("button", { type: "button", ariaLabel: `Retirer le filtre ${label}\u00a0: ${title}`, onclick }, `${title} ✕`));
    }
    if (!kept.length) return [];
    const choices = kept.map(({ value, title, count, on }) => make("label", {},
      make("input", { type: "checkbox", name, value, checked: on, onchange: () => toggle(name, value) }), ` ${title} `, make("span", { className: "nombre" }, `${count}`)));
    const list = kept.length < values.length && name !== "rubrique" && document.querySelector('.pied a[href$="index-des-noms/"]');
    return [make("fieldset", {}, make("legend", {}, label), ...choices, ...(list ? [make("a", { href: list.href }, "Voir toute la liste")] : []))];
  });
  inResults(".filtres > div").replaceChildren(...shown);
  inResults(".choisis").replaceChildren(...chips, make("button", { type: "button", onclick: clear }, "Tout effacer"));
  if (focused?.name && !focused.isConnected) inResults(`[name="${focused.name}"][value="${focused.value}"]`)?.focus();
  inResults(".exporter").hidden = !numbers.length;
  for (const button of inResults(".exporter").children) button.onclick = () => save(button.value, numbers);
  help(query, words, numbers, known, chips.length);
};

const help = (query, words, numbers, known, narrowed) => {
  const asking = (word) => `${header.action}?${new URLSearchParams({ q: word })}`;
  inResults(".partout").hidden = !scope || !query;
  inResults(".partout a").href = asking(query);
  inResults(".rien").hidden = numbers.length > 0;
  if (numbers.length) return;
  inResults(".retirer").hidden = !narrowed;
  const near = [2, 3].flatMap((errors) => known.filter((other) => other.length > 3 && words.some((word) => word.length > errors && within(errors, word, other))));
  const links = [...new Set(near)].slice(0, 5).flatMap((word) => [" ", make("a", { href: asking(word) }, word)]);
  inResults(".proches").hidden = !links.length;
  inResults(".proches").replaceChildren(inResults(".proches").firstChild, ...links);
  inResults(".rien ul").replaceChildren(...(document.querySelector(".navigation ul ul")?.cloneNode(true).children ?? []));
  for (const link of document.querySelectorAll(".rien .bouton")) link.search = new URLSearchParams({ titre: query });
};

/** The files of « Données ouvertes », with the resources found alone. */
const save = async (kind, numbers) => {
  const text = await (await fetch(new URL(`../resources.${kind}`, header.action))).text();
  let kept;
  if (kind === "json") {
    const data = JSON.parse(text);
    kept = JSON.stringify({ ...data, resources: numbers.map((number) => data.resources[number]) }, null, 1);
  } else {
    const [head, ...rows] = text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])+\r\n/g);
    kept = `\ufeff${head}${numbers.map((number) => rows[number]).join("")}`;
  }
  make("a", { href: URL.createObjectURL(new Blob([kept])), download: `selection.${kind}` }).click();
};
