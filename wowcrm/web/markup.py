"""What templates may call: addresses of assets, ids, and days, money and shares in words."""

import re
import uuid
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.numbers import get_currency_symbol
from flask import Flask, current_app, g, request
from flask_babel import format_percent, get_locale
from flask_login import current_user

from wowcrm import money as amounts
from wowcrm import when
from wowcrm.levels.level import ServiceLevel
from wowcrm.traders.models import Trader
from wowcrm.web import assets, charts, manifest
from wowcrm.web.menu import here, menu


def init_app(app: Flask) -> None:
    """Teach the templates of this app the words of this module."""
    app.register_blueprint(assets.bp)
    app.register_blueprint(manifest.bp)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day,
        ago=ago,
        in_days=in_days,
        moment=moment,
        clock=clock,
        money=money,
        exact=exact,
        figure=amounts.figure,
        percent=percent,
        target=target,
    )
    app.jinja_env.globals.update(
        asset=assets.asset,
        draw_icon=assets.draw_icon,
        stylesheets=assets.stylesheets,
        scripts=assets.scripts,
        dom_id=dom_id,
        today=today,
        currency_sign=currency_sign,
        menu=menu,
        here=here,
        is_htmx=is_htmx,
        level_of=level_of,
        once=once,
        draw_band=charts.draw_band,
        band_state=charts.band_state,
        draw_bars=charts.draw_bars,
        draw_levels=charts.draw_levels,
        draw_line=charts.draw_line,
        draw_meter=charts.draw_meter,
        draw_pairs=charts.draw_pairs,
        draw_path=charts.draw_path,
        draw_share=charts.draw_share,
        draw_stack=charts.draw_stack,
    )


def dom_id(row: object, part: str = "") -> str:
    """Name the element that shows a row: "delight-3", or of a part of it: "delight-3-form"."""
    name = f"{_kind(type(row).__name__)}-{getattr(row, 'id', None) or 'new'}"
    return f"{name}-{part}" if part else name


@cache
def _kind(name: str) -> str:
    """Write a class's name as an id does: "important-date"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def target(id: str) -> str:
    """Turn an id into the selector that htmx wants; a selector stays as it is."""
    return id if re.match(r"[#.]|(this|body|closest|find|next|previous)\b", id) else f"#{id}"


def level_of(value: ServiceLevel | str | None) -> ServiceLevel:
    """Read a level from a column or a form; none is `unknown`."""
    return ServiceLevel(value or ServiceLevel.UNKNOWN)


def once() -> str:
    """Make the key by which a button pressed twice is known again."""
    return uuid.uuid4().hex


def is_htmx() -> bool:
    """Tell whether htmx asked, and so whether a message must travel with the fragment."""
    return request.headers.get("HX-Request") == "true"


def today() -> date:
    """Return the signed-in trader's date, the same all through a page."""
    if "today" not in g:
        g.today = _today()
    return cast(date, g.today)


def _today() -> date:
    if current_user and current_user.is_authenticated:
        return cast(date, current_user.today())
    return datetime.now(ZoneInfo(current_app.config.get("BABEL_DEFAULT_TIMEZONE", "UTC"))).date()


def day(value: date | datetime | None) -> str:
    """Name a day: "3 May"; nothing for no day."""
    return when.day(_date(value), today()) if value else ""


def moment(value: datetime, trader: Trader) -> str:
    """Name a moment on the trader's clock: "3 May 2026, 14:05"; its year is always said."""
    return when.moment(value, trader.timezone)


def clock(value: time) -> str:
    """Write an hour as the reader does: "14:30"."""
    return format_time(value, "short", locale=get_locale())


def ago(value: date | datetime | None) -> str:
    """Say how long ago a day was: "23 days ago"; nothing for no day."""
    return when.ago(_date(value), today()) if value else ""


def in_days(value: date | datetime | None) -> str:
    """Say how far ahead a day is: "tomorrow"; nothing for no day."""
    return when.in_days(_date(value), today()) if value else ""


def money(amount: Decimal | int | None, currency: str | None = None) -> str:
    """Write an amount in the trader's currency: "€4.50", and "€40" when it is a round sum."""
    return "" if amount is None else amounts.money(Decimal(amount), currency or _currency())


def exact(amount: Decimal | None, currency: str | None = None) -> str:
    """Write an amount to the cent, as it stands in a column of others: "€40.00"."""
    return "" if amount is None else amounts.exact(amount, currency or _currency())


def percent(share: float | Decimal | None) -> str:
    """Write a share of 1 as a whole percentage: 0.962 is "96 %"; unknown is a dash."""
    return "–" if share is None else format_percent(share, "#,##0\N{NO-BREAK SPACE}%")


def currency_sign() -> str:
    """Return the sign to show before an amount's field."""
    return get_currency_symbol(_currency(), locale=get_locale())


def _currency() -> str:
    if current_user and current_user.is_authenticated:
        return cast(str, current_user.currency)
    return "EUR"


def _date(value: date | datetime) -> date:
    """Reduce a moment to the trader's day."""
    if not isinstance(value, datetime):
        return value
    zone = getattr(current_user, "timezone", None) or "UTC"
    return value.astimezone(ZoneInfo(zone)).date()
