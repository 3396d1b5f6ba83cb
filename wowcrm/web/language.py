"""The house's words in the reader's language, which is looked up once an answer.

A page says a hundred things, and Flask-Babel finds out anew for each of them who reads.
"""

from functools import cached_property, lru_cache

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import Babel, Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Words(Domain):
    def get_translations(self) -> NullTranslations:
        try:
            kept = g._get_current_object()
        except RuntimeError:
            return NullTranslations()
        # Kept where Flask-Babel forgets it when the language is changed on the way.
        context = kept.get("_flask_babel")
        found: NullTranslations | None = getattr(context, "babel_translations", None)
        if found is None:
            found = super().get_translations()
            kept._flask_babel.babel_translations = found
        return found


WORDS = Words()


class Language(Babel):
    @cached_property
    def domain_instance(self) -> Words:
        return WORDS


def init_app(app: Flask) -> None:
    """Let the templates say things in the reader's language."""
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)


@pass_eval_context
def say(spot: EvalContext, words: str, /, **values: object) -> str:
    text = WORDS.get_translations().ugettext(words)
    if not spot.autoescape:
        return text % values
    return Markup(text) % values if values else _plain(text)


@pass_eval_context
def say_number(spot: EvalContext, one: str, many: str, number: int, /, **values: object) -> str:
    text = WORDS.get_translations().ungettext(one, many, number)
    form = Markup(text) if spot.autoescape else text
    return form % {"num": number, **values}


@lru_cache(maxsize=4096)
def _plain(text: str) -> Markup:
    """Words are a format even without values: a sign of per cent is written twice."""
    return Markup(text) % {}
