"""Services: what the trader offers again and again."""

from flask import Blueprint

from wowcrm.services.models import Service  # noqa: F401

bp = Blueprint("services", __name__)
