"""Proposals."""

from flask import Blueprint

from wowcrm.proposals.models import Proposal  # noqa: F401

bp = Blueprint("proposals", __name__)
