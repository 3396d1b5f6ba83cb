"""How templates are rendered: what is the same for every row of a list is not done anew for each."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import flask
import jinja2
from flask import Flask, request
from jinja2.runtime import Context, new_context


class Template(jinja2.Template):
    """A template whose macros are the same for everybody who imports them.

    Jinja looks at each import whether the importing template brings globals of its own, and lists
    all globals at each inclusion for that; ours never do, and in a list of fifty rows that look
    costs more than the rows.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module(None)

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        if not shared:
            return super().new_context(vars, shared, locals)
        return new_context(self.environment, self.name, self.blocks, vars, True, None, locals)


def url_for(endpoint: str, **values: Any) -> str:
    """Name an address as Flask does; a page names dozens of them, mostly those of the last one."""
    if endpoint.startswith(".") or "_external" in values:
        return flask.url_for(endpoint, **values)
    try:
        return _address(request.root_path, endpoint, **values)
    except TypeError:
        return flask.url_for(endpoint, **values)


@lru_cache(maxsize=4096, typed=True)
def _address(_root: str, _endpoint: str, /, **values: Any) -> str:
    return flask.url_for(_endpoint, **values)


def init_app(app: Flask) -> None:
    app.jinja_env.template_class = Template
    app.jinja_env.globals["url_for"] = url_for
    # There are as many templates as there are: none need be forgotten, nor counted how often used.
    app.jinja_env.cache = {}
