from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import client_of
from tests.data import samples
from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag
from wowcrm.data.carrying import carry_out
from wowcrm.data.known import same_person
from wowcrm.data.models import BroughtFile, Import, ImportedRow, Outcome
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import rehearse, rehearse_again
from wowcrm.db import NEVER, db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.timeline.models import Interaction
from wowcrm.traders.models import Trader
from wowcrm.trash.trashing import delete


def bring(trader: Trader, text: str, name: str = "contacts.csv") -> Import:
    """Rehearse and import a file; both must come to the same."""
    rehearsed = rehearse(trader, name, text.encode())
    promised = dict(rehearsed.counts)
    assert carry_out(rehearsed, trader.today())
    db.session.commit()
    assert rehearsed.counts == promised
    return rehearsed


def clients(trader: Trader) -> list[Client]:
    return list(db.session.scalars(Client.of(trader).order_by(Client.id)))


def report(done: Import) -> list[tuple[int, str, str]]:
    rows = db.session.scalars(
        sa.select(ImportedRow).where(ImportedRow.import_id == done.id).order_by(ImportedRow.id)
    )
    return [(row.line, row.outcome.value, row.words) for row in rows]


def outcomes(done: Import) -> list[str]:
    return [outcome for _line, outcome, _words in report(done)]


def reach(client: Client, kind: DetailKind, value: str, label: str | None = None) -> None:
    client.details.append(ContactDetail(kind=kind, value=value, key=value.casefold(), label=label))
    db.session.commit()


def test_a_google_file_becomes_clients_with_all_they_have(nora: Trader) -> None:
    done = bring(nora, samples.GOOGLE)

    karlis, onne = clients(nora)
    assert (karlis.name, karlis.given, karlis.family) == ("Kārlis Bērziņš", "Kārlis", "Bērziņš")
    assert (karlis.sort_key, karlis.organisation) == ("karlis berzins", "SIA Kāpa")
    assert [(d.value, d.label, d.key) for d in karlis.emails] == [
        ("Karlis@kapa.example", "Work", "karlis@kapa.example"),
        ("karlis@example.com", "Home", "karlis@example.com"),
    ]
    assert [d.key for d in karlis.phones] == ["+37126123456", "+37167222333"]
    assert [tag.name for tag in karlis.tags] == ["Garden", "Riga"]
    assert [(d.label, d.month, d.day, d.year) for d in onne.dates] == [("Birthday", 5, 17, None)]
    assert outcomes(done) == ["new", "new"]
    assert done.source == "Google Contacts"


def test_a_new_client_is_unknown_until_needs_are_recorded(nora: Trader) -> None:
    bring(nora, "Name\nBen\n")

    (ben,) = clients(nora)
    assert ben.level is ServiceLevel.UNKNOWN
    assert (ben.level_since, ben.level_until) == (nora.today(), NEVER)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LevelChange)) == 0


def test_each_client_gets_one_line_on_the_timeline(nora: Trader, ben: Client) -> None:
    reach(ben, DetailKind.EMAIL, "ben@example.com")
    bring(nora, "Name,E-mail,Phone\nBen Carter,ben@example.com,26 123 456\nAmira,,\n", "mine.csv")

    lines = db.session.scalars(sa.select(Interaction).order_by(Interaction.client_id)).all()
    assert [line.summary for line in lines] == [
        "Details taken over from mine.csv",
        "Imported from mine.csv",
    ]
    assert {line.happened_on for line in lines} == {nora.today()}
    assert not any(line.is_contact for line in lines)


@pytest.mark.parametrize(
    "row",
    [
        "Ben Carter,ben@example.com,",
        "B. Carter,BEN@example.com,",
        ",ben@example.com,",
        "Ben Carter,,26 123 456",
        ",,+371 26 123 456",
    ],
)
def test_a_row_is_matched_by_its_email_or_phone(nora: Trader, ben: Client, row: str) -> None:
    reach(ben, DetailKind.EMAIL, "ben@example.com")
    reach(ben, DetailKind.PHONE, "+37126123456")

    done = bring(nora, f"Name,E-mail,Phone\n{row}\n")

    assert outcomes(done) == ["same"]
    assert len(clients(nora)) == 1


