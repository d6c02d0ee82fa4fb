// Everything here is comfort: the site reads without it.

// A permalink always names the first page of a category; the list at its foot knows where the card now is.
const hop = () => {
  const link = document.querySelector(".suite a:target");
  if (link) location.replace(link.href);
};
addEventListener("hashchange", hop);
hop();

// The permalink of a card becomes a button that copies it.
const say = document.createElement("p");
say.className = "cache";
say.setAttribute("role", "status");
document.body.append(say);
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a.copier");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    say.textContent = "";
    say.textContent = "Lien copié";
    const text = link.firstChild;
    text.data = "Lien copié";
    setTimeout(() => (text.data = "Copier le lien"), 2000);
  } catch {
    location.assign(link.href);
  }
});
if (navigator.clipboard) for (const link of document.querySelectorAll("a.copier")) link.firstChild.data = "Copier le lien";

// « ?titre=… » (or a search's « ?q=… ») fills in the name of the resource to propose.
const query = new URLSearchParams(location.search);
const name = query.get("titre") ?? query.get("q") ?? "";
for (const link of document.querySelectorAll("a.amorce")) link.href += encodeURIComponent(name.slice(0, 150));
