"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.patterns.views import bp as patterns
from wowcrm.today.views import bp as today

BLUEPRINTS: tuple[Blueprint, ...] = (
    today,
    patterns,
)