def test_else_by_name_and_organisation(nora: Trader) -> None:
    client_of(nora, "Kārlis Bērziņš", organisation="SIA Kāpa")

    done = bring(
        nora, "Name,Company,E-mail\nKARLIS BERZINS,sia kapa,k@example.com\nKārlis Bērziņš,,\n"
    )

    assert outcomes(done) == ["updated", "new"]
    assert [d.value for d in clients(nora)[0].emails] == ["k@example.com"]


def test_a_shared_address_does_not_make_two_people_one(nora: Trader, ben: Client) -> None:
    reach(ben, DetailKind.PHONE, "+37126123456")

    done = bring(nora, "Name,Phone\nAnn Carter,26123456\n")

    assert [client.name for client in clients(nora)] == ["Ben Carter", "Ann Carter"]
    assert report(done) == [(2, "alike", "Shares an e-mail or a phone with Ben Carter.")]


def test_namesakes_with_different_addresses_are_two(nora: Trader, ben: Client) -> None:
    reach(ben, DetailKind.EMAIL, "ben@example.com")

    done = bring(nora, "Name,E-mail\nBen Carter,other@example.com\nBen Carter,\n")

    assert outcomes(done) == ["alike", "same"]


def test_names_that_may_be_one_persons() -> None:
    assert same_person("Ben Carter", "B. Carter")
    assert same_person("Carter, Ben", "Benjamin Carter")
    assert same_person("Õnne Pärn", "onne parn")
    assert same_person("Ben", "Ben Carter")
    assert not same_person("Ann Carter", "Ben Carter")
    assert not same_person("Ben Carter", "Ben Smith")
    assert not same_person("", "Ben")


def test_only_what_is_missing_is_filled(nora: Trader, ben: Client) -> None:
    ben.notes = "Likes tea"
    reach(ben, DetailKind.EMAIL, "ben@example.com")

    done = bring(
        nora,
        "Name,E-mail,Notes,Job title,Tags,Birthday,Value\n"
        "Benjamin Carter,ben@example.com,Likes coffee,Baker,vip,12.03.1984,1200\n",
    )

    assert (ben.name, ben.notes, ben.job_title) == ("Ben Carter", "Likes tea", "Baker")
    assert ben.value == Decimal(1200)
    assert [tag.name for tag in ben.tags] == ["vip"]
    assert report(done) == [
        (
            2,
            "updated",
            "Added: Job title, Worth in a year, Birthday, Tags."
            " Yours was kept, though the file differs: Name, Notes.",
        )
    ]


def test_the_same_file_again_changes_nothing(nora: Trader) -> None:
    for text in (samples.GOOGLE, samples.LATVIAN, samples.OUTLOOK_DESKTOP, samples.LINKEDIN):
        bring(nora, text)
        before = everything(nora)
        again = bring(nora, text)
        assert set(outcomes(again)) == {"same"}, text
        assert everything(nora) == before


def everything(trader: Trader) -> list[object]:
    return [
        (
            client.name,
            client.notes,
            [(d.kind, d.value, d.label) for d in client.details],
            [(d.label, d.month, d.day, d.year) for d in client.dates],
            [tag.name for tag in client.tags],
        )
        for client in clients(trader)
    ]


def test_a_row_repeated_in_the_file_is_said_and_adds_what_it_has(nora: Trader) -> None:
    done = bring(
        nora,
        "Name,E-mail,Phone\n"
        "Ben,ben@example.com,\n"
        "Amira,,\n"
        "Ben,ben@example.com,26123456\n"
        "Ben,ben@example.com,\n",
    )

    assert report(done) == [
        (2, "new", ""),
        (3, "new", ""),
        (4, "repeated", "The same client as on line 2. Added: Phone."),
        (5, "repeated", "The same client as on line 2."),
    ]
    assert [d.value for d in clients(nora)[0].phones] == ["+37126123456"]
    assert len(clients(nora)) == 2


