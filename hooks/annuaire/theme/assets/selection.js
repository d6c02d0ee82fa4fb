// The list that someone chooses. The session keeps one's own, once it holds something; another comes by the address of
// /selection/, where it can be changed, and touches one's own only when that is asked.
const { action } = document.querySelector("form[data-index]");
const tools = document.querySelector(".selection");

const bar = document.querySelector(".barre");
bar.ariaLive = "polite";

let last = "";
/** Read or write one's own list, as a query; where storage is refused, this page alone remembers. */
const session = (call, ...text) => {
  try {
    return sessionStorage[call]("selection", ...text);
  } catch {}
};
const own = () => session("getItem") ?? last;
/** Does this page show another list? « Back » to one's own finds what was chosen since. */
let received = tools && location.search.includes("fiches=") && !(own() && (history.state || location.search === `?${own()}`));

/** The permalinks and the title of a list. */
const read = (query) => {
  const asked = new URLSearchParams(query);
  return [[...new Set(asked.get("fiches")?.split(",").filter(Boolean))], (asked.get("titre") ?? "").trim().match(/.{0,150}/su)[0]];
};
let all, title;

/** Keep a list and its title, and show them. */
const keep = (fiches, titre = title) => {
  const query = `${new URLSearchParams({ fiches: [...new Set(fiches)], ...(titre && { titre }) })}`.replaceAll("%2C", ",");
  if (received) history.replaceState(null, "", `?${query}`);
  else session("setItem", (last = fiches[0] ? query : ""));
  return show();
};

/** Add a resource to the list, or take it off. */
export const toggle = async (slug) => {
  await keep(all.includes(slug) ? all.filter((other) => other !== slug) : [...all, slug]);
  if (tools) document.querySelector(".bilan").focus();
};

const mark = () => {
  for (const { value, firstChild, lastChild } of document.querySelectorAll(".choisir")) {
    const on = all.includes(value);
    firstChild.data = on ? "✕ Retirer" : "+ Ajouter";
    lastChild.firstChild.data = on ? " de" : " à";
  }
};
document.addEventListener("fiches", mark);

/** Return what shows the list on its own page. */
const open = async () => {
  const { counted, draw, inResults, load, part, quoted, reach, region, say, speak } = await import("./resultats.js");
  const index = await load("selection.json");
  const known = index.slugs.split(" ");
  const places = new Map(known.map((slug, number) => [slug, number]));
  const { titre, partager, copier, vider, garder } = tools.elements;
  const [mail, parts] = tools.querySelectorAll("a, template");
  const cards = inResults(".cartes").children;
  const titleOf = (card) => card.querySelector("h2").textContent;
  let numbers = [];
  region.hidden = false;
  copier.hidden = !navigator.clipboard;
  partager.hidden = !navigator.share;
  const dress = (_, card, number) => {
    const [code, ...buttons] = parts.content.cloneNode(true).children;
    for (const button of buttons) {
      button.ariaLabel += titleOf(card);
      button.disabled = !(numbers.indexOf(number) + +button.value in numbers);
    }
    card.querySelector(".bas").prepend(...buttons);
    card.firstChild.after(code);
    if (index.codes) part("codes", index, number).then((svg) => (code.innerHTML = svg));
  };
  const actions = {
    ranger: async (button) => {
      const way = +button.value;
      const to = [...cards].indexOf(button.closest("article")) + way;
      numbers.splice(to, 0, ...numbers.splice(to - way, 1));
      await keep([...numbers.map((number) => known[number]), ...all]);
      [...cards[to].querySelectorAll(".ranger:enabled")].at(Math.min(-way, 0)).focus();
      speak(`${titleOf(cards[to])}\u00a0: ${to + 1} sur ${cards.length}`);
    },
    vider: () => keep([], "").then(reach),
    garder: () => {
      received = false;
      const [mine, named] = read(own());
      keep([...mine, ...all], named || title).then(reach);
    },
    exporter: ({ value }) => import("./exporter.js").then(({ save }) => save(value, numbers)),
    partager: () => navigator.share({ title, url: copier.value }).catch(() => 0),
    imprimer: () => print(),
  };
  document.onclick = ({ target }) => actions[target.name]?.(target);
  titre.oninput = () => keep(all, titre.value);
  return async () => {
    if (!received) history.replaceState(true, "", own() ? `?${own()}` : location.pathname);
    const lost = all.filter((slug) => !places.has(slug));
    const found = all.flatMap((slug) => places.get(slug) ?? []);
    tools.hidden = !found.length;
    garder.hidden = !(vider.hidden = received);
    if (titre.value.trim() !== title) titre.value = title;
    numbers = found.slice(0, index.most);
    await draw(index, { numbers }, () => true, 0, index.most, dress);
    const { href } = location;
    const named = (document.querySelector("h1").textContent = title || (received ? "Sélection" : "Ma sélection"));
    document.title = `${named} – ${document.querySelector(".nom").textContent}`;
    const more = found.length > index.most ? ` sur ${found.length}\u00a0: une sélection en tient ${index.most}` : "";
    say(counted(numbers.length) + more + (lost[0] ? `. Introuvable\u00a0: ${quoted(lost.join(", ").slice(0, 150))}` : ""));
    const text = [named, ...[...cards].map((card) => `${titleOf(card)}\r\n${card.querySelector("h2 a, .copier").href}`), href].join("\r\n\r\n");
    mail.href = `mailto:?subject=${encodeURIComponent(named)}&body=${encodeURIComponent(text.length < 1500 ? text : href)}`;
    copier.value = href;
  };
};
const opened = tools && open();
/** Show the list on its own page; on others, say what one has chosen, and lead to it. */
const show = async () => {
  [all, title] = read(received ? location.search : own());
  const { length } = read(own())[0];
  bar.hidden = !length || received === false;
  bar.firstChild.textContent = `Ma sélection (${length})`;
  bar.firstChild.href = `${action}../selection/?${own()}`;
  mark();
  await (await opened)?.();
};
show();
addEventListener("pageshow", ({ persisted }) => persisted && show());
