"""What a phone reads when WowCRM is put on its home screen."""

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from wowcrm.web.access import public
from wowcrm.web.assets import asset

bp = Blueprint("manifest", __name__)

A_DAY = 24 * 60 * 60
PAPER, INK = "#f9f6ef", "#17130e"
"""The colours of the page, light and dark, as in the layout."""

ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"))
MASKABLE = (("icon-maskable-192.png", 192, "maskable"), ("icon-maskable-512.png", 512, "maskable"))


@bp.get("/manifest.webmanifest")
@public
def show() -> Response:
    """Describe the app; it is the same for everybody and is fetched without a session."""
    answer = jsonify(
        name="WowCRM",
        short_name="WowCRM",
        description=_("Consistent service, and an unexpected Wow."),
        id="/",
        scope="/",
        start_url="/",
        display="standalone",
        lang="en-GB",
        theme_color=PAPER,
        background_color=PAPER,
        color_scheme_dark={"theme_color": INK, "background_color": INK},
        categories=["business", "productivity"],
        icons=[_icon(*icon) for icon in ICONS + MASKABLE],
        shortcuts=[
            _shortcut(_("Write down a touch"), "/add/touch"),
            _shortcut(_("New client"), "/add/client"),
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.cache_control.public = True
    answer.cache_control.max_age = A_DAY
    return answer


def _icon(file: str, size: int, purpose: str) -> dict[str, str]:
    src = asset(f"img/{file}")
    return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _shortcut(name: str, url: str) -> dict[str, object]:
    return {"name": name, "url": url, "icons": [_icon(*ICONS[0])]}
