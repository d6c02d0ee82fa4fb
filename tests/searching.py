"""What the tests of the search do with a page: ask, wait for the whole answer, read it."""

from urllib.parse import urlencode

from playwright.sync_api import Page

SETTLED = """said => document.querySelector(".resultats")?.ariaBusy === "false"
  && document.title.replace(/\\s+/g, " ").includes(said && `« ${said} »`)"""
SLUGS = "cards => cards.map((card) => new URL(card.value || card.href).hash.slice(1))"


def settled(page: Page, query: str = "") -> None:
    """Wait until the results of a query are complete, filters included."""
    page.wait_for_function(SETTLED, arg=" ".join(query.split()))


def search(page: Page, query: str, submit: bool = False) -> list[str]:
    """Type a query, wait for its answer, and return the permalinks of the cards in their order."""
    field = page.locator("form[role=search] input:visible").last
    field.fill(query)
    settled(page, query)
    if submit:
        field.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('.bilan')")
        settled(page, query)
    return shown(page)


def visit(page: Page, base: str = "", **asked: str) -> list[str]:
    """Follow an address of /recherche/, and return the permalinks of the cards in their order."""
    page.goto(f"{base}recherche/?{urlencode(asked)}")
    settled(page, asked.get("q", ""))
    return shown(page)


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(".resultats article .copier", SLUGS)


def status(page: Page) -> str:
    return " ".join((page.locator(".bilan").text_content() or "").split())
