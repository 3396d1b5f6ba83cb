"""Two windows on one client (T10): nothing that was saved is silently overwritten."""

import random
from collections.abc import Iterator

import pytest

from tests.reading_browser import Answer, ReadingBrowser
from tests.reading_page import Element, Page
from wowcrm.clients import meanwhile
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.custom_fields.models import CustomField, FieldKind
from wowcrm.custom_fields.shelf import fields_of
from wowcrm.custom_fields.telling import values_of
from wowcrm.db import db
from wowcrm.traders.models import Trader

TEXTS = ("name", "given", "organisation", "job_title", "found_us_by", "notes")


def opened(browser: ReadingBrowser, client: Client) -> dict[str, str]:
    """Open the form in another window: what it holds, hidden parts included."""
    page = browser.get(f"/clients/{client.id}/edit").page
    return shown_in(page)


def shown_in(page: Page) -> dict[str, str]:
    """Read the form as it stands on a page, as it would be sent untouched."""
    [form] = [form for form in page.all("form") if form.get("action").endswith("/edit")]
    controls = [each for each in form.walk() if each.get("name")]
    return {each["name"]: value_of(each) for each in controls}


def value_of(control: Element) -> str:
    if control.tag == "select":
        chosen = [option for option in control.all("option") if "selected" in option]
        return chosen[0].get("value") if chosen else ""
    return control.text if control.tag == "textarea" else control.get("value")


def save(browser: ReadingBrowser, client: Client, typed: dict[str, str]) -> Answer:
    db.session.expire_all()
    answer = browser.post(f"/clients/{client.id}/edit", data=typed)
    db.session.expire_all()
    return answer


def test_different_parts_come_together(browser: ReadingBrowser, ben: Client) -> None:
    one, two = opened(browser, ben), opened(browser, ben)
    assert save(browser, ben, {**one, "notes": "Likes tulips"}).status_code == 303
    assert save(browser, ben, {**two, "job_title": "Baker"}).status_code == 303
    assert (ben.notes, ben.job_title) == ("Likes tulips", "Baker")


def test_the_second_sees_both_and_chooses(browser: ReadingBrowser, ben: Client) -> None:
    one, two = opened(browser, ben), opened(browser, ben)
    save(browser, ben, {**one, "notes": "Likes tulips", "given": "Benny"})

    answer = save(browser, ben, {**two, "notes": "Likes roses"})

    assert answer.status_code == 422
    assert "changed in another window meanwhile" in answer.words
    assert "Now it says: “Likes tulips”" in answer.words
    assert "Likes roses" in answer.text
    assert ben.notes == "Likes tulips"

    again = shown_in(answer.page)
    assert save(browser, ben, again).status_code == 303
    assert (ben.notes, ben.given) == ("Likes roses", "Benny"), "only what was chosen is written"


def test_fields_of_their_own_are_parts_too(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    for name in ("Tea", "Garden"):
        db.session.add(CustomField(trader_id=nora.id, name=name, kind=FieldKind.TEXT))
    db.session.commit()
    tea, garden = (f"own-{each.id}" for each in fields_of(nora))
    one, two = opened(browser, ben), opened(browser, ben)
    save(browser, ben, {**one, tea: "Green", garden: "Small"})

    answer = save(browser, ben, {**two, tea: "Black"})
    assert answer.status_code == 422
    assert "Now it says: “Green”" in answer.words
    assert {value.text for value in values_of(ben).values()} == {"Green", "Small"}

    assert save(browser, ben, shown_in(answer.page)).status_code == 303
    assert {value.text for value in values_of(ben).values()} == {"Black", "Small"}


def test_a_slip_beside_it_does_not_make_it_forgotten(browser: ReadingBrowser, ben: Client) -> None:
    one, two = opened(browser, ben), opened(browser, ben)
    slip = save(browser, ben, {**two, "notes": "Likes roses", "name": ""})
    assert slip.status_code == 422
    save(browser, ben, {**one, "notes": "Likes tulips"})
    mended = {**shown_in(slip.page), "name": "Ben"}
    assert save(browser, ben, mended).status_code == 422
    assert ben.notes == "Likes tulips"


def test_lists_are_parts_too(browser: ReadingBrowser, ben: Client) -> None:
    number = "+371 26123456"
    ben.details.append(ContactDetail(kind=DetailKind.PHONE, value=number, key="+37126123456"))
    db.session.commit()
    one, two = opened(browser, ben), opened(browser, ben)
    save(browser, ben, {**one, "phones-0-value": "+371 29999999", "tags": "garden"})

    answer = save(browser, ben, {**two, "phones-0-value": "+371 28888888"})
    assert answer.status_code == 422
    assert "Phones. Now it says: “+371 29999999”" in answer.words

    assert save(browser, ben, {**two, "notes": "Likes roses"}).status_code == 303
    assert [each.value for each in ben.details] == ["+371 29999999"]
    assert [tag.name for tag in ben.tags] == ["garden"]


def interleavings(browser: ReadingBrowser, ben: Client, number: int) -> Iterator[str]:
    """Let two windows write whatever they like, in any order; yield what was lost in silence."""
    chance = random.Random(10)
    for turn in range(number):
        windows = [opened(browser, ben), opened(browser, ben)]
        before = {name: windows[0][name] for name in TEXTS}
        typed = [
            {name: f"{name} {turn} {who}" for name in chance.sample(TEXTS, chance.randint(1, 3))}
            for who in "ab"
        ]
        assert save(browser, ben, {**windows[0], **typed[0]}).status_code == 303
        answer = save(browser, ben, {**windows[1], **typed[1]})
        both = typed[0].keys() & typed[1].keys()
        held = {name: getattr(ben, name) or "" for name in TEXTS}
        wanted = {**before, **typed[0], **({} if both else typed[1])}
        if answer.status_code != (422 if both else 303) or held != wanted:
            yield f"{typed}: {answer.status_code}, {held}"
        for name in both:
            if typed[0][name] not in answer.text or typed[1][name] not in answer.text:
                yield f"{name} is not shown as both wrote it"


def test_nothing_is_overwritten_in_silence(browser: ReadingBrowser, ben: Client) -> None:
    assert list(interleavings(browser, ben, 25)) == []


def test_a_form_that_does_not_look_would_be_found(
    browser: ReadingBrowser, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanwhile, "_seen", lambda _form: {})
    assert list(interleavings(browser, ben, 5))
