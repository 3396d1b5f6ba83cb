"""WowCRM: a CRM for sole traders that is about the service, not the sale."""

from flask import Flask, request
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from wowcrm import sqlite, upgrading
from wowcrm.config import settings_from
from wowcrm.data import pace
from wowcrm.db import db, read_only
from wowcrm.history import recording
from wowcrm.paths import folder
from wowcrm.web import access, assets, errors, headers, htmx, journal, language, markup, templates

csrf = CSRFProtect()
babel = language.Language()
compress = Compress()


def create_app(settings: dict[str, object] | None = None) -> Flask:
    """Build the application; `settings` override those of the environment."""
    app = Flask(
        __name__,
        template_folder=str(folder("templates")),
        static_folder=str(folder("static")),
    )
    app.config.from_mapping(settings_from())
    app.config.update(settings or {})
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    sqlite.listen()
    db.init_app(app)
    recording.listen()
    upgrading.init_app(app)
    babel.init_app(app, locale_selector=access.locale)
    assets.pack_once(app)
    compress.init_app(app)

    # The order matters: who you are, then whether the form is yours.
    journal.init_app(app)
    app.before_request(_begin)
    app.teardown_request(_end)
    pace.init_app(app)
    access.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    templates.init_app(app)
    language.init_app(app)
    markup.init_app(app)
    headers.init_app(app)
    errors.init_app(app)

    from wowcrm.blueprints import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for view in app.view_functions.values():
        if getattr(view, "is_by_link", False):
            csrf.exempt(view)
    return app


def _begin() -> None:
    """Let pages that only show things begin without the write lock."""
    read_only(request.method in {"GET", "HEAD", "OPTIONS"})


def _end(_error: BaseException | None) -> None:
    read_only(False)
