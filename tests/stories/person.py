"""Somebody at a screen: presses what can be pressed, and looks hard at every page on the way."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

# What the stories have already looked at: the width, the page, and what it was made of.
LOOKED_AT: set[tuple[int, str, str]] = set()
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MADE_OF = """() => [...new Set([...document.querySelectorAll('main *, nav *, dialog[open] *')]
  .map(e => e.tagName + '.' + [...e.classList].sort().join('.')))].sort().join(' ')"""
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(e => e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(e => !['radio', 'checkbox'].includes(e.type))
  .filter(e => getComputedStyle(e).display !== 'inline')
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.width > 1 && r.height > 1 && (r.height < 24 || r.width < 24))
  .map(([e, r]) => `${e.outerHTML.slice(0, 80)} is ${Math.round(r.width)} by ${Math.round(r.height)}`)"""
# Chromium reports every refused form as an error; a 422 is an ordinary answer of ours.
ORDINARY = re.compile(r"status of (422|404)")


class Person:
    """Reads labels and buttons, as people do; knows nothing of ids and classes."""

    def __init__(self, page: Page, base: str, *, scripts: bool = True) -> None:
        self.page = page
        self.base = base
        self.scripts = scripts
        self.heard: list[str] = []
        page.set_default_timeout(8000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))

    # Going about

    def goes_to(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.looks()

    def follows(self, link: str) -> None:
        self.part("link", link).click()

    def turns_to(self, tab: str) -> None:
        """Open another tab of the client whose page this is."""
        self.page.locator("nav.tabs").get_by_role("link", name=tab).click()

    def presses(self, button: str) -> None:
        self.part("button", button).click()

    def fills_in(self, label: str, words: str) -> None:
        self.page.get_by_label(label).locator("visible=true").first.fill(words)

    def chooses(self, label: str, value: str) -> None:
        self.page.get_by_label(label).locator("visible=true").first.select_option(value)

    def says_yes(self) -> None:
        """Answer the question that scripts ask before something is taken away."""
        if self.scripts:
            self.page.locator("dialog[open]").get_by_role("button", name="Yes").click()

    def picks(self, label: str) -> None:
        """Press a chip or a level: the words belong to a radio button that is drawn otherwise."""
        self.page.locator("label").filter(has_text=label).locator("visible=true").first.click()

    def opens(self, summary: str) -> None:
        self.page.locator("summary").filter(has_text=summary).locator("visible=true").first.click()

    def unfolds(self, summary: str) -> None:
        """Open what is folded on a small screen; where there is room it stands open."""
        folded = self.page.locator("summary").filter(has_text=summary).locator("visible=true")
        if folded.count():
            folded.first.click()

    def part(self, role: str, name: str) -> Locator:
        found = self.page.get_by_role(role, name=re.compile(rf"^\s*{re.escape(name)}"))  # type: ignore[arg-type]
        return found.locator("visible=true").first

    # Seeing

    def sees(self, *words: str) -> None:
        """Wait until the words are there, then look at the page they are on."""
        for each in words:
            expect(self.page.get_by_text(each).locator("visible=true").first).to_be_visible()
        self.looks()

    def misses(self, words: str) -> None:
        expect(self.page.get_by_text(words).locator("visible=true")).to_have_count(0)

    def looks(self) -> None:
        """Fail on what a person would stumble over: width, contrast, names, script errors."""
        assert not self.heard, f"{self.page.url} complains: {self.heard}"
        if not self.scripts:
            return
        wide = self.page.evaluate(TOO_WIDE)
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        path = re.sub(r"\d+", "n", self.page.url.removeprefix(self.base).partition("?")[0])
        look = (width, path, self.page.evaluate(MADE_OF))
        if look in LOOKED_AT:
            return
        small = self.page.evaluate(SMALL)
        assert not small, f"{self.page.url}: too small to press: {small}"
        violations = Axe().run(self.page).response["violations"]
        found = [
            f"{one['help']}: {[node['html'][:200] for node in one['nodes']]}" for one in violations
        ]
        assert not found, f"{self.page.url} fails axe:\n" + "\n".join(found)
        LOOKED_AT.add(look)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not ORDINARY.search(message.text):
            self.heard.append(f"{message.type}: {message.text}")
