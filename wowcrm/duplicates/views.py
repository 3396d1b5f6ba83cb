"""Duplicates."""

from flask import Blueprint

from wowcrm.duplicates import models  # noqa: F401

bp = Blueprint("duplicates", __name__)
