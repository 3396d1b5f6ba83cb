"""Out of one installation and into an empty one: the same data, whatever was typed (T17)."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag, fold
from wowcrm.clients.reach import key_of
from wowcrm.clients.telling import tags_called
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.custom_fields.telling import tell
from wowcrm.data.carrying import carry_out
from wowcrm.data.exporting import Dialect, export
from wowcrm.data.formats import FORMATS
from wowcrm.data.models import Import, Outcome
from wowcrm.data.rehearsing import rehearse, rehearse_again
from wowcrm.data.targets import extras_of
from wowcrm.data.wishes import Wishes
from wowcrm.db import db
from wowcrm.search.index import find, rebuild
from wowcrm.search.query import read
from wowcrm.traders.models import Trader

EXAMPLES = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def lines(most: int = 60) -> st.SearchStrategy[str]:
    """Texts of one line as a form leaves them, the hostile ones among them."""
    hostile = st.sampled_from(
        [
            "=SUM(A1)",
            "+1",
            "-2+3",
            "@x",
            "'=x",
            "''",
            '"',
            '";"',
            "a,b",
            "a;b",
            "＝1",
            "x ::: y",
            "a\\:::b",
        ]
    )
    any_text = st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=most
    )
    return st.one_of(hostile, any_text).map(lambda text: " ".join(text.split())).filter(bool)


some_line = st.one_of(st.none(), lines())
people = st.fixed_dictionaries(
    {
        "columns": st.fixed_dictionaries(
            {
                "name": lines(),
                "given": some_line,
                "family": some_line,
                "organisation": some_line,
                "job_title": some_line,
                "found_us_by": some_line,
                "notes": st.one_of(st.none(), st.lists(lines(), min_size=1).map("\n".join)),
                "client_since": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2099, 1, 1))),
                "archived_on": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2099, 1, 1))),
                "value": st.one_of(st.none(), st.decimals(0, 10**6, places=2)),
                "contact_every": st.one_of(st.none(), st.integers(1, 3650)),
                "contacts_at_most": st.one_of(st.none(), st.integers(1, 100)),
                "contacts_within": st.one_of(st.none(), st.integers(1, 365)),
            }
        ),
        "addresses": st.lists(st.tuples(lines(), some_line), max_size=2),
        "dates": st.lists(
            st.tuples(lines(), st.dates(date(1900, 1, 1), date(2099, 1, 1))), max_size=2
        ),
        "tags": st.lists(lines(), max_size=3),
        "own": st.fixed_dictionaries(
            {
                FieldKind.TEXT: some_line,
                FieldKind.NUMBER: st.sampled_from([None, "0", "-1.5", "1000000"]),
                FieldKind.DAY: st.sampled_from([None, "2027-05-03", "1900-01-01"]),
                FieldKind.CHOICE: st.one_of(st.none(), lines()),
                FieldKind.YES_NO: st.sampled_from([None, "yes", "no"]),
                FieldKind.LINK: st.sampled_from([None, "https://example.com/?a=1,2;3"]),
            }
        ),
    }
)


def live(trader: Trader, told: list[dict[str, Any]], names: list[str]) -> None:
    """Let a trader have clients of whom all of this is known."""
    fields = {
        kind: CustomField(trader_id=trader.id, name=f"{name} {kind.value}"[:60], kind=kind)
        for kind, name in zip(FieldKind, names, strict=True)
    }
    chosen = [person["own"].get(FieldKind.CHOICE) for person in told]
    fields[FieldKind.CHOICE].choices = list(dict.fromkeys(filter(None, chosen)))
    db.session.add_all(fields.values())
    db.session.flush()
    for number, person in enumerate(told):
        # A name of their own, so that nobody is taken for somebody else.
        columns = {**person["columns"], "name": f"{person['columns']['name']} {number}"}
        client = Client(trader=trader, **columns)
        db.session.add(client)
        db.session.flush()
        email = f"person{number}@example.com"
        ways = [(DetailKind.EMAIL, email, None)]
        ways += [(DetailKind.ADDRESS, text, label) for text, label in person["addresses"]]
        seen = set()
        for kind, value, label in ways:
            key = key_of(kind, value, "LV")
            if key and key not in seen:
                seen.add(key)
                client.details.append(ContactDetail(kind=kind, value=value, key=key, label=label))
        # The same day under the same name is one, as it is in the form.
        days = {(fold(label), day): (label, day) for label, day in person["dates"]}
        for label, day in days.values():
            client.dates.append(
                ImportantDate(label=label, month=day.month, day=day.day, year=day.year)
            )
        client.tags = tags_called(person["tags"], trader)
        tell(client, [(fields[kind], text) for kind, text in person["own"].items()])
    db.session.commit()


def empty() -> None:
    for model in (Import, Client, Tag, CustomField):
        db.session.execute(sa.delete(model))
    db.session.execute(sa.text("DELETE FROM search_documents"))
    db.session.commit()


def rows(content: str, separator: str = ",") -> list[dict[str, str]]:
    """Read what cells hold, but the numbers, which are another installation's own."""
    text = io.StringIO(content.removeprefix("\ufeff"), newline="")
    return [
        {name: cell for name, cell in row.items() if cell and name != "WowCRM number"}
        for row in csv.DictReader(text, delimiter=separator, strict=True)
    ]


