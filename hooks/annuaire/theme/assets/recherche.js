// The search, loaded when a field is first touched: from what is asked, in the field and the address, to the results.
import { answer, openIndex } from "./classement.js";
import { counted, draw, header, inResults, load, quoted, reach, region, say, show, speak } from "./resultats.js";

region.insertAdjacentHTML("afterbegin", '<details class="filtres"><summary>Filtrer</summary></details><div class="choisis"></div>');
// On a telephone, open filters would push the results out of sight.
const foldFilters = () => (inResults("details").open = matchMedia("(min-width: 60rem)").matches);
foldFilters();

const fields = [...document.querySelectorAll("form[role=search] input")];
const { rubrique, filters } = header.dataset;
// Cards at first; then as many again each time, up to the second number.
const [SHOWN, MOST] = [8, 40];
// The parameters of the address: « q », and the filters.
let asked = new URLSearchParams(location.search);
let index, more, later;
let turn = 0;

/** Load what completes an answer: after the first one, unless it needs it. */
const learn = async () => {
  const loaded = await import("./filtres.js");
  await loaded.learn(index);
  more = loaded;
};

/** Show what is asked; a later key overtakes an earlier one. `typing`: its last word may go on; `again`: more is known. */
const run = async (typing, again) => {
  const mine = ++turn;
  const current = () => mine === turn;
  const text = (asked.get("q") ?? "").slice(0, 150);
  const query = text.trim();
  for (const field of fields) if (field.value !== text) field.value = text;
  const narrowed = filters.split(" ").some((name) => asked.has(name));
  // Its own page shows everything when nothing is asked.
  if (!query && !narrowed && !("open" in header.dataset)) return show(false);
  region.ariaBusy = true;
  const late = setTimeout(() => again || show(true, say("Recherche…")), 300);
  try {
    index ??= Object.assign(await openIndex(load), { learn });
    if (narrowed || rubrique) await learn();
    const known = more;
    const reply = await answer(index, text, typing);
    const { kept = reply.numbers, own = [], titles = [] } = known?.narrow(asked, reply.numbers, query && rubrique) ?? {};
    const found = { ...reply, query, narrowed, numbers: [...new Set([...own, ...kept])] };
    const { shown = SHOWN, y } = (!typing && history.state) || {};
    await draw(index, found, current, 0, Math.max(shown, SHOWN), known?.dress);
    if (!current()) return;
    const said = known?.sentence(found) ?? counted(kept.length);
    say(rubrique && query && kept.length ? `${said} – dont ${own.length || "aucune"} dans cette rubrique` : said);
    if (query) titles.unshift(quoted(query));
    const head = `Recherche\u00a0: ${titles.join(", ")}`;
    show(true, query || narrowed ? [`${head} – ${counted(kept.length)} – ${document.querySelector(".nom").textContent}`, head] : undefined);
    if (!known) return await learn(), current() && await run(typing, true);
    known.complete(found);
    if (y) scrollTo(0, y);
    inResults(".encore").onclick = async () => {
      const cards = inResults(".cartes").children;
      const until = cards.length + Math.min(cards.length, MOST);
      const title = (await draw(index, found, current, cards.length, until, known.dress))?.querySelector("h2");
      if (!title) return;
      title.tabIndex = -1;
      title.focus();
      keep();
      speak(inResults(".reste").textContent);
    };
    region.ariaBusy = false;
  } catch {
    if (!current()) return;
    say("La recherche ne répond pas. Rechargez la page, ou vérifiez votre connexion.");
    region.hidden = false;
    keep();
  } finally {
    clearTimeout(late);
  }
};

const address = () => `${location.pathname}?${asked}`.replace(/\?$/, "");
/** « Back » and a reload return to what is asked, to as many cards, at the same place. */
const keep = () => region.hidden
  || history.replaceState(region.ariaBusy === "true" ? null : { shown: inResults(".cartes").childElementCount, y: scrollY }, "", address());
addEventListener("scrollend", keep);
addEventListener("pagehide", keep);
addEventListener("popstate", () => {
  asked = new URLSearchParams(location.search);
  run();
});

/** Ask something else; `push`: « back » returns to what was asked before. While one types, the address waits for a pause:
    browsers limit how often it changes, and draw the icon of the page again each time. */
const go = (next, push, typing) => {
  if (push) keep();
  asked = next;
  clearTimeout(later);
  if (typing && !push) later = setTimeout(keep, 400);
  else history[push ? "pushState" : "replaceState"](null, "", address());
  return run(typing);
};
const ask = (query, typing) => {
  const next = new URLSearchParams(asked);
  next.set("q", query);
  if (!query) next.delete("q");
  return go(next, !asked.get("q") !== !query, typing);
};
/** Choose a value of a filter, or give it up; the filters stay where they are, however long the title becomes. */
const toggle = async ({ name, value }) => {
  const next = new URLSearchParams(asked);
  next[asked.has(name, value) ? "delete" : "append"](name, value);
  const { offsetTop } = region;
  await go(next, true);
  scrollBy(0, region.offsetTop - offsetTop);
};

region.onchange = ({ target }) => target.name && toggle(target);
inResults(".choisis").onclick = async ({ target }) => {
  if (target.name) await toggle(target);
  else if (target.value) await go(new URLSearchParams(), true);
  else return;
  if (!target.name) foldFilters();
  [...fields, inResults("summary")].findLast((one) => one.checkVisibility()).focus();
};

for (const field of fields) {
  field.oninput = () => ask(field.value, true);
  field.onkeydown = ({ key }) => {
    if (key === "Escape") ask("");
  };
  field.form.onsubmit = (event) => {
    event.preventDefault();
    ask(field.value).then(reach);
  };
}

// Whatever was typed while this file was on its way counts.
const typed = fields.find((field) => field.value)?.value;
if (typed) ask(typed, true);
else run();
