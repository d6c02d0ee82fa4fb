// The export of what is shown: loaded when it is asked for.
import { fail, header, load, make } from "./resultats.js";

/** Open what is found as a list, which can be sent and printed. */
const list = async (numbers) => {
  const { most, slugs } = await load("selection.json");
  const known = slugs.split(" ");
  const url = new URL("../selection/", header.action);
  url.search = new URLSearchParams({ fiches: numbers.slice(0, most).map((number) => known[number]), titre: document.querySelector("h1").textContent });
  location.assign(url);
};

/** The files of « Données ouvertes », with the resources of these numbers alone. */
export const save = async (kind, numbers) => {
  if (kind === "liste") return list(numbers).catch(fail);
  const answer = await fetch(`${header.dataset.index}resources.${kind}`);
  if (!answer.ok) return fail();
  let kept;
  if (kind === "json") {
    const all = await answer.json();
    kept = JSON.stringify({ ...all, resources: numbers.map((number) => all.resources[number]) }, null, 1);
  } else {
    const [head, ...rows] = (await answer.text()).match(/(?:"(?:[^"]|"")*"|[^"\r\n])+\r\n/g);
    kept = `\ufeff${head}${numbers.map((number) => rows[number]).join("")}`;
  }
  make("a", { href: URL.createObjectURL(new Blob([kept])), download: `selection.${kind}` }).click();
};
