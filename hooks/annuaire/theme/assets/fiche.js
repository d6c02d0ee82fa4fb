// What one does with a card, loaded when its actions first open.

const make = (name, properties) => Object.assign(document.createElement(name), properties);

/** Its permalink, which is on the first page of its category, becomes buttons that copy it and a message to send; the
    actions of the other cards close. */
export const dress = (actions) => {
  for (const other of document.querySelectorAll(".bas [open]")) other.open = other === actions;
  requestAnimationFrame(() => actions.lastElementChild.scrollIntoView({ block: "nearest" }));
  const link = actions.querySelector("a.copier");
  if (!link) return;
  const first = document.querySelector(".pagination li:first-child a")?.href ?? location.href;
  const url = new URL(link.getAttribute("href"), first);
  const card = actions.closest(".carte");
  const title = card.querySelector("h2").textContent;
  const own = card.querySelector("h2 a")?.href;
  const [sentence] = card.querySelector("p:not([class])")?.textContent.match(/^.*?[.!?…](?=\s|$)|^.+/) ?? [];
  const text = [title, sentence, own, url].filter(Boolean).join("\r\n\r\n");
  const mail = make("a", { href: `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(text)}`, textContent: "Envoyer" });
  const share = make("button", { textContent: "Partager", onclick: () => navigator.share({ title, text }).catch(() => 0) });
  const copies = [
    ...(own ? [make("button", { className: "copier-adresse", textContent: "Copier l’adresse", value: own })] : []),
    make("button", { className: "copier", textContent: "Copier le lien de cette fiche", value: url }),
  ];
  const focused = link.matches(":focus");
  link.replaceWith(...(navigator.clipboard ? copies : [link.cloneNode(true)]), mail, ...(navigator.share ? [share] : []));
  if (focused) actions.querySelector("button, a").focus();
};

document.addEventListener("keydown", ({ key }) => {
  const opened = key === "Escape" && document.querySelector(".bas [open]");
  if (!opened) return;
  opened.open = false;
  opened.firstElementChild.focus();
});
