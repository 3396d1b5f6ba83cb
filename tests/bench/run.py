"""One run, figure by figure, in the order in which they disturb each other least."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from tests.bench import installed, paint
from tests.bench.figures import QUIET, Cost, Figure, against, waited
from tests.bench.measure import Page, crowd, page, rounds
from tests.bench.papers import PAGES, pages_of
from tests.bench.people import as_csv, people
from tests.bench.servers import Server
from tests.bench.stage import Stage

SEARCHES = {
    "common": "carter",
    "no hit": "xylophone",
    "prefix": "car+ja",
}
WARM = 100
"""Rows of a file that comes first, so that what is made once is made."""
LIST, FLOOR = "/clients", "/"


def pages(stage: Stage) -> Iterator[Figure]:
    """P1, P3, P4: what pages cost, and whether the machine is quiet enough to tell."""
    product = stage.product
    paths = {
        "list": LIST,
        "client": f"/clients/{stage.somebody}",
        "today": "/",
        "deep": f"{LIST}?after={stage.deepest}",
        **{name: f"{LIST}?q={words}" for name, words in SEARCHES.items()},
    }
    asked = {name: page(product, path) for name, path in paths.items()}
    main = {"floor": page(stage.floor, FLOOR), "twin": page(stage.twin, FLOOR)}
    costs = rounds({**main, "list": asked.pop("list")}, number=9, requests=200)
    others = rounds({**main, **asked}, number=5, requests=60)
    floor = costs["floor"]
    twins = costs["twin"].ms / floor.ms
    yield Figure("A/A", "one floor against the other", twins, None, note=noise(twins))
    yield against("P1", "list of clients", costs["list"], floor, 3.0)
    yield against("P1", "one client's page", others["client"], others["floor"], 3.0)
    yield against("P1", "Today", others["today"], others["floor"], 3.0)
    ratio = others["deep"].ms / costs["list"].ms
    yield Figure("P3", "deepest page against the first", ratio, 1.5)
    # Its bar is told for 100,000, where the floor's list costs over twice as much: with fewer, a
    # search is held to what any list may cost.
    bar = 1.5 if stage.number >= 100_000 else 3.0
    for name in SEARCHES:
        yield against("P4", f"search, {name}", others[name], others["floor"], bar)


def figures(stage: Stage) -> Iterator[Figure]:
    """What pages of figures cost, once they were worked out for this edition of the data."""
    paths = {
        "insights": "/insights",
        "monthly review": "/insights/review",
        "the four Cs": "/four-cs",
        "touchpoints": "/touchpoints",
        "the rising bar": "/rising-bar",
        "the gap": "/gap",
    }
    asked = {name: page(stage.product, path) for name, path in paths.items()}
    costs = rounds({"floor": page(stage.floor, FLOOR), **asked}, number=3, requests=40)
    for name in paths:
        yield against("FIG", f"figures: {name}", costs[name], costs["floor"], 10.0)


def noise(twins: float) -> str:
    quiet = QUIET[0] <= twins <= QUIET[1]
    return "quiet enough" if quiet else "too noisy, no verdict"


def creating(stage: Stage) -> Figure:
    """P5: one new client, written and findable."""
    token, keys = stage.token(), count()
    folk = list(people(1500, seed=7, mark="x"))

    def product(number: int) -> None:
        one = folk[number]
        stage.product.visitor.post(
            "/clients/new",
            csrf_token=token,
            once=f"bench-{next(keys)}",
            name=one.name,
            email=one.email,
            phone=one.phone,
            organisation=one.organisation,
            notes=one.notes,
        )
        if not stage.product.visitor.place.startswith("/clients/"):
            raise RuntimeError("the client was not saved")

    def floor(number: int) -> None:
        one = folk[number]
        names = ("given", "family", "email", "phone", "notes")
        stage.floor.visitor.post("/contacts", **dict(zip(names, one.plain, strict=True)))

    pages = {"product": Page(stage.product, product), "floor": Page(stage.floor, floor)}
    costs = rounds(pages, number=5, requests=60)
    return waited("P5", "a client saved", costs["product"], costs["floor"], 5.0)


def importing(stage: Stage) -> Iterator[Figure]:
    """P7: a file brought in, rehearsal and all; warm, as everything else: a short one comes first."""
    content = as_csv(people(stage.number, seed=9, mark="y"))
    few = as_csv(people(WARM, seed=8, mark="w"))
    stage.floor.visitor.send_file("/import", few)
    raw = spent(stage.floor, lambda: stage.floor.visitor.send_file("/import", content), 5)
    token, visitor = stage.token(), stage.product.visitor

    def done(ask: Callable[..., bytes], *what: Any, **fields: str) -> None:
        """Ask for something that goes on beside us, and wait for its end."""
        ask(*what, **fields)
        address = visitor.place
        while b"<progress" in visitor.get(address):
            time.sleep(1)

    def bring(content: bytes) -> tuple[float, float]:
        """Seconds of processor time that it takes to rehearse a file, and to bring it in."""
        rehearsed = spent(
            stage.product, lambda: done(visitor.send_file, "/import", content, csrf_token=token)
        )
        address = visitor.place
        return rehearsed, spent(
            stage.product, lambda: done(visitor.post, f"{address}/confirm", csrf_token=token)
        )

    bring(few)
    with stage.product.watched() as peak:
        rehearsed, carried = bring(content)
    address = visitor.place
    if b"came in" not in visitor.get(address):
        raise RuntimeError("nothing was imported")
    note = (
        f"{carried:.2f} s of CPU, and {rehearsed:.2f} s to rehearse ({rehearsed / raw:.1f}×),"
        f" against {raw:.3f} s"
    )
    yield Figure(
        "P7", f"import of {stage.number:,}, against executemany", carried / raw, 12, note=note
    )
    yield Figure("P7", "memory more while importing", peak.growth, 48, "MiB")


def exporting(stage: Stage) -> Iterator[Figure]:
    """P8: all clients as a file, streamed."""
    path = "/export/clients.csv"
    raw = spent(stage.floor, lambda: stage.floor.visitor.get("/export"), 5)
    with stage.product.watched() as peak:
        stage.product.visitor.get(path)
    cost = spent(stage.product, lambda: stage.product.visitor.get(path), 3)
    note = f"{cost:.2f} s of CPU against {raw:.3f} s"
    yield Figure("P8", f"export of {stage.number:,}, against raw", cost / raw, 3.0, note=note)
    yield Figure("P8", "first byte of it", stage.product.visitor.first_byte(path) * 1000, 200, "ms")
    yield Figure("P8", "memory more while exporting", peak.growth, 16, "MiB")


def spent(server: Server, act: Callable[[], object], times: int = 1) -> float:
    """Seconds of processor time that something costs a server, each time."""
    before = server.cpu()
    for _ in range(times):
        act()
    return max(server.cpu() - before, 0.01) / times


def first_load(stage: Stage) -> Iterator[Figure]:
    """P9–P11: the list in a browser that was never here."""
    product, floor = stage.product, stage.floor
    seen = paint.look_at(
        {
            "floor": (floor.url + FLOOR, ""),
            "product": (product.url + LIST, product.visitor.cookie),
        },
        runs=5,
        elsewhere=floor.url.replace("127.0.0.1", "localhost"),
    )
    mine, its = seen["product"], seen["floor"]
    yield Figure("P9", "first load, requests", mine.requests, 8, "")
    yield Figure("P9", "first load, as sent", mine.received / 1000, 150, "kB")
    yield Figure("P9", "first load, unpacked", mine.unpacked / 1000, 250, "kB")
    yield Figure("P9", "requests to anybody else", mine.strangers, 0, "")
    note = f"{mine.paint:.0f} ms against {its.paint:.0f}"
    yield Figure("P10", "first paint, against the floor's", mine.paint / its.paint, 2.0, note=note)
    note = f"{mine.stood:.0f} ms against {its.stood:.0f}"
    yield Figure("P11", "rows stand, against the floor's", mine.stood / its.stood, 2.0, note=note)


def crowds(stage: Stage) -> Iterator[Figure]:
    """P12: several at once."""
    for visitors in (4, 16):
        floor = crowd(stage.floor, FLOOR, visitors=visitors, seconds=3)
        product = crowd(stage.product, LIST, visitors=visitors, seconds=3)
        ratio = product.per_second / floor.per_second
        note = f"{product.per_second:.0f}/s against {floor.per_second:.0f}/s"
        yield Figure("P12", f"list for {visitors} at once", ratio, 0.30, note=note, least=True)
        yield Figure("P12", f"errors for {visitors} at once", product.errors, 0, "")


def mixed(stage: Stage, requests: int) -> float:
    """MiB that the product holds more after many mixed requests, once it is warm."""
    paths = (LIST, "/", f"/clients/{stage.somebody}", f"{LIST}?q=carter", "/clients/new", "/wow")
    for number in range(300):
        stage.product.visitor.get(paths[number % len(paths)])
    warm = stage.product.memory()
    for number in range(requests):
        stage.product.visitor.get(paths[number % len(paths)])
    return stage.product.memory() - warm


def standing_still(stage: Stage, requests: int) -> Iterator[Figure]:
    """P13: what it holds after the load, and whether it grows."""
    yield Figure("P13", "memory after the load (PSS)", stage.product.memory(), 110, "MiB")
    what = f"memory more after {requests:,} mixed requests"
    yield Figure("P13", what, mixed(stage, requests), 5, "MiB")


def after_everything(stage: Stage) -> Figure:
    """Tell what it holds once all was asked for that is asked for now and then only."""
    what = "memory after figures, files and papers too"
    return Figure("P13", what, stage.product.memory(), None, "MiB")


def papers(stage: Stage) -> Iterator[Figure]:
    """A paper of three pages, drawn as PDF: the first one brings the press in."""
    product, path = stage.product, f"{stage.paper}/paper.pdf"
    before = product.memory()
    if pages_of(product.visitor.get(path)) != PAGES:
        raise RuntimeError("the paper has not three pages")
    both = {"page": page(product, stage.paper), "pdf": page(product, path)}
    costs = rounds(both, number=5, requests=40)
    ratio = costs["pdf"].ms / costs["page"].ms
    note = f"{costs['pdf'].ms:.1f} ms of CPU against {costs['page'].ms:.1f}"
    yield Figure("PDF", "three pages as PDF, against their page", ratio, 40, note=note)
    yield Figure(
        "PDF", "memory more once PDFs were asked for", product.memory() - before, 50, "MiB"
    )


def installation(*, timed: bool) -> Iterator[Figure]:
    """P15: what has to be installed."""
    packages, size = installed.weight()
    yield Figure("P15", "packages to install", packages, 40, "")
    yield Figure("P15", "size of it all", size, 150, "MB")
    if timed:
        yield Figure("P15", "time to install", installed.timed_install(), 60, "s")


def growth(small: Cost, large: Cost, what: str) -> Figure:
    note = f"{large.ms:.2f} ms of CPU against {small.ms:.2f}"
    return Figure("P2", what, large.ms / small.ms, 1.5, note=note)


def size_matters_not(small: Stage, large: Stage) -> Figure:
    """P2: the list of many against the list of few."""
    both = {"small": page(small.product, LIST), "large": page(large.product, LIST)}
    costs = rounds(both, number=5, requests=60)
    what = f"list of {large.number:,} against {small.number:,}"
    return growth(costs["small"], costs["large"], what)
