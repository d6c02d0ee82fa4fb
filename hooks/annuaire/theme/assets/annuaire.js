// Everything here is comfort: the site reads without it. A classic script in its own function, since a module would run
// after the first paint: the colours would flash. The modules of the search share nothing with it but the page.
(() => {
"use strict";
const root = document.documentElement;

// The colours follow the system until the visitor chooses. This runs before the first paint, so nothing flashes.
const APPEARANCES = { "": "automatique", light: "claire", dark: "sombre" };
const appearance = () => root.dataset.theme ?? "";
/** What a use of storage gives; nothing where storage is refused. */
const stored = (use) => {
  try {
    return use();
  } catch {}
};
const kept = stored(() => localStorage.getItem("apparence"));
if (kept === "light" || kept === "dark") root.dataset.theme = kept;
root.dataset.js = "";

const choose = (chosen) => {
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  stored(() => localStorage[chosen ? "setItem" : "removeItem"]("apparence", chosen));
};

// From « automatique », the first press must change something: it goes to what the system does not show.
const next = () => {
  const order = matchMedia("(prefers-color-scheme: dark)").matches ? ["", "light", "dark"] : ["", "dark", "light"];
  return order[(order.indexOf(appearance()) + 1) % 3];
};

// A permalink always names the first page of a category; the list at its foot knows where the card now is.
// In a very long category, the list stops: the following pages are looked through.
const hop = async () => {
  const id = new URLSearchParams(`id=${location.hash.slice(1)}`).get("id"); // decoded, « #100% » too
  const found = document.getElementById(id);
  if (found?.matches(".suite a")) location.replace(found.href);
  const { suite, fin } = document.querySelector(".suite")?.dataset ?? {};
  if (!id || found) return;
  for (let number = +suite; number <= +fin; number++) {
    const page = await (await fetch(`${number}/`)).text();
    if (page.includes(` id="${id}"`)) return location.replace(`${number}/${location.hash}`);
  }
};

const make = (name, properties) => Object.assign(document.createElement(name), properties);

const copy = async (button, say) => {
  const text = button.textContent;
  button.style.minWidth = `${button.offsetWidth}px`; // what is beside it stays where it is
  try {
    await navigator.clipboard.writeText(button.value || button.parentElement.querySelector("code").textContent);
    say.textContent = button.textContent = "Copié";
    setTimeout(() => (button.textContent = text, say.textContent = ""), 2000);
  } catch {
    if (button.value) location.assign(button.value);
  }
};

document.addEventListener("DOMContentLoaded", () => {
  addEventListener("hashchange", hop);
  hop();

  const switcher = document.querySelector(".apparence");
  const name = () => (switcher.title = switcher.ariaLabel = `Apparence\u00a0: ${APPEARANCES[appearance()]}`);
  switcher.onclick = () => name(choose(next()));
  name();

  if (navigator.clipboard) {
    const say = make("p", { className: "cache", role: "status" });
    document.body.append(say);
    for (const code of document.querySelectorAll("pre:has(code)")) code.prepend(make("button", { className: "copier", textContent: "Copier" }));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[class^=copier]");
      if (button) copy(button, say);
    });
  }

  document.querySelector(".papier .consigne")?.after(make("button", { textContent: "Imprimer cette page", onclick: () => print() }));

  const form = document.querySelector("form[data-index]");
  // What fails while the host answers: another version of the site has taken the place of the one that this page is of.
  const explain = async ({ detail }) => {
    const { status } = detail ? { status: 404 } : await fetch(`${form.dataset.index}index.json`, { method: "HEAD", cache: "no-store" }).catch(() => 0);
    if (status !== 404 || document.querySelector("[role=alert]")) return;
    document.body.append(make("p", { className: "barre", role: "alert", innerHTML: "L’annuaire vient d’être mis à jour. <a href=''>Recharger la page</a>" }));
  };
  addEventListener("panne", explain);
  document.addEventListener("toggle", ({ target }) => target.open && target.matches(".bas details") && import("./fiche.js").then(({ dress }) => dress(target), explain), true);

  // Browsers refuse to load the modules of a page that is read from a folder.
  if (location.protocol === "file:") {
    for (const form of document.querySelectorAll("form[role=search]")) {
      form.onsubmit = () => false;
      if (form.checkVisibility()) form.after(make("p", { role: "status", textContent: "La recherche a besoin d’un serveur\u00a0: ici, le site est lu depuis un dossier." }));
    }
    return;
  }

  // A label leads to its siblings in the search, and « + » puts a card in the list of /selection/; resultats.js adds cards.
  const listing = document.querySelector(".selection");
  const dress = () => {
    for (const link of document.querySelectorAll(".carte :is(.source, .bas ul) a[href*='#'], .noms h2 a")) {
      const format = link.parentElement.dataset.format;
      const key = link.closest(".noms") ? "q" : link.closest(".source") ? "editeur" : format ? "format" : "etiquette";
      const value = key === "q" ? encodeURIComponent(link.textContent) : format ?? link.hash.slice(1);
      link.href = `${form.action}?${key}=${value}`;
    }
    for (const link of document.querySelectorAll(".bas:not(:has(.choisir)) a.copier")) {
      const button = make("button", { className: "choisir", value: decodeURIComponent(link.hash.slice(1)), innerHTML: "+ Ajouter<span class=cache> à</span>" });
      button.lastChild.append(` ${listing ? "la liste" : "ma sélection"}\u00a0: ${link.closest(".carte").querySelector("h2").textContent}`);
      link.closest(".bas").append(button);
    }
  };
  dress();
  document.addEventListener("fiches", dress);
  // The module that keeps this list comes with its first card; all at once with the one that shows it, on its page.
  const select = () => Promise.all([import("./selection.js"), listing && import("./resultats.js")]).catch(explain);
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest(".choisir");
    if (button) (await select())?.[0].toggle(button.value);
  });
  if (listing || stored(() => sessionStorage.getItem("selection"))) select();

  // The search is loaded when someone begins to use it, or follows an address that holds one.
  const query = new URLSearchParams(location.search);
  const fields = [...document.querySelectorAll("form[role=search] input")];
  // All its modules at once: found one in another, they would cost two more round trips.
  const search = () => Promise.all([import("./recherche.js"), import("./resultats.js"), import("./classement.js")]).catch(explain);
  // The place of the results is the list's own on its page: a search leaves it.
  if (!listing) for (const field of fields) field.addEventListener("focus", search, { once: true });
  if (!listing && ("open" in form.dataset || ["q", ...form.dataset.filters.split(" ")].some((key) => query.has(key)))) search();
  if (document.querySelector(".proposition")) import("./proposer.js");
});
})();
