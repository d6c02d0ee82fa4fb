// What comes with the results: filters and their counts, the export, and help when there is none.

// Values of one filter: the most frequent; the pages of publishers and tags list them all.
const SHOWN = 12;

let page;
let index;
let filters;
let chosen;
const at = (name) => page.region.querySelector(name);

/** What is chosen in each filter; return whether a resource passes them all, but for one. */
export const narrowing = async (...given) => {
  [page, index] = given;
  filters ??= (await page.load("filtres.json")).map(([name, label, values]) => ({
    name, label,
    values: values.map(([title, postings, value]) => {
      const numbers = [];
      page.decode(postings, (number) => numbers.push(number));
      return { value, title, numbers };
    }),
  }));
  chosen = filters.map(({ name, values }) => {
    const wanted = name === "rubrique" && page.scope ? [page.scope] : page.state.getAll(name);
    return values.filter(({ value }) => wanted.includes(value));
  });
  const allowed = chosen.map((values) => {
    const map = new Uint8Array(index.count).fill(+!values.length);
    for (const { numbers } of values) for (const number of numbers) map[number] = 1;
    return map;
  });
  return (number, but) => allowed.every((map, at) => at === but || map[number]);
};

/** Show the filters with their counts, what is chosen, the help; `current` tells whether they are still wanted. */
export const complete = async (current, ...given) => {
  const passes = await narrowing(...given);
  if (!current()) return;
  const { make } = page;
  const focused = document.activeElement;
  const toggle = (name, value) => {
    page.state[page.state.has(name, value) ? "delete" : "append"](name, value);
    return page.go(true);
  };
  const chips = [];
  const sets = filters.flatMap(({ name, label, values }, rank) => {
    if (name === "rubrique" && page.scope) return [];
    const map = new Uint8Array(index.count);
    for (const number of page.all) map[number] = passes(number, rank);
    const count = ({ numbers }) => numbers.reduce((sum, number) => sum + map[number], 0);
    const counted = values.map((value) => ({ ...value, count: count(value), on: chosen[rank].includes(value) }));
    const kept = counted.filter(({ count, on }) => count || on).sort((one, other) => other.on - one.on || other.count - one.count).slice(0, SHOWN);
    for (const { title, value } of chosen[rank]) {
      const onclick = () => toggle(name, value).then(() => at("summary").focus());
      chips.push(make("button", { type: "button", ariaLabel: `Retirer le filtre ${label}\u00a0: ${title}`, onclick }, `${title} ✕`));
    }
    if (!kept.length) return [];
    const choices = kept.map(({ value, title, count, on }) => make("label", {},
      make("input", { type: "checkbox", name, value, checked: on, onchange: () => toggle(name, value) }), ` ${title} `, make("span", { className: "nombre" }, `${count}`)));
    const list = kept.length < values.length && document.querySelector(`.navigation a[href$="${name}s/"]`);
    return [make("fieldset", {}, make("legend", {}, label), ...choices, ...(list ? [make("a", { href: list.href }, "Voir toute la liste")] : []))];
  });
  at(".filtres > div").replaceChildren(...sets);
  at(".choisis").replaceChildren(...chips, make("button", { type: "button", onclick: page.clear }, "Tout effacer"));
  if (focused?.name && !focused.isConnected) at(`[name="${focused.name}"][value="${focused.value}"]`)?.focus();
  at(".exporter").hidden = !page.numbers.length;
  for (const button of at(".exporter").children) button.onclick = () => save(button.value);
  help(page, chips.length);
};

const help = ({ make, root, scope, query, numbers, words, within }, narrowed) => {
  const asking = (word) => new URL(`recherche/?${new URLSearchParams({ q: word })}`, root).href;
  at(".partout").hidden = !scope || !query;
  at(".partout a").href = asking(query);
  at(".rien").hidden = numbers.length > 0;
  if (numbers.length) return;
  at(".retirer").hidden = !narrowed;
  const near = [2, 3].flatMap((errors) => index.known.filter((known) => known.length > 3 && words.some((word) => word.length > errors && within(errors, word, known))));
  const links = [...new Set(near)].slice(0, 5).flatMap((word) => [" ", make("a", { href: asking(word) }, word)]);
  at(".proches").hidden = !links.length;
  at(".proches").replaceChildren(at(".proches").firstChild, ...links);
  at(".rien ul").replaceChildren(...(document.querySelector(".navigation ul ul")?.cloneNode(true).children ?? []));
  at(".rien .bouton").search = new URLSearchParams({ titre: query });
};

/** The files of « Données ouvertes », with the resources found alone. */
const save = async (kind) => {
  const { make, numbers } = page;
  const text = await (await fetch(new URL(`resources.${kind}`, page.root))).text();
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
