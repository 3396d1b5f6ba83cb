"""What the trader may say of a file before it comes in, and after."""

import re

import pytest
import sqlalchemy as sa

from tests.conftest import client_of
from tests.data import samples
from tests.data.test_data_pages import brought, names, upload
from tests.reading_browser import ReadingBrowser
from wowcrm.clients.models import Client, ContactDetail, DetailKind
from wowcrm.data.models import ColumnPlan, Import, ImportedRow
from wowcrm.db import db
from wowcrm.traders.models import Trader


def fields_of(browser: ReadingBrowser, address: str) -> dict[str, str]:
    """Read what the page of columns would send if nothing was changed."""
    page = browser.get(f"{address}/columns").page
    found = {}
    for select in page.all("select"):
        chosen = [option for option in select.all("option") if "selected" in option]
        found[select["name"]] = chosen[0]["value"]
    return found


def test_pasted_rows_need_no_file_and_no_names(browser: ReadingBrowser, nora: Trader) -> None:
    rows = "Ben Carter\tben@example.com\t+44 20 7946 0018\nAmira Haddad\tamira@example.com\t\n"
    answer = browser.post("/import", data={"rows": rows})

    address = str(answer.headers["Location"]).removesuffix("/columns")
    assert "Bring in 2 clients" in browser.get(address).words
    assert fields_of(browser, address) == {
        "column_0": "name",
        "column_1": "email",
        "column_2": "phone",
        "encoding": "utf-8",
        "separator": "tab",
    }
    browser.post(f"{address}/confirm")
    assert names(nora) == ["Ben Carter", "Amira Haddad"]


def test_a_pasted_card_is_one_too(browser: ReadingBrowser, nora: Trader) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ben Carter\nTEL:+44 20 7946 0018\nEND:VCARD\n"
    address = str(browser.post("/import", data={"rows": card}).headers["Location"])

    browser.post(f"{address}/confirm")
    assert names(nora) == ["Ben Carter"]


def test_what_a_column_means_is_changed_and_remembered(
    browser: ReadingBrowser, nora: Trader, otto: Trader, ottos_browser: ReadingBrowser
) -> None:
    text = "Who,Mail,Shoe size,Remark\nBen,ben@example.com,44,tea\n"
    answer = upload(browser, text)
    assert answer.headers["Location"].endswith("/columns")
    address = answer.headers["Location"].removesuffix("/columns")
    page = browser.get(f"{address}/columns")
    assert "Shoe size 44" in page.words

    said = fields_of(browser, address)
    assert (said["column_0"], said["column_2"]) == ("note", "note")
    said |= {"column_0": "name", "column_2": "out", "column_3": "job_title"}
    assert browser.post(f"{address}/columns", data=said).status_code == 303

    preview = browser.get(address)
    assert re.search(r"Who Name Ben", preview.words)
    assert re.search(r"Shoe size left out", preview.words)
    browser.post(f"{address}/confirm")
    ben = db.session.scalars(sa.select(Client)).one()
    assert (ben.name, ben.job_title, ben.notes) == ("Ben", "tea", None)
    report = browser.get(address)
    assert "What was left out Shoe size in 1 row You said to leave it out." in report.words
    assert "Left out: Shoe size." in report.words

    # The same columns in another order, in other spelling.
    second = upload(browser, "mail,who,remark,Shoe-Size\na@example.com,Amira,Joiner,39\n")
    browser.post(f"{second.headers['Location']}/confirm")
    amira = db.session.scalars(sa.select(Client).where(Client.name == "Amira")).one()
    assert (amira.job_title, amira.notes) == ("Joiner", None)

    assert upload(ottos_browser, text).headers["Location"].endswith("/columns")
    assert db.session.scalars(ColumnPlan.of(otto)).all() == []


def test_no_column_tells_who_until_one_is_named(browser: ReadingBrowser, nora: Trader) -> None:
    address = upload(browser, "Shoe size,Hat\n44,L\n").headers["Location"].removesuffix("/columns")

    assert "No column holds a name, an e-mail or a phone." in browser.get(address).words
    answer = browser.post(f"{address}/confirm")
    assert answer.headers["Location"] == "/import"
    assert names(nora) == []
    said = fields_of(browser, address) | {"column_1": "name"}
    browser.post(f"{address}/columns", data=said)
    browser.post(f"{address}/confirm")
    assert names(nora) == ["L"]