def bring(trader: Trader, content: str) -> dict[str, int]:
    rehearsed = rehearse(trader, "clients.csv", content.encode())
    carry_out(rehearsed, trader.today())
    db.session.commit()
    return {outcome.value: n for outcome in Outcome if (n := rehearsed.count(outcome))}


@EXAMPLES
@given(
    told=st.lists(people, min_size=1, max_size=3),
    names=st.lists(lines(40), min_size=6, max_size=6),
    excel=st.booleans(),
)
def test_our_own_file_makes_the_same_clients_elsewhere(
    nora: Trader, otto: Trader, told: list[dict[str, Any]], names: list[str], excel: bool
) -> None:
    empty()
    live(nora, told, names)
    dialect = Dialect.for_excel(nora) if excel else Dialect()
    out = "".join(export(nora, dialect))

    assert bring(otto, out) == {"new": len(told)}

    assert rows("".join(export(otto, dialect)), dialect.separator) == rows(out, dialect.separator)
    assert bring(nora, out) == {"same": len(told)}
    assert "".join(export(nora, dialect)) == out


def test_fields_are_made_anew_with_their_kinds_and_found(nora: Trader, otto: Trader) -> None:
    person = {
        "columns": {"name": "Ben", "contact_every": 30, "client_since": date(2026, 1, 1)},
        "addresses": [],
        "dates": [],
        "tags": [],
        "own": {FieldKind.TEXT: "Rex", FieldKind.NUMBER: "2.5", FieldKind.CHOICE: "Large"},
    }
    live(nora, [person], ["Dog", "Phone", "Day", "Garden", "Early?", "Page"])
    bring(otto, "".join(export(nora)))

    made = db.session.scalars(CustomField.of(otto)).all()
    assert [(field.name, field.kind, field.choices) for field in made] == [
        ("Dog text", FieldKind.TEXT, []),
        ("Phone number", FieldKind.NUMBER, []),
        ("Garden choice", FieldKind.CHOICE, ["Large"]),
    ]
    (client,) = db.session.scalars(Client.of(otto)).all()
    assert [each.id for each in find(otto, read("rex"), most=5)] == [client.id]
    assert (client.contact_every, client.contact_due_on) == (30, date(2026, 1, 31))
    rebuild()
    assert [each.id for each in find(otto, read("rex"), most=5)] == [client.id]


def test_choices_that_are_nearly_the_same_are_told_apart(nora: Trader, otto: Trader) -> None:
    people = [
        {
            "columns": {"name": f"{choice} Ben"},
            "addresses": [],
            "dates": [],
            "tags": [],
            "own": {FieldKind.CHOICE: choice},
        }
        for choice in ("Cafe", "Café", "＠home", "@home")
    ]
    live(nora, people, ["a", "b", "c", "Place", "e", "f"])
    out = "".join(export(nora))
    bring(otto, out)

    assert rows("".join(export(otto))) == rows(out)
    assert bring(nora, out) == {"same": 4}


