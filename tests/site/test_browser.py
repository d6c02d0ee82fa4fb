"""Every page in a real Chromium: no console error, no request to another host, no cookie, no sideways scrolling."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from published import PAGES

SIZES = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_opens_cleanly(
    site: Path, serve: Callable[[Path], str], browser: Browser, width: int, scheme
) -> None:
    base = serve(site)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(base) else heard.append(request.url))
    for name in PAGES:
        response = page.goto(base + name)
        assert response is not None
        assert response.status == 200
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.locator("h1").count() == 1
    assert heard == []
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_the_menu_opens_from_the_keyboard_and_gives_the_focus_back(
    site: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(serve(site) + "comparer/")
    button, menu = page.get_by_role("button", name="Menu", exact=True), page.locator("#_menu")
    assert not menu.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("node => node === document.activeElement")
    page.close()


def test_the_scripts_share_no_global(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    page, base = browser.new_page(), serve(site)
    page.goto(base + "resources.json")
    own = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    page.goto(base + "recherche/?q=ia")
    page.locator(".choisis button").first.wait_for()
    devtools = page.context.new_cdp_session(page)
    contexts: list[dict[str, Any]] = []
    devtools.on("Runtime.executionContextCreated", lambda event: contexts.append(event["context"]))
    devtools.send("Runtime.enable")
    [number] = [context["id"] for context in contexts if context["auxData"]["isDefault"]]
    assert devtools.send("Runtime.globalLexicalScopeNames", {"executionContextId": number})["names"] == []
    assert set(page.evaluate("Object.getOwnPropertyNames(window)")) - own == set()
    page.close()


def test_a_permalink_is_copied(site: Path, serve: Callable[[Path], str], browser: Browser) -> None:
    base = serve(site)
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(base + "comparer/")
    page.locator("#framamia summary").click()
    page.locator("#framamia button.copier").click()
    page.get_by_role("status").get_by_text("Copié").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == base + "comparer/#framamia"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_appearance_follows_the_system_until_it_is_chosen(
    site: Path, serve: Callable[[Path], str], browser: Browser, scheme
) -> None:
    base, other = serve(site), {"light": "dark", "dark": "light"}[scheme]
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    # What the page knows when its body begins: before anything is painted.
    page.add_init_script(
        "new MutationObserver((_, watch) => { if (document.body) {"
        " watch.disconnect(); window.first = document.documentElement.dataset.theme ?? ''; } })"
        ".observe(document, { childList: true, subtree: true })"
    )

    def state() -> list[str | None]:
        return page.evaluate(
            "[window.first, localStorage.getItem('apparence'), getComputedStyle(document.documentElement).colorScheme]"
        )

    page.goto(base)
    button = page.locator("button.apparence")
    assert state() == ["", None, "light dark"]
    names = []
    for _ in range(3):
        names.append(button.get_attribute("aria-label"))
        button.click()
    assert names == [
        f"Apparence\u00a0: {name}"
        for name in ("automatique", *({"light": ("sombre", "claire"), "dark": ("claire", "sombre")}[scheme]))
    ]
    assert state() == ["", None, "light dark"]
    button.click()
    assert state() == ["", other, other]
    page.goto(base + "comparer/")
    assert state() == [other, other, other]
    context.close()
