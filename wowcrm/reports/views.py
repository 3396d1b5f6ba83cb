"""Accounts of work."""

from flask import Blueprint

from wowcrm.reports.models import Report  # noqa: F401

bp = Blueprint("reports", __name__)
