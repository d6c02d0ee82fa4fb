"""The focus never falls to <body>: every control that removes, hides or replaces itself, from the keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from conftest import silent_page

WATCH = """() => {
  window.lost = [];
  let before = "";
  const look = () => {
    const { activeElement: now, body } = document;
    if (now === body && before) lost.push(before);
    before = now === body ? "" : now.outerHTML.slice(0, 100);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Keep, at each frame, what had the focus and was followed by <body>."""
SETTLED = """() => new Promise((done) => {
  let frames = 0;
  const wait = () => (++frames > 20 ? done() : requestAnimationFrame(wait));
  wait();
})"""
FIELD = "form[role=search] input:visible"
DOWN = ".ranger[value='1']:enabled"
LIST = "selection/?fiches=framamia,comparia,calculatrice-myimpact"
USES = [
    ("", [("button.menu", "Enter"), ("#_menu a >> nth=2", "Escape")]),
    ("comparer/", [("article summary", "Enter"), ("article details button", "Enter"), ("article details a", "Escape")]),
    ("comparer/", [("article .choisir", "Enter"), ("article .choisir", "Enter")]),
    ("comparer/", [(".apparence", "Enter"), (".apparence", "Enter")]),
    ("contribuer/", [("pre button", "Enter")]),
    ("proposer/", [(".autres > .encore", "Enter"), ("[value=copie]", "Enter")]),
    ("", [(FIELD, "i"), (FIELD, "Escape")]),
    ("comprendre/", [(FIELD, "i"), (FIELD, "Enter"), (FIELD, "Escape")]),
    ("recherche/?q=ia&format=guide&rubrique=comprendre", [(".choisis button", "Enter")] * 3),
    ("?format=guide", [(".choisis button", "Enter")]),
    ("comprendre/?format=guide", [(".choisis button", "Enter")]),
    ("comprendre/?q=ia&format=guide", [("text=Tout effacer", "Enter")]),
    ("recherche/", [(".resultats > .encore", "Enter")] * 2),
    ("recherche/", [(".autres:visible", "Enter"), (".filtres label input >> nth=1", "Space"), (".voir:visible", "Enter")]),
    (LIST, [(DOWN, "Enter")] * 3 + [("article .choisir", "Enter")] * 3),
    (LIST, [("[name=garder]", "Enter"), ("[name=vider]", "Enter")]),
]  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("address", "presses"), USES, ids=[f"{address}-{uses[0][0]}" for address, uses in USES])
def test_the_focus_never_falls_to_the_body(
    site: Path, serve: Callable[[Path], str], browser: Browser, width: int, address: str, presses: list[tuple[str, str]]
) -> None:
    size = {"width": width, "height": 800}
    with silent_page(browser, viewport=size, base_url=serve(site), permissions=["clipboard-write"]) as page:
        page.goto(address, wait_until="networkidle")
        page.evaluate("for (const filters of document.querySelectorAll('.filtres')) filters.open = true")
        page.evaluate(WATCH)
        for selector, key in presses:
            # « Voir N ressources » is for telephones.
            if "voir" not in selector or width < 900:
                page.locator(selector).first.press(key)
                page.evaluate(SETTLED)
                assert page.evaluate("document.activeElement.tagName") != "BODY", (selector, key)
        assert page.evaluate("lost") == []


def test_a_link_that_becomes_a_button_hands_over_its_focus(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    with silent_page(browser, base_url=serve(site)) as page:
        page.goto("comparer/")
        late: list[Route] = []
        page.route("**/fiche.*.js", lambda route: late.append(route))
        with page.expect_request("**/fiche.*.js"):
            page.locator("article summary").first.press("Enter")
        page.locator("article details a").first.focus()
        late[0].continue_()
        page.locator("article details button").first.wait_for()
        assert page.evaluate("document.activeElement.matches('article details button')")