def test_rows_far_apart_are_still_recognised(nora: Trader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wowcrm.data.importing.AT_ONCE", 2)

    done = bring(
        nora,
        "Name,E-mail,Tags\nBen,ben@example.com,a\nAmira,,a\nOnne,,b\nBen,ben@example.com,b\n"
        "Karlis,,a\nOnne,,\n",
    )

    assert outcomes(done) == ["new", "new", "new", "repeated", "new", "repeated"]
    assert report(done)[3][2] == "The same client as on line 2. Added: Tags."
    assert [tag.name for tag in clients(nora)[0].tags] == ["a", "b"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 2


def test_rows_that_cannot_be_used_are_named_and_the_others_go_in(nora: Trader) -> None:
    done = bring(nora, "Name,E-mail,Notes\nBen,nonsense,\n,,lost\nAmira,,a,b\nOnne,,\n")

    assert [client.name for client in clients(nora)] == ["Ben", "Onne"]
    assert report(done) == [
        (2, "new", "“nonsense” is no e-mail address."),
        (3, "unusable", "There is no name, e-mail or phone in this row."),
        (4, "unusable", "The row has more cells than there are columns."),
        (5, "new", ""),
    ]


def test_a_rehearsal_changes_nothing(nora: Trader, ben: Client) -> None:
    reach(ben, DetailKind.EMAIL, "ben@example.com")
    before = everything(nora)

    rehearsed = rehearse(
        nora, "c.csv", b"Name,E-mail,Tags\nBen,ben@example.com,vip\nAmira,,\n,x,\n"
    )
    db.session.commit()

    assert [rehearsed.count(outcome) for outcome in Outcome] == [1, 1, 0, 0, 1, 0, 0]
    assert rehearsed.rows == 3
    assert everything(nora) == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 0


def test_a_rehearsal_shows_columns_samples_and_troubles(nora: Trader) -> None:
    rehearsed = rehearse(
        nora, "c.csv", b"Name,Shoe size,Hat,E-mail\nBen,44,,x\nAmira,39,,a@example.com\n"
    )

    told = [
        [c[key] for key in ("name", "target", "samples")] for c in rehearsed.rehearsal["columns"]
    ]
    assert told == [
        ["Name", "name", ["Ben", "Amira"]],
        ["Shoe size", "note", ["44", "39"]],
        ["E-mail", "email", ["x", "a@example.com"]],
    ]
    assert [row["name"] for row in rehearsed.rehearsal["rows"]] == ["Ben", "Amira"]
    assert [trouble["line"] for trouble in rehearsed.rehearsal["troubles"]] == [2]


def test_an_import_is_carried_out_once(nora: Trader) -> None:
    rehearsed = rehearse(nora, "c.csv", b"Name\nBen\n")
    db.session.commit()

    assert carry_out(rehearsed, nora.today())
    db.session.commit()
    assert not carry_out(rehearsed, nora.today())
    assert len(clients(nora)) == 1
    assert db.session.scalars(BroughtFile.of(nora)).all() == []


def test_a_file_may_be_read_another_way(nora: Trader) -> None:
    rehearsed = rehearse(nora, "c.csv", "Name;Notes\nKārlis;a,b\n".encode("cp1252", "replace"))
    file = db.session.scalars(BroughtFile.of(nora)).one()
    file.content = "Name;Notes\nKārlis;a,b\n".encode("cp1257")

    rehearse_again(rehearsed, encoding="cp1257", separator=";")
    db.session.commit()

    assert (rehearsed.encoding, rehearsed.separator) == ("cp1257", ";")
    assert rehearsed.rehearsal["rows"][0]["name"] == "Kārlis"
    assert not clients(nora)
    with pytest.raises(UnreadableFile):
        rehearse_again(rehearsed, encoding="utf-8", separator=None)


def test_a_file_without_clients_is_refused(nora: Trader) -> None:
    with pytest.raises(UnreadableFile, match=r"I found: Shoe size, Hat\."):
        rehearse(nora, "c.csv", b"Shoe size,Hat\n44,L\n")


def test_rehearsals_left_lying_are_forgotten(nora: Trader, otto: Trader) -> None:
    ottos = rehearse(otto, "otto.csv", b"Name\nBen\n")
    for number in range(8):
        rehearse(nora, f"{number}.csv", b"Name\nBen\n")
    db.session.commit()

    names = [each.file_name for each in db.session.scalars(Import.waiting(nora))]
    assert names == ["7.csv", "6.csv", "5.csv", "4.csv", "3.csv"]
    assert db.session.get(Import, ottos.id)


def test_another_traders_clients_are_never_matched(nora: Trader, otto: Trader, ben: Client) -> None:
    reach(ben, DetailKind.EMAIL, "ben@example.com")

    done = bring(otto, "Name,E-mail,Phone\nBen Carter,ben@example.com,26123456\n")

    assert outcomes(done) == ["new"]
    assert not ben.phones
    assert [client.name for client in clients(otto)] == ["Ben Carter"]


def test_sample_clients_are_not_taken_for_real_ones(nora: Trader, ben: Client) -> None:
    ben.sample = True
    db.session.commit()

    assert outcomes(bring(nora, "Name\nBen Carter\n")) == ["new"]


def test_clients_who_were_put_away_are_found(nora: Trader, ben: Client) -> None:
    ben.archive(on=nora.today())
    db.session.commit()

    assert outcomes(bring(nora, "Name\nBen Carter\n")) == ["same"]


def test_keeping_in_touch_is_planned_as_for_any_client(nora: Trader) -> None:
    nora.contact_every = 30
    bring(nora, "Name,Client since\nBen,2026-01-01\n")

    (ben,) = clients(nora)
    planned = ben.contact_due_on
    ben.plan_contact()
    assert planned == ben.contact_due_on == date(2026, 1, 31)


def test_a_birthday_gains_its_year_but_is_not_moved(nora: Trader, ben: Client) -> None:
    ben.dates.append(ImportantDate(label="Birthday", month=3, day=12, year=None))
    db.session.commit()

    assert outcomes(bring(nora, "Name,Birthday\nBen Carter,1984-03-12\n")) == ["updated"]
    assert [(d.month, d.day, d.year) for d in ben.dates] == [(3, 12, 1984)]
    assert outcomes(bring(nora, "Name,Birthday\nBen Carter,1984-03-13\n")) == ["same"]
    assert outcomes(bring(nora, "Name,Birthday\nBen Carter,--03-12\n")) == ["same"]
    assert [(d.month, d.day, d.year) for d in ben.dates] == [(3, 12, 1984)]


def test_statements_do_not_grow_with_the_rows(nora: Trader, statements: list[str]) -> None:
    def count(rows: int) -> int:
        lines = [f"Person {rows} {n},p{rows}.{n}@example.com,vip" for n in range(rows)]
        text = "Name,E-mail,Tags\n" + "\n".join(lines)
        rehearsed = rehearse(nora, "c.csv", text.encode())
        statements.clear()
        carry_out(rehearsed, nora.today())
        db.session.commit()
        return len(statements)

    count(1)
    few, many = count(10), count(900)
    assert many <= few + 6, (few, many)


def test_outcomes_have_words() -> None:
    assert [outcome.word for outcome in Outcome] == [
        "New",
        "Adds details",
        "Already here",
        "Repeated",
        "Not usable",
        "Possible duplicate",
        "Skipped",
    ]


def test_nobody_gets_the_number_of_somebody_in_the_trash(
    app: Flask, nora: Trader, ben: Client
) -> None:
    gone = ben.id
    with app.test_request_context():
        delete(ben, said="gone")
        db.session.commit()
    bring(nora, "Name\nAmira\nKarl\n")
    here = set(db.session.scalars(sa.select(Client.id)))
    assert len(here) == 2
    assert gone not in here
