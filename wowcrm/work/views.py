"""Work under way."""

from flask import Blueprint

from wowcrm.work.models import Milestone  # noqa: F401

bp = Blueprint("work", __name__)
