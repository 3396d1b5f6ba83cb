"""The first page, the choice that follows, and what helps a new trader along."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from tests.conftest import NORAS_PASSWORD, browser_of, client_of
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.first_run.progress import whats_next
from wowcrm.first_run.samples import add_samples, samples_of
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.upkeep import commit
from wowcrm.needs.models import Need
from wowcrm.outbox.delivery import claim
from wowcrm.outbox.message import letter_of, message_of
from wowcrm.outbox.models import Mail
from wowcrm.standards.models import Checklist
from wowcrm.traders.models import Trader

ANSWERS = {
    "name": " Nora Lind ",
    "email": "Nora@Example.com",
    "password": NORAS_PASSWORD,
    "trade": "bookkeeper",
    "timezone": "Europe/Riga",
}


def traders() -> list[Trader]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Trader).order_by(Trader.id)))


@pytest.fixture
def open_signup(app: Flask) -> Iterator[None]:
    app.config["OPEN_SIGNUP"] = True
    yield
    app.config["OPEN_SIGNUP"] = False


# Registering


def test_whoever_comes_first_is_welcomed(stranger: ReadingBrowser) -> None:
    answer = stranger.get("/", follow_redirects=True)

    assert answer.request.path == "/welcome"
    assert "What is your trade?" in answer.words
    assert "Hairdresser" in answer.words


def test_five_answers_make_a_trader_and_sign_them_in(stranger: ReadingBrowser) -> None:
    answer = stranger.post("/welcome", data=ANSWERS)

    assert answer.status_code == 303
    assert answer.location == "/welcome/choose"
    [nora] = traders()
    assert (nora.name, nora.email, nora.timezone) == (
        "Nora Lind",
        "nora@example.com",
        "Europe/Riga",
    )
    assert nora.check_password(NORAS_PASSWORD)
    assert NORAS_PASSWORD not in nora.password_hash
    assert len(db.session.scalars(Checklist.of(nora)).all()) == 4
    assert len(db.session.scalars(Idea.fresh(nora)).all()) >= 40
    page = stranger.get("/welcome/choose")
    assert "Show me with sample clients" in page.words
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "   ", "Please tell me your name."),
        ("name", "N" * 201, "longer than I can keep"),
        ("email", "", "you sign in with it"),
        ("email", "nora", "does not look like an e-mail address"),
        ("email", "nora@exa mple.com", "does not look like an e-mail address"),
        ("password", "", "Please choose a password."),
        ("password", "short", "At least 10 characters"),
        ("password", "Password2026!", "one of the first"),
        ("trade", "", "Please choose what is nearest."),
        ("trade", "astronaut", "Not a valid choice"),
        ("timezone", "Mars/Base", "no time zone of that name"),
        ("timezone", "../../etc/passwd", "no time zone of that name"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_typed_is_lost(
    stranger: ReadingBrowser, field: str, typed: str, said: str
) -> None:
    answer = stranger.post("/welcome", data=ANSWERS | {field: typed})

    assert answer.status_code == 422
    assert said in answer.words
    assert traders() == []
    kept = {
        control["name"]: control.get("value")
        for control in answer.page.all("input")
        if control.get("type") != "radio" or "checked" in control
    }
    for name in {"name", "email", "password", "trade"} - {field}:
        assert kept[name] == ANSWERS[name].strip()
    if field != "timezone":
        chosen = [option for option in answer.page.all("option") if "selected" in option]
        assert [option["value"] for option in chosen] == ["Europe/Riga"]


def test_after_the_first_trader_registration_is_closed(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    shown = stranger.get("/welcome")
    sent = stranger.post("/welcome", data=ANSWERS | {"email": "otto@example.com"})

    assert shown.status_code == sent.status_code == 403
    assert "taken" in shown.words
    assert "Sign in" in sent.words
    assert traders() == [nora]


@pytest.mark.usefixtures("open_signup")
def test_open_signup_lets_others_in_and_keeps_them_apart(
    nora: Trader, ben: Client, stranger: ReadingBrowser
) -> None:
    answers = ANSWERS | {"name": "Otto Kask", "email": "otto@example.com", "trade": "builder"}

    assert stranger.post("/welcome", data=answers).status_code == 303

    [_, otto] = traders()
    assert otto.name == "Otto Kask"
    assert "Ben Carter" not in stranger.get("/").words
    assert stranger.get(f"/clients/{ben.id}").status_code == 404
    assert db.session.scalars(Checklist.of(nora)).all() == []


@pytest.mark.usefixtures("open_signup")
def test_an_address_that_is_taken_is_refused_beside_its_field(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    nora.created_at = nora.now().replace(year=2020)

    answer = stranger.post("/welcome", data=ANSWERS)

    assert answer.status_code == 422
    assert "registered here with this address" in answer.words
    assert traders() == [nora]
    assert stranger.get("/").status_code == 303


@pytest.mark.usefixtures("open_signup")
def test_registering_can_be_tried_twenty_times_an_hour_from_one_address(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    nora.created_at = nora.now().replace(year=2020)
    db.session.commit()
    codes = [stranger.post("/welcome", data=ANSWERS).status_code for _ in range(21)]
    another = stranger.post("/welcome", data=ANSWERS | {"email": "new@example.com"})

    assert codes == [422] * 20 + [429]
    assert another.status_code == 429
    assert "tried too often" in another.words
    assert int(another.headers["Retry-After"]) > 3000
    assert traders() == [nora]


@pytest.mark.usefixtures("open_signup")
def test_what_was_mistyped_is_not_counted_as_a_try(nora: Trader, stranger: ReadingBrowser) -> None:
    for _ in range(21):
        assert stranger.post("/welcome", data=ANSWERS | {"password": "short"}).status_code == 422
    answers = ANSWERS | {"email": "new@example.com"}
    assert stranger.post("/welcome", data=answers).status_code == 303


@pytest.fixture
def by_letter(app: Flask, open_signup: None) -> Iterator[None]:
    """Sign-up is open, and there are a mail server and an address to write."""
    app.config["SMTP"], app.config["URL"] = {"host": "mail"}, "https://crm.example.com/crm"
    yield
    app.config["SMTP"] = app.config["URL"] = None


def letter() -> Mail:
    return db.session.scalars(sa.select(Mail).order_by(Mail.id.desc())).first() or Mail()


@pytest.mark.usefixtures("by_letter")
def test_what_is_said_of_an_address_is_said_to_its_mailbox_only(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    assert "Choose a password" not in stranger.get("/welcome").words
    answers = {}
    for email in ("nora@example.com", "new@example.com"):
        sent = stranger.post("/welcome", data={"email": email}, headers={"Host": "evil.example"})
        page = stranger.get(sent.location)
        answers[email] = (sent.status_code, sent.location, page.status_code, page.words)
        mail = letter()
        assert (mail.to_address, mail.trader_id) == (email, None)
        assert "https://crm.example.com/crm/" in mail.text
        assert "evil.example" not in f"{mail.text}{mail.html}"
        assert ("registered already" in mail.text) == (email == nora.email)

    assert answers["nora@example.com"] == answers["new@example.com"]
    assert traders() == [nora]


@pytest.mark.usefixtures("by_letter")
def test_whoever_has_the_letter_registers_with_the_address_it_went_to(
    nora: Trader, stranger: ReadingBrowser
) -> None:
    stranger.post("/welcome", data={"email": "Otto@example.com"})
    link = re.findall(r"/welcome/with/\S+", letter().text)[0]
    assert "otto@example.com" in stranger.get(link).text

    answer = stranger.post(link, data=ANSWERS | {"email": "somebody-else@example.com"})

    assert answer.location == "/welcome/choose"
    assert [each.email for each in traders()] == ["nora@example.com", "otto@example.com"]
    again = ReadingBrowser(stranger.application)
    assert again.get(f"{link[:-1]}x").status_code == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1), tick=False):
        late = again.get(link)
        assert late.status_code == 404
        assert "Here is another letter" in late.text


@pytest.mark.usefixtures("by_letter")
def test_nobody_is_flooded_with_letters(nora: Trader, stranger: ReadingBrowser) -> None:
    for email in ("nora@example.com", "new@example.com"):
        codes = [stranger.post("/welcome", data={"email": email}).status_code for _ in range(4)]
        assert codes == [303, 303, 303, 429]
    assert db.session.query(Mail).count() == 6


def test_the_letter_goes_out_in_the_name_of_the_installation(
    app: Flask, nora: Trader, stranger: ReadingBrowser, by_letter: None
) -> None:
    stranger.post("/welcome", data={"email": "new@example.com"})
    claimed = claim(datetime.now(UTC))
    assert claimed is not None
    message = message_of(letter_of(claimed), "crm@example.com")
    assert message["From"] == "WowCRM <crm@example.com>"
    assert message["To"] == "new@example.com"
    assert message["Reply-To"] is None


def test_a_form_sent_twice_makes_one_trader_and_signs_both_in(
    app: Flask, stranger: ReadingBrowser
) -> None:
    impatient = ReadingBrowser(app)

    first = stranger.post("/welcome", data=ANSWERS)
    second = impatient.post("/welcome", data=ANSWERS)

    assert first.location == second.location == "/welcome/choose"
    assert len(traders()) == 1
    assert impatient.get("/").status_code == 200


def test_another_password_does_not_open_the_account_just_made(
    app: Flask, stranger: ReadingBrowser
) -> None:
    stranger.post("/welcome", data=ANSWERS)

    answer = ReadingBrowser(app).post("/welcome", data=ANSWERS | {"password": "not my password"})

    assert answer.status_code == 403


def test_the_password_opens_nothing_here_later_on(nora: Trader, stranger: ReadingBrowser) -> None:
    nora.created_at = nora.now().replace(year=2020)

    assert stranger.post("/welcome", data=ANSWERS).status_code == 403
    assert stranger.get("/").status_code == 303


@pytest.mark.usefixtures("database")
def test_a_race_of_first_registrations_makes_one(app: Flask) -> None:
    db.session.rollback()

    def race(number: int) -> int:
        answers = ANSWERS | {"email": f"racer{number}@example.com"}
        return ReadingBrowser(app).post("/welcome", data=answers).status_code

    with ThreadPoolExecutor(4) as runners:
        codes = sorted(runners.map(race, range(4)))

    assert codes == [303, 403, 403, 403]
    assert len(traders()) == 1


def test_whoever_is_signed_in_is_led_to_today(browser: ReadingBrowser) -> None:
    assert browser.get("/welcome").location == "/"
    assert browser.post("/welcome", data=ANSWERS).location == "/"
    assert len(traders()) == 1


# Sample clients


def test_one_button_lets_six_in_and_one_lets_them_go(nora: Trader, browser: ReadingBrowser) -> None:
    mine = client_of(nora, "Ben O’Hara")
    browser.post("/welcome/samples")
    assert len(db.session.scalars(samples_of(nora)).all()) == 6
    assert "These are sample clients" in browser.get("/").words
    assert "These are sample clients" in browser.get("/clients").words

    answer = browser.post("/welcome/samples/remove", follow_redirects=True)

    assert "The sample clients are gone" in answer.words
    assert "These are sample clients" not in answer.words
    assert db.session.scalars(Client.of(nora)).all() == [mine]


def test_sample_clients_let_in_twice_are_six(nora: Trader, browser: ReadingBrowser) -> None:
    browser.post("/welcome/samples")
    browser.post("/welcome/samples")

    assert len(db.session.scalars(samples_of(nora)).all()) == 6
    assert browser.post("/welcome/samples/remove").status_code == 303
    assert browser.post("/welcome/samples/remove").status_code == 303


def test_otto_cannot_take_noras_sample_clients_away(
    nora: Trader, ottos_browser: ReadingBrowser
) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)

    ottos_browser.post("/welcome/samples/remove")

    assert len(db.session.scalars(samples_of(nora)).all()) == 6
    assert "These are sample clients" not in ottos_browser.get("/").words


@pytest.mark.parametrize("address", ["/welcome/samples", "/welcome/samples/remove"])
def test_a_stranger_is_asked_to_sign_in_first(
    nora: Trader, stranger: ReadingBrowser, address: str
) -> None:
    answer = stranger.post(address)

    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_sample_clients_are_offered_until_there_is_anybody(
    nora: Trader, browser: ReadingBrowser
) -> None:
    assert "Show me with sample clients" in browser.get("/").words

    browser.post("/welcome/samples")
    assert "Show me with sample clients" not in browser.get("/").words


def test_htmx_is_led_on_too(nora: Trader, browser: ReadingBrowser) -> None:
    answer = browser.post("/welcome/samples", htmx=True)

    assert answer.headers["HX-Redirect"] == "/"


# What's next?


def test_the_card_counts_three_steps_with_a_client_of_ones_own(
    nora: Trader, browser: ReadingBrowser
) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)
    assert "0/3" in browser.get("/").words

    ben = client_of(nora, "Ben Carter", given="Ben")
    assert "1/3" in browser.get("/").words
    assert "What did Ben come to you for?" in browser.get("/").words

    ben.needs.append(Need(summary="Monthly figures by the 5th"))
    commit(nora)
    assert "1/3" in browser.get("/").words

    ben.needs[0].judge(ServiceLevel.MEETS, on=nora.today())
    commit(nora)
    assert "2/3" in browser.get("/").words
    client_of(nora, "Amira Haddad", given="Amira")
    assert "What would make Ben smile?" in browser.get("/").words, "Amira’s needs are not known"

    ben.delights.append(Delight(what="Cardamom buns", planned_for=nora.today()))
    commit(nora)
    assert "What’s next?" not in browser.get("/").words


def test_anothers_steps_are_not_mine(nora: Trader, otto: Trader) -> None:
    theirs = client_of(otto, "Ben Carter")
    theirs.needs.append(Need(summary="Figures"))
    commit(otto)
    theirs.needs[0].judge(ServiceLevel.MEETS, on=otto.today())
    commit(otto)

    next = whats_next(nora)

    assert next is not None
    assert next.done == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_the_card_can_be_put_away(nora: Trader, browser: ReadingBrowser, htmx: bool) -> None:
    assert "What’s next?" in browser.get("/").words

    answer = browser.post("/welcome/put-away", htmx=htmx)

    assert answer.status_code == (200 if htmx else 303)
    assert "What’s next?" not in answer.words
    assert "What’s next?" not in browser.get("/").words
    assert nora.welcomed_on == nora.today()


def test_the_card_costs_one_query(nora: Trader, statements: list[str]) -> None:
    for name in ("Ben", "Amira", "Õnne"):
        client_of(nora, name)
    nora.id  # noqa: B018  loads what the commit expired
    statements.clear()

    whats_next(nora)

    assert len(statements) == 1


def test_two_traders_side_by_side_each_have_their_own(
    app: Flask, nora: Trader, otto: Trader
) -> None:
    add_samples(nora, on=nora.today())
    commit(nora)
    client_of(otto, "Ben Carter")

    assert "0/3" in browser_of(app, nora).get("/").words
    assert "1/3" in browser_of(app, otto).get("/").words
