"""The page of patterns shows the whole vocabulary, and only while developing."""

from flask import Flask


def test_patterns_are_not_for_visitors(app: Flask) -> None:
    assert app.test_client().get("/patterns").status_code == 404


def test_patterns_read_well(app: Flask) -> None:
    app.debug = True
    try:
        answer = app.test_client().get("/patterns")
        refused = app.test_client().post("/patterns", data={"story": "He likes trains"})
    finally:
        app.debug = False

    assert answer.status_code == 200
    assert refused.status_code == 422
    assert "He likes trains" in refused.text
    assert 'aria-invalid="true"' in refused.text
