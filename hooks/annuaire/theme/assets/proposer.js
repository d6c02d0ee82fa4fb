// The form of /proposer/: it says what the directory already has, cleans addresses, and sends what « annuaire proposition » reads.
const form = document.querySelector("form.proposition");
const { annuaire, suivi, courriel, proposer, signaler, prefixe } = form.dataset;
const query = new URLSearchParams(location.search);
const [status, copied, correction] = [".suite", ".texte", ".correction"].map((name) => form.querySelector(name));
const FAULTS = { valueMissing: "Ce champ est obligatoire.", typeMismatch: "Écrivez l’adresse entière, comme https://exemple.fr/guide." };
const CONTACT = /\S@\S+\.\S|(https?:\/\/|www\.)\S|^[\d\s.+()-]+$|(\d[\s.()-]*){8}/i;
const rows = () => [...form.querySelectorAll(".autre")];
let resources;
const load = () => (resources ??= fetch(annuaire).then((answer) => answer.json()).then((data) => data.resources).catch(() => (resources = undefined) ?? []));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").match(/[\p{L}\p{N}]+/gu)?.join("-");
const clean = (text) => {
  const whole = text.trim().replace(/^(?=[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(\/|$))/u, "https://");
  const url = URL.canParse(whole) && new URL(whole);
  const tracked = [...(url ? url.searchParams.keys() : [])].filter((name) => name.match(`^(?:${suivi})$`));
  for (const name of tracked) url.searchParams.delete(name);
  return tracked.length ? url.href : whole;
};
const place = (text) => clean(text).replace(/^https?:\/\/(www\.)?/i, "").replace(/\/*(\?[^#]*)?(#.*)?$/, "$1").replace(/^[^/?]+/, (host) => host.toLowerCase());

/** Say what is wrong with a field, under it: a sentence, or the card that the directory already has. */
const tell = (field) => {
  const fault = Object.keys(FAULTS).find((name) => field.validity[name], (field.ariaInvalid = !field.validity.valid));
  document.getElementById(`${field.id}-erreur`)?.replaceChildren(...(fault ? [FAULTS[fault]] : field.validity.customError ? field.already : []));
};
const compare = async (field) => {
  const web = field.type === "url";
  field.value = web ? clean(field.value) : field.value.trim();
  const same = (known) => (web ? [known, ...(known.links ?? [])].some(({ url }) => url && place(url) === place(field.value)) : fold(known.title) === fold(field.value));
  const found = field.value && (await load()).find((known) => known.id !== query.get("fiche") && same(known));
  field.already = found && ["Déjà dans l’annuaire\u00a0: ", Object.assign(document.createElement("a"), { href: `../${found.category}/#${found.id}`, textContent: found.title }), ` ${found.publishers ?? ""}`];
  if (web && field.value && !/^https?:\/\/[^\s/]+\.\S+$/i.test(field.value)) field.already = [FAULTS.typeMismatch];
  field.setCustomValidity(field.already ? "Déjà dans l’annuaire" : "");
  tell(field);
};
form.addEventListener("invalid", (event) => {
  event.preventDefault();
  tell(event.target);
  form.querySelector(":is(input, select, textarea):invalid").focus();
}, true);
form.onchange = ({ target }) => {
  if (target.name === "title" || target.type === "url") return compare(target);
  if (target.name === "contact") {
    target.already = ["Écrivez une adresse électronique, un téléphone ou une adresse web par ligne."];
    target.setCustomValidity(target.value.split("\n").some((line) => line.trim() && !CONTACT.test(line)) ? target.already[0] : "");
  }
  tell(target);
};
form.oninput = ({ target }) => target.ariaInvalid === "true" && tell(target, target.setCustomValidity(""));

/** Return the fields of one more « Autre adresse », with labels of its own. */
const more = () => {
  const next = rows()[0].cloneNode(true);
  next.innerHTML = next.innerHTML.replaceAll("p-links", `p-links${rows().length}`);
  next.querySelector(".erreur").textContent = "";
  rows().at(-1).after(next);
  return next.querySelectorAll("input");
};
form.querySelector(".encore").onclick = () => more()[0].focus();
const valueOf = (field) => field.value?.trim() ?? rows().map((row) => [...row.querySelectorAll("input")].map((input) => input.value).join(" ").trim()).filter(Boolean).join("\n");
const asked = () => [...form.querySelectorAll("[data-titre]:enabled")];

/** Copy a text, or show it where copying is refused. */
const copy = (text) => Promise.resolve(text).then((all) => navigator.clipboard.writeText(all))
  .then(() => "Votre texte est copié. ", () => Object.assign(copied, { value: text, hidden: false }).select() ?? "Copiez le texte ci-dessous. ");
form.onsubmit = async (event) => {
  event.preventDefault();
  const fiche = form.elements.card.value;
  const given = asked().filter((field) => valueOf(field) !== (field.kept ?? ""));
  const text = given.map((field) => `### ${field.dataset.titre}\n\n${valueOf(field)}`).join("\n\n");
  const subject = `${fiche ? "À corriger" : "Une ressource à proposer"} : ${form.elements.title.value}`;
  const way = event.submitter.value;
  if (way === "copie") return (status.textContent = (await copy(text)) + (courriel ? `Envoyez-le à ${courriel}.` : proposer ? "" : "Remettez-le à la personne qui tient l’annuaire."));
  const url = new URL(way === "courriel" ? `mailto:${encodeURIComponent(courriel).replace("%40", "@")}` : fiche ? signaler : proposer);
  const details = fiche ? { permalien: fiche, precisions: text } : Object.fromEntries(given.map((field) => [field.dataset.id, valueOf(field)]));
  const whole = way === "courriel" ? { subject, body: text.replaceAll("\n", "\r\n") } : prefixe === "issue" ? { "issue[title]": subject, "issue[description]": text } : { title: subject, ...Object.fromEntries(Object.entries(details).map(([name, value]) => [prefixe + name, value])) };
  const written = (all) => `${url.href}${url.search ? "&" : "?"}${Object.entries(all).map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
  const long = written(whole).length > (way === "courriel" ? 2000 : 8000);
  // A link followed beside the page: what was typed stays here.
  Object.assign(document.createElement("a"), { href: long ? written({ [Object.keys(whole)[0]]: subject }) : written(whole), target: way === "forge" ? "_blank" : "", rel: "noopener" }).click();
  const told = long ? (await copy(text)) + "Il est long\u00a0: collez-le dans ce qui s’ouvre. " : "";
  status.textContent = told + "Il vous reste à envoyer ce qui s’est ouvert. Si rien ne s’ouvre, copiez votre proposition.";
};

/** Fill in the form with a card to correct. */
const fill = (card) => {
  correction.hidden = correction.disabled = false;
  for (const intro of document.querySelectorAll("h1 + p, .consigne")) intro.hidden = true;
  const values = { ...card, category: form.querySelector(`[data-ancre="${card.category}"]`).value, format: form.querySelector(`[name=format] [data-ancre="${card.format}"]`)?.value, publisher: card.publishers?.join("\n"), contact: card.contacts?.join("\n"), tags: card.tags?.join(", ") };
  (card.links ?? []).forEach(({ title, url }, rank) => [...(rank ? more() : rows()[0].querySelectorAll("input"))].forEach((input, at) => (input.value = [title, url][at])));
  for (const field of asked()) {
    if (values[field.name]) field.value = values[field.name];
    if (!correction.contains(field)) field.kept = valueOf(field);
  }
  form.elements.card.value = `${card.category}/#${card.id}`;
  document.querySelector("h1").textContent = `Corriger «\u00a0${card.title}\u00a0»`;
};
form.hidden = false;
document.querySelector(".sans-formulaire").hidden = true;
form.elements.title.value = (query.get("titre") ?? "").slice(0, 150);
if (query.has("fiche")) load().then((all) => all.filter(({ id }) => id === query.get("fiche")).forEach(fill));
