"""Every blueprint, in the order of the menu."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
