// The export of what is shown: loaded when it is asked for.
import { fail, header, make } from "./resultats.js";

/** The files of « Données ouvertes », with the resources of these numbers alone. */
export const save = async (kind, numbers) => {
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
