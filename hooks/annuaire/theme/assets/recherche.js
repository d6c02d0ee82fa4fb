// The search, loaded when a field is first touched: from what is asked, in the field and the address, to the results.
import { answer, openIndex } from "./classement.js";
import { header, inResults, load, present, say, scope, show } from "./resultats.js";

const fields = [...document.querySelectorAll("form[role=search] input")];
// The parameters of the address: « q », and the filters.
let asked = new URLSearchParams(location.search);
// Is everything shown when nothing is asked?
let browsing = "open" in header.dataset;
let index;
let turn = 0;

/** Show what the address asks; a later key overtakes an earlier one. */
const run = async () => {
  asked = new URLSearchParams(location.search);
  const mine = ++turn;
  const current = () => mine === turn;
  const text = asked.get("q") ?? "";
  const query = text.trim();
  for (const field of fields) field.value = text;
  const narrowed = header.dataset.filters.split(" ").some((name) => asked.has(name));
  if (!browsing && !query && !narrowed) {
    say("");
    return show(false);
  }
  try {
    index ??= await openIndex(load);
    const { numbers: all, ...reply } = await answer(index, text);
    const more = () => import("./filtres.js");
    const narrowing = async () => (await more()).narrow(asked);
    const { passes } = narrowed || scope ? await narrowing() : {};
    const found = { ...reply, all, query, numbers: passes ? all.filter((number) => passes(number)) : all };
    await present(index, found, current);
    const chosen = current() && (await narrowing());
    if (current()) (await more()).complete(chosen, found, index.known, toggle, clear);
  } catch {
    if (current()) say("La recherche ne répond pas. Vérifiez votre connexion, puis réessayez.");
  }
};

/** Put what is asked in the address, and show it; `push`: « back » returns to what was asked before. */
const go = (push) => {
  const query = `${asked}`;
  history[push ? "pushState" : "replaceState"](null, "", `${location.pathname}${query && `?${query}`}`);
  return run();
};
const ask = (query) => {
  const begins = !asked.get("q") !== !query;
  if (query) asked.set("q", query);
  else asked.delete("q");
  return go(begins);
};
/** Choose a value of a filter, or give it up. */
const toggle = (name, value) => {
  asked[asked.has(name, value) ? "delete" : "append"](name, value);
  return go(true);
};
const clear = () => {
  browsing = false;
  asked = new URLSearchParams();
  ask("");
  fields[0].focus();
};

for (const field of fields) {
  field.oninput = () => ask(field.value);
  field.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    ask("");
  };
  field.form.onsubmit = (event) => {
    event.preventDefault();
    ask(field.value);
    // Puts the keyboard of a telephone away.
    if (matchMedia("(pointer: coarse)").matches) field.blur();
  };
}
addEventListener("popstate", run);

/** Show every resource, and the filters open. */
export const browse = async () => {
  browsing = true;
  await run();
  inResults("details").open = true;
  inResults("summary").focus();
};

// Whatever was typed while this file was on its way counts.
const typed = fields.find((field) => field.value)?.value;
show(false);
if (typed) ask(typed);
else run();
