// The search, loaded when a field is first touched: from what is asked, in the field and the address, to the results.
import { answer, openIndex } from "./classement.js";
import { counted, draw, header, inResults, load, quoted, reach, region, say, show, speak } from "./resultats.js";

const fields = [...document.querySelectorAll("form[role=search] input")];
const { rubrique, filters } = header.dataset;
// Is everything shown when nothing is asked?
const browsing = "open" in header.dataset;
// Cards at a time.
const SHOWN = 8;
// The parameters of the address: « q », and the filters.
let asked = new URLSearchParams(location.search);
let index;
let turn = 0;

/** Load what completes an answer: after the first one, unless it needs it. */
const learn = async () => index.complete ?? (await import("./filtres.js")).learn(index, toggle, clear);

/** Show what the address asks; a later key overtakes an earlier one. `typing`: its last word may go on; `again`: the
    index has learnt more. */
const run = async (typing, again) => {
  asked = new URLSearchParams(location.search);
  const mine = ++turn;
  const current = () => mine === turn;
  const text = (asked.get("q") ?? "").slice(0, 150);
  const query = text.trim();
  for (const field of fields) if (field.value !== text) field.value = text;
  const narrowed = filters.split(" ").some((name) => asked.has(name));
  if (!browsing && !query && !narrowed) return show(false);
  region.ariaBusy = true;
  const late = setTimeout(() => again || show(true, say("Recherche…")), 300);
  try {
    index ??= await openIndex(load, learn);
    if (narrowed || rubrique) await learn();
    const whole = index.complete;
    const { numbers: all, ...reply } = await answer(index, text, typing);
    const { titles, passes, here } = index.narrow?.(asked, rubrique) ?? {};
    const kept = narrowed ? all.filter((number) => passes(number)) : all;
    const own = rubrique && query ? kept.filter(here) : [];
    const found = { ...reply, all, query, narrowed, numbers: own.length ? [...new Set([...own, ...kept])] : kept };
    const { shown = SHOWN, y } = history.state ?? {};
    await draw(index, found, current, 0, Math.max(shown, SHOWN));
    if (!current()) return;
    const where = own.length ? ` – d’abord celles de cette rubrique (${own.length})` : " – aucune dans cette rubrique";
    say((index.sentence?.(found) ?? counted(kept.length)) + (rubrique && query && kept.length ? where : ""));
    const head = `Recherche\u00a0: ${[...(query ? [quoted(query)] : []), ...(titles ?? [])].join(", ")}`;
    show(true, query || narrowed ? [`${head} – ${counted(kept.length)} – ${document.querySelector(".nom").textContent}`, head] : undefined);
    if (!whole) return await learn(), current() && await run(typing, true);
    index.complete(found, passes);
    if (y) scrollTo(0, y);
    inResults(".encore").onclick = async () => {
      const first = inResults(".cartes").childElementCount;
      const title = (await draw(index, found, current, first, first + SHOWN))[0]?.querySelector("h2 a, h2:not(:has(a))");
      if (!title) return;
      if (!title.href) title.tabIndex = -1;
      title.focus();
      keep();
      speak(`${counted(inResults(".cartes").childElementCount)} sur ${kept.length}`);
    };
    region.ariaBusy = false;
  } catch {
    if (!current()) return;
    say("La recherche ne répond pas. Rechargez la page, ou vérifiez votre connexion.");
    region.hidden = false;
  } finally {
    clearTimeout(late);
  }
};

/** « Back » and a reload return to as many cards, at the same place. */
const keep = () => region.hidden || region.ariaBusy === "true" || history.replaceState({ shown: inResults(".cartes").childElementCount, y: scrollY }, "");
addEventListener("scrollend", keep);
addEventListener("pagehide", keep);
addEventListener("popstate", () => run());

/** Put what is asked in the address, and show it; `push`: « back » returns to what was asked before. */
const go = (push, typing) => {
  if (push) keep();
  history[push ? "pushState" : "replaceState"](null, "", `${location.pathname}?${asked}`.replace(/\?$/, ""));
  return run(typing);
};
const ask = (query, typing) => {
  const begins = !asked.get("q") !== !query;
  if (query) asked.set("q", query);
  else asked.delete("q");
  return go(begins, typing);
};
/** Choose a value of a filter, or give it up. */
const toggle = (name, value) => {
  asked[asked.has(name, value) ? "delete" : "append"](name, value);
  return go(true);
};
const clear = () => {
  asked = new URLSearchParams();
  go(true);
  fields.findLast((field) => field.checkVisibility()).focus();
};

for (const field of fields) {
  field.oninput = () => ask(field.value, true);
  field.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    ask("");
  };
  field.form.onsubmit = (event) => {
    event.preventDefault();
    ask(field.value).then(reach);
  };
}

// Whatever was typed while this file was on its way counts.
const typed = fields.find((field) => field.value)?.value;
if (typed && typed !== asked.get("q")) ask(typed, true);
else run();