def test_a_corrected_field_is_taken_over(nora: Trader) -> None:
    person = {
        "columns": {"name": "Ben"},
        "addresses": [],
        "dates": [],
        "tags": [],
        "own": {FieldKind.TEXT: "Rex", FieldKind.NUMBER: "2"},
    }
    live(nora, [person], ["Dog", "Dogs", "c", "d", "e", "f"])
    out = "".join(export(nora)).replace("Rex", "Max")

    assert bring(nora, out) == {"updated": 1}
    told = db.session.scalars(sa.select(CustomValue.text).order_by(CustomValue.id)).all()
    assert sorted(told) == ["2", "Max"]


def test_what_a_field_cannot_hold_is_named(nora: Trader) -> None:
    dogs = CustomField(trader_id=nora.id, name="Dogs", kind=FieldKind.NUMBER)
    db.session.add(dogs)
    db.session.commit()
    rehearsed = rehearse(nora, "c.csv", b"Name,Dogs\nBen,many\nAnna,2\n")
    carry_out(rehearsed, nora.today())
    db.session.commit()

    assert db.session.scalars(sa.select(CustomValue.text)).all() == ["2"]


def test_a_column_that_means_nothing_can_become_a_field(nora: Trader) -> None:
    brought = rehearse(nora, "c.csv", b"Name,Zodiac,E-mail\nBen,Lion,b@example.com\n")
    assert "A new field: Zodiac" in {each.word for each in extras_of(nora, ["Zodiac"]).values()}
    rehearse_again(brought, Wishes(columns={1: "own:zodiac"}))
    carry_out(brought, nora.today())
    db.session.commit()

    (field,) = db.session.scalars(CustomField.of(nora)).all()
    assert (field.name, field.kind) == ("Zodiac", FieldKind.TEXT)
    assert db.session.scalars(sa.select(CustomValue.text)).all() == ["Lion"]
    # The next file of these columns goes there by itself.
    assert bring(nora, "Name,Zodiac,E-mail\nAnna,Bull,a@example.com\n") == {"new": 1}
    assert sorted(db.session.scalars(sa.select(CustomValue.text))) == ["Bull", "Lion"]


def test_tags_with_colons_stay_whole(nora: Trader, otto: Trader) -> None:
    person = {
        "columns": {"name": "Ben"},
        "addresses": [],
        "dates": [],
        "tags": ["a:::b", "C:\\x", "::::", "a ::: b"],
        "own": {},
    }
    live(nora, [person], list("abcdef"))
    bring(otto, "".join(export(nora)))

    (client,) = db.session.scalars(Client.of(otto)).all()
    assert sorted(tag.name for tag in client.tags) == sorted(person["tags"])


@EXAMPLES
@given(told=st.lists(people, min_size=1, max_size=3), name=st.sampled_from(["vcard", "vcard4"]))
def test_cards_bring_the_same_people_elsewhere(
    nora: Trader, otto: Trader, told: list[dict[str, Any]], name: str
) -> None:
    empty()
    for person in told:
        person["own"] = {}
        # Three colons part the values of a cell, as cards become rows.
        person["tags"] = [tag for tag in person["tags"] if ":::" not in tag]
    live(nora, told, list("abcdef"))
    out = "".join(FORMATS[name].write(nora, None))

    assert bring(otto, out) == {"new": len(told)}

    ours, theirs = (
        db.session.scalars(Client.of(each).order_by(Client.id)).all() for each in (nora, otto)
    )
    for one, other in zip(ours, theirs, strict=True):
        assert other.name == one.name
        assert other.organisation == one.organisation
        assert other.job_title == one.job_title
        assert {tag.key for tag in other.tags} == {tag.key for tag in one.tags}
        assert [d.value for d in other.emails] == [d.value for d in one.emails]
        assert one.notes is None or one.notes in (other.notes or "")


@pytest.mark.parametrize("amount", ["0.00", "1234.50"])
def test_an_amount_is_the_same_to_the_cent(nora: Trader, otto: Trader, amount: str) -> None:
    person = {
        "columns": {"name": "Ben", "value": Decimal(amount)},
        "addresses": [],
        "dates": [],
        "tags": [],
        "own": {},
    }
    live(nora, [person], list("abcdef"))
    bring(otto, "".join(export(nora)))

    assert db.session.scalars(Client.of(otto)).one().value == Decimal(amount)
