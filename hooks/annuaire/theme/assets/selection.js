// The list that someone chooses: its memory is the address of /selection/ and, once it holds something, the session's.
const form = document.querySelector("form[data-index]");
const tools = document.querySelector(".selection");
const NAME = "Ma sélection";

let last = "";
/** Read or write what the session keeps; where storage is refused, this page alone remembers. */
const session = (call, ...text) => {
  try {
    return sessionStorage[call]("selection", ...text);
  } catch {}
};
const state = () => new URLSearchParams(tools && /[?&]fiches=/.test(location.search) ? location.search : session("getItem") ?? last);
const chosen = () => [...new Set(state().get("fiches")?.split(",").filter(Boolean))];
const title = () => (state().get("titre") ?? "").trim().slice(0, 150);

/** Keep a list and its title, and show them. */
const keep = (fiches, titre = title()) => {
  last = `fiches=${fiches.map(encodeURIComponent)}${titre && `&titre=${encodeURIComponent(titre)}`}`;
  session("setItem", fiches[0] ? last : "");
  if (tools) history.replaceState(null, "", `?${last}`);
  return show();
};

/** Add a resource to the list, or take it off. */
export const toggle = async (slug) => {
  const all = chosen();
  await keep(all.includes(slug) ? all.filter((other) => other !== slug) : [...all, slug]);
  if (tools) document.querySelector(".bilan").focus();
};

const mark = () => {
  for (const { value, firstChild, lastChild } of document.querySelectorAll(".choisir")) {
    const on = chosen().includes(value);
    firstChild.data = on ? "✓" : "+";
    lastChild.textContent = ` ${on ? "Retirer de" : "Ajouter à"} ma sélection`;
  }
};
document.addEventListener("fiches", mark);

const bar = Object.assign(document.createElement("aside"), { className: "barre", ariaLabel: NAME, ariaLive: "polite", innerHTML: "<a class=bouton></a> Gardée dans cet onglet, tant qu’il est ouvert." });
/** Say what is chosen, and lead to it. */
const tell = () => {
  document.querySelector(".pied").before(bar);
  bar.hidden = !chosen()[0];
  bar.firstChild.textContent = `${NAME} (${chosen().length})`;
  bar.firstChild.href = new URL(`../selection/?${state()}`, form.action);
  mark();
};

/** Return what shows the list on its own page. */
const open = async () => {
  const { counted, draw, inResults, load, make, quoted, region, say, speak } = await import("./resultats.js");
  const { size, most, codes, categories, slugs } = await load("selection.json");
  const known = slugs.split(" ");
  const places = new Map(known.map((slug, number) => [slug, number]));
  const [field, mail, share, copy] = ["input", "a", "[value=partager]", ".copier"].map((selector) => tools.querySelector(selector));
  const cards = inResults(".cartes").children;
  let numbers = [];
  inResults(".filtres").remove();
  region.hidden = false;
  copy.hidden = !navigator.clipboard;
  share.hidden = !navigator.share;
  const move = async (from, to, way) => {
    const all = numbers.map((number) => known[number]);
    all.splice(to, 0, ...all.splice(from, 1));
    await keep(all);
    [...cards[to].querySelectorAll(".ranger:enabled")].at(Math.min(-way, 0)).focus();
    speak(`${to + 1} sur ${all.length}`);
  };
  const dress = (_, card, number) => {
    const at = numbers.indexOf(number);
    card.querySelector(".bas").prepend(...[["Monter", -1, "↑"], ["Descendre", 1, "↓"]].map(([ariaLabel, value, sign]) =>
      make("button", { className: "ranger", ariaLabel, value, disabled: !(at + value in numbers), onclick: () => move(at, at + value, value) }, sign)));
  };
  tools.onclick = ({ target: { value } }) => {
    if (value === "imprimer") print();
    if (value === "partager") navigator.share({ title: title(), url: copy.value }).catch(() => 0);
    if (/csv|json/.test(value)) import("./exporter.js").then(({ save }) => save(value, numbers));
  };
  field.value = title();
  field.oninput = () => keep(chosen(), field.value);
  return async () => {
    const all = chosen();
    const lost = all.filter((slug) => !places.has(slug));
    const found = all.flatMap((slug) => places.get(slug) ?? []);
    tools.hidden = !found.length;
    numbers = found.slice(0, most);
    await draw({ size, categories, dress }, { numbers }, () => true, 0, most);
    if (codes) for (const [at, card] of [...cards].entries())
      load(`codes-${Math.floor(numbers[at] / size)}.json`).then((drawn) => card.prepend(make("div", { className: "code", innerHTML: drawn[numbers[at] % size] })));
    const { href } = location;
    const named = (document.querySelector("h1").textContent = title() || NAME);
    document.title = `${named} – ${document.querySelector(".nom").textContent}`;
    const more = found.length > most ? ` sur ${found.length}\u00a0: une sélection en tient ${most}` : "";
    say(counted(numbers.length) + more + (lost[0] ? `. Introuvable\u00a0: ${quoted(lost.join(", ").slice(0, 150))}` : ""));
    const text = [named, ...[...cards].map((card) => `${card.querySelector("h2").textContent}\r\n${card.querySelector("h2 a, .copier").href}`), href].join("\r\n\r\n");
    mail.href = `mailto:?subject=${encodeURIComponent(named)}&body=${encodeURIComponent(text.length < 1500 ? text : href)}`;
    copy.value = href;
  };
};
const opened = tools && open();
const show = tools ? async () => (await opened)() : tell;
show();
addEventListener("pageshow", ({ persisted }) => persisted && show());
