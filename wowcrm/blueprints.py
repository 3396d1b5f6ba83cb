"""Every blueprint, in the order of the menu."""

from flask import Blueprint

from wowcrm.patterns.views import bp as patterns

BLUEPRINTS: tuple[Blueprint, ...] = (patterns,)
