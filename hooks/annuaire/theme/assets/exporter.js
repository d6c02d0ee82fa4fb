// The export of what is shown: loaded when it is asked for.
import { fail, header, load, make } from "./resultats.js";

/** Open what is found as a list, which can be sent and printed. */
const list = async (numbers) => {
  const { most, slugs } = await load("selection.json");
  const known = slugs.split(" ");
  const url = new URL("../selection/", header.action);
  const cut = numbers.length > most ? ` (les ${most} premières sur ${numbers.length})` : "";
  const titre = document.querySelector("h1").textContent.slice(0, 100) + cut;
  url.search = new URLSearchParams({ fiches: numbers.slice(0, most).map((number) => known[number]), titre });
  location.assign(url);
};

const file = (name) => fetch(new URL(`../${name}`, header.action), { cache: "no-cache" });

/** The files of « Données ouvertes », with the resources of these numbers alone: they have their order, in one version. */
export const save = async (kind, numbers) => {
  if (kind === "liste") return list(numbers).catch(fail);
  const [{ version }, answer] = await Promise.all([load("index.json"), file(`resources.${kind}`)]);
  const now = await (await file("datapackage.json")).json();
  if (!answer.ok || now.version !== version) return fail(answer.ok);
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
