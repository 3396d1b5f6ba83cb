"""What one version of a sheet changes of another, point by point and in words."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wowcrm.expectations.models import Terms

POINTS = {
    "channel": _l("How to reach me"),
    "contact_procedure": _l("How it goes"),
    "reply_words": _l("I reply"),
    "hours": _l("My hours"),
    "progress_words": _l("How things stand"),
}
LISTS = {
    "lines": _l("What you get"),
    "from_me": _l("What you get"),
    "from_client": _l("What I need from you"),
    "not_included": _l("Not included"),
}


def changes_between(before: Terms, after: Terms) -> list[str]:
    return [*_points(before, after), *_lists(before, after)]


def points_changed(before: Terms, after: Terms) -> list[str]:
    """Name only the points in which they differ, once each."""
    names = {**POINTS, **LISTS}
    changed = [str(names[name]) for name in names if getattr(before, name) != getattr(after, name)]
    return list(dict.fromkeys(changed))


def _points(before: Terms, after: Terms) -> Iterator[str]:
    for name, point in POINTS.items():
        was, now = getattr(before, name), getattr(after, name)
        if was == now:
            continue
        if not was:
            yield _("%(point)s, new: %(now)s", point=point, now=now)
        elif not now:
            yield _("%(point)s, no longer: %(was)s", point=point, was=was)
        else:
            yield _("%(point)s: %(now)s (before: %(was)s)", point=point, now=now, was=was)


def _lists(before: Terms, after: Terms) -> Iterator[str]:
    for name, point in LISTS.items():
        was, now = _items(before, name), _items(after, name)
        for item in now:
            if item not in was:
                yield _("%(point)s, new: %(now)s", point=point, now=item)
        for item in was:
            if item not in now:
                yield _("%(point)s, no longer: %(was)s", point=point, was=item)


def _items(terms: Terms, name: str) -> list[str]:
    if name == "lines":
        return [line.words for line in terms.lines]
    return items(getattr(terms, name))


def items(text: str | None) -> list[str]:
    """Take a text apart, a line each; the dashes that people put before them are no words."""
    lines = (line.strip().lstrip("-–•*").strip() for line in (text or "").splitlines())
    return [line for line in lines if line]
