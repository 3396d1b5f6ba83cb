"""The browser that reads is itself read: each fault it knows is planted once."""

import re

import pytest

from tests.reading_browser import read
from tests.reading_page import Misread, Page

WHOLE = (
    '<!doctype html><html lang="en"><head><title>Ben</title></head>'
    "<body><main><h1>Ben</h1>{}</main></body></html>"
)

FAULTS = {
    "the id is there already": '<p id="a">a</p><p id="a">b</p>',
    "say action and method": '<form method="post"><button type="submit">Go</button></form>',
    "hx-post and action lead": '<form action="/a" method="post" hx-post="/b" hx-target="#a"></form>',
    "not method=post": '<form action="/a" method="get" hx-post="/a" hx-target="#a"></form>',
    "stands in another form": (
        '<form action="/a" method="get"><form action="/b" method="get"></form></form>'
    ),
    "say hx-target": '<form action="/a" method="post" hx-post="/a"></form>',
    "only a real form": '<div hx-post="/a" hx-target="#a"></div>',
    "no inline script; behaviour": '<p onclick="go()">a</p>',
    "js: values": '<a href="/" hx-get="/" hx-target="#a" hx-vals="js:{a: 1}">a</a>',
    "trigger filters": '<a href="/" hx-get="/" hx-target="#a" hx-trigger="click[ctrlKey]">a</a>',
    "no inline style": '<p style="color: red">a</p>',
    "no inline script; write": "<script>go()</script>",
    "needs alt": '<img src="/a.png">',
    "needs a label": '<input name="a">',
    "say the button": "<button>Go</button>",
    "needs an href": "<a>Ben</a>",
    "says nothing": '<a href="/"><svg aria-hidden="true"><path d="M0 0"/></svg></a>',
    "in another link": '<a href="/"><button type="button">Go</button></a>',
    "aria-hidden or role=img": "<svg><path/></svg>",
    "shows 'None'": "<p>since None</p>",
    "shows '{{'": "<p>{{ name }}</p>",
    "shows '&lt;'": "<p>&amp;lt;b</p>",
    "shows 'Undefined'": "<p>Undefined</p>",
    "shows '%(name)s'": "<p>Hello %(name)s</p>",
    "value is 'None'": '<label>a <input value="None"></label>',
    "never closed": "<p>a",
    "closes nothing": "</p>",
    "is still open": "<b><i>a</b></i>",
    "closes itself": "<div/>",
    "says an attribute twice": '<p id="a" id="b">a</p>',
    "stands in a <p>": "<p><div>a</div></p>",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    with pytest.raises(Misread, match=re.escape(fault)):
        read(FAULTS[fault])


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("has the id 'gone'", WHOLE.format('<p aria-describedby="gone">a</p>')),
        ("has the id 'gone'", WHOLE.format('<a href="#gone">a</a>')),
        ("2 h1 headings", WHOLE.format("<h1>Again</h1>")),
        ("no title", WHOLE.format("").replace("<title>Ben</title>", "")),
        ("its language", WHOLE.format("").replace(' lang="en"', "")),
    ],
)
def test_a_fault_of_a_whole_page_is_found(fault: str, html: str) -> None:
    with pytest.raises(Misread, match=fault):
        read(html)


def test_a_good_page_is_read_in_peace() -> None:
    read(
        WHOLE.format(
            '<form action="/a" method="post" hx-post="/a" hx-target="#list">'
            '<label for="what">What? <small>None yet</small></label><input id="what" name="what">'
            '<button type="submit">Add</button></form><ul id="list"><li>A &amp; B</li></ul>'
        )
    )


def test_elements_are_found_by_what_they_are() -> None:
    page = Page('<section id="needs"><p class="need need--met">One <b>two</b></p></section>')

    assert page.first("section#needs .need--met").text == "One two"
    assert page.all("p[class=x]") == []
    with pytest.raises(Misread):
        page.first("#gone")