def test_the_order_of_days_is_shown_and_changed(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name,Birthday\nBen,03/04/1984\n")
    assert "day first: 3/4 is the 3rd of April" in browser.get(address).words

    said = fields_of(browser, address)
    assert said["days"] == "day"
    browser.post(f"{address}/columns", data=said | {"days": "month"})
    assert "month first: 3/4 is the 4th of March" in browser.get(address).words
    browser.post(f"{address}/confirm")
    (ben,) = db.session.scalars(sa.select(Client))
    assert [(each.month, each.day) for each in ben.dates] == [(3, 4)]


def test_bad_cells_are_put_right_on_the_page(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(
        browser, "Name,E-mail,Birthday\nBen,nonsense,1984-02-30\n,,1990-01-01\nAmira,,\n"
    )
    preview = browser.get(address)
    assert "2 With something to fix" in preview.words
    assert preview.page.first("#cell-2-1").get("value") == "nonsense"

    browser.post(
        f"{address}/mend",
        data={"cell-2-1": "ben@example.com", "cell-2-2": "1984-02-28", "cell-3-0": "Õnne"},
    )
    after = browser.get(address)
    assert "What I could not use" not in after.words
    assert "Bring in 3 clients" in after.words
    browser.post(f"{address}/confirm")
    assert names(nora) == ["Ben", "Õnne", "Amira"]
    (ben,) = db.session.scalars(sa.select(Client).where(Client.name == "Ben"))
    assert [each.value for each in ben.emails] == ["ben@example.com"]
    assert [(each.month, each.day) for each in ben.dates] == [(2, 28)]


@pytest.fixture
def anns_file(browser: ReadingBrowser, nora: Trader) -> str:
    """A file with two who may be somebody that Nora has."""
    for name, email in (("Ben Carter", "office@example.com"), ("Karl Ozols", "k@example.com")):
        client = client_of(nora, name)
        client.details.append(ContactDetail(kind=DetailKind.EMAIL, value=email, key=email))
    db.session.commit()
    return brought(
        browser,
        "Name,E-mail,Company\nAnn Carter,office@example.com,Firm\nKarl Ozols,other@example.com,\n"
        "Amira,,\n",
    )


def test_possible_duplicates_are_put_before_the_trader(
    browser: ReadingBrowser, nora: Trader, anns_file: str
) -> None:
    preview = browser.get(anns_file)

    assert "2 Possible duplicate" in preview.words
    assert "Are these one person?" in preview.words
    assert "Ann Carter Firm, office@example.com" in preview.words
    assert "Ben Carter office@example.com" in preview.words

    browser.post(f"{anns_file}/decide", data={"row-2": "update", "row-3": "skip"})
    preview = browser.get(anns_file)
    assert "all decided" in preview.words
    assert "You said that this is Ben Carter." in preview.words
    browser.post(f"{anns_file}/confirm")
    assert names(nora) == ["Ben Carter", "Karl Ozols", "Amira"]
    (ben,) = db.session.scalars(sa.select(Client).where(Client.name == "Ben Carter"))
    assert ben.organisation == "Firm"
    assert "You said to skip this row." in browser.get(anns_file).words


@pytest.mark.parametrize(
    ("choice", "there"),
    [
        ("both", ["Ben Carter", "Karl Ozols", "Ann Carter", "Karl Ozols", "Amira"]),
        ("skip", ["Ben Carter", "Karl Ozols", "Amira"]),
        ("update", ["Ben Carter", "Karl Ozols", "Amira"]),
    ],
)
def test_all_at_once(
    browser: ReadingBrowser, nora: Trader, anns_file: str, choice: str, there: list[str]
) -> None:
    browser.post(f"{anns_file}/decide", data={"row-2": "skip", "alike": choice})
    browser.post(f"{anns_file}/confirm")

    assert names(nora) == there


def test_undecided_they_come_in_as_their_own_and_the_report_says_so(
    browser: ReadingBrowser, nora: Trader, anns_file: str
) -> None:
    assert "Bring in 3 clients" in browser.get(anns_file).words
    browser.post(f"{anns_file}/confirm")

    report = browser.get(f"{anns_file}?outcome=alike")
    assert "Shares an e-mail or a phone with Ben Carter." in report.words
    assert len(names(nora)) == 5


def test_another_reading_forgets_what_was_said_of_lines(
    browser: ReadingBrowser, nora: Trader
) -> None:
    address = brought(browser, "Name;E-mail\nBen;nonsense\n")
    browser.post(f"{address}/mend", data={"cell-2-1": "b@example.com"})

    said = fields_of(browser, address) | {"separator": ","}
    browser.post(f"{address}/columns", data=said)

    db.session.expire_all()
    assert db.session.scalars(sa.select(Import)).one().wishes["cells"] == {}


@pytest.mark.parametrize("path", ["mend", "decide", "columns"])
def test_nonsense_does_no_harm(browser: ReadingBrowser, nora: Trader, path: str) -> None:
    address = brought(browser, "Name\nBen\n")
    data = {
        "cell-99999999999-1": "x",
        "cell-2-999": "x",
        "cell--1-1": "x",
        "row-2": "nonsense",
        "row-x": "skip",
        "alike": "nonsense",
        "column_77": "name",
    }

    assert browser.post(f"{address}/{path}", data=data).status_code in {303, 422}
    browser.post(f"{address}/confirm")
    assert browser.post(f"{address}/{path}", data=data).headers["Location"] == address


def test_an_import_is_undone_from_its_report(
    browser: ReadingBrowser, nora: Trader, ben: Client
) -> None:
    address = brought(browser, "Name,Company\nBen Carter,\nAmira,Haddad\nKarl,\n")
    browser.post(f"{address}/confirm")
    assert "It can be undone until" in browser.get(address).words
    (karl,) = db.session.scalars(sa.select(Client).where(Client.name == "Karl"))
    browser.post(f"/clients/{karl.id}/touch", data={"kind": "call", "summary": "Rang"})
    karl.notes = "He rang"
    db.session.commit()

    asked = browser.get(f"{address}/undo")
    assert "2 clients who came with it go into the trash" in asked.words
    assert "Whatever you have changed or written since stays" in asked.words
    answer = browser.post(f"{address}/undo")
    assert (answer.status_code, answer.headers["Location"]) == (303, address)

    report = browser.get(address)
    assert "The import was undone." in report.words
    assert "What came in, and went again" in report.words
    assert re.search(r"Karl New .*Stays: you have", report.words)
    assert sorted(names(nora)) == ["Ben Carter", "Karl"]
    assert "Undo this import" not in report.words
    assert "undone" in browser.get("/import").words
    lines = browser.get(f"{address}/report.csv").text.splitlines()
    assert lines[0] == "Line,Outcome,Name,Words,Undone"
    browser.post(f"{address}/undo")
    assert sorted(names(nora)) == ["Ben Carter", "Karl"]


def test_an_undone_import_is_brought_back_at_once_or_from_its_report_or_from_the_trash(
    browser: ReadingBrowser, nora: Trader, small_trash: None
) -> None:
    address = brought(browser, "Name\nAmira\nKarl\nZane\n")
    browser.post(f"{address}/confirm")
    browser.post(f"{address}/undo")
    report = browser.get(address)
    assert "Bring 3 clients back" in report.words
    trash = browser.get("/trash")
    assert "contacts.csv: 2 clients" in trash.words
    assert "contacts.csv: 1 client" in trash.words

    answer = browser.post(f"{address}/bring-back", follow_redirects=True)
    assert "3 clients are back." in answer.words
    assert sorted(names(nora)) == ["Amira", "Karl", "Zane"]
    assert "Undo this import" in answer.words
    assert "Nothing in here." in browser.get("/trash").words
    assert browser.post(f"{address}/bring-back").headers["Location"] == address

    for stays in db.session.scalars(sa.select(Client).where(Client.name != "Amira")):
        stays.notes = "Rang"
    db.session.commit()
    said = browser.post(f"{address}/undo", follow_redirects=True)
    [form] = [each for each in said.page.all("form") if "/trash/" in str(each.get("action"))]
    browser.post(form["action"])
    assert sorted(names(nora)) == ["Amira", "Karl", "Zane"]


@pytest.fixture
def small_trash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two clients be as many as go into the trash together."""
    monkeypatch.setattr("wowcrm.data.undoing.TOGETHER", 2)


def test_after_a_month_it_stays(browser: ReadingBrowser, nora: Trader) -> None:
    address = brought(browser, "Name\nBen\n")
    browser.post(f"{address}/confirm")
    db.session.execute(sa.text("UPDATE imports SET imported_at = '2026-01-01 00:00:00+00:00'"))
    db.session.commit()

    assert "Undo this import" not in browser.get(address).words
    browser.post(f"{address}/undo")
    assert names(nora) == ["Ben"]


def test_every_cell_of_every_source_is_kept_or_accounted_for(
    browser: ReadingBrowser, nora: Trader
) -> None:
    """Nothing is dropped without a word: what the file held is kept, or the report says it is not."""
    browser.reads = False
    for name, text in vars(samples).items():
        if not name.isupper() or name.startswith("_"):
            continue
        address = str(upload(browser, text).headers["Location"]).removesuffix("/columns")
        browser.post(f"{address}/confirm")
        id = int(address.rpartition("/")[2])
        done = db.session.get_one(Import, id)
        out = {c["place"] for c in done.rehearsal["columns"] if c["target"] == "out"}
        left = {c["name"] for c in done.rehearsal["columns"] if c["target"] == "out"}
        told = " ".join(browser.get(address).words.split())
        for column in left:
            assert column in told, (name, column)
        said = " ".join(
            db.session.scalars(sa.select(ImportedRow.words).where(ImportedRow.import_id == id))
        )
        assert not out or "Left out: " in said, name
