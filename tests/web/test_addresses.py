"""Addresses that a page names: the same as Flask's, worked out once."""

from flask import Flask
from flask import url_for as plain

from wowcrm.web.templates import url_for


def test_an_address_is_the_one_that_flask_names(app: Flask) -> None:
    for root in ("/", "/crm/"):
        with app.test_request_context("/clients", base_url=f"http://localhost{root}"):
            for values in ({}, {"quiet": 30}, {"quiet": "30"}, {"archived": True}, {"archived": 1}):
                for _turn in range(2):
                    assert url_for("clients.index", **values) == plain("clients.index", **values)
            assert url_for(".index") == plain(".index")
            assert url_for("clients.index", tag=["a", "b"]) == plain(
                "clients.index", tag=["a", "b"]
            )
            assert url_for("clients.index", _external=True).startswith(f"http://localhost{root}")
