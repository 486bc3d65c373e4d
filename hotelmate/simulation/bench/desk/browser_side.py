"""What a page costs a browser: its main thread while loading, frames while scrolling, and how soon it shows a change."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median

from hotelmate.core.change import run_change
from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.desk.browser import Browser, Tab
from hotelmate.simulation.bench.house import BenchHouse
from hotelmate.simulation.bench.server import LiveServer, free_port, hotelmate_command, live_server, serving

HOST = "127.0.0.1"
FRAMES = 120
ROUNDS = 5
LOADS = 3
CHANGES = 25
MILLISECONDS = 1000
SCROLL = f"""
    new Promise((done) => {{
        const box = document.getElementById("plan-scroller");
        const far = box.scrollHeight - box.clientHeight;
        const frames = [];
        let last = 0;
        requestAnimationFrame(function step(now) {{
            if (last) frames.push(now - last);
            last = now;
            box.scrollTop = (frames.length * 60) % Math.max(far, 1);
            if (frames.length < {FRAMES}) requestAnimationFrame(step);
            else done(frames);
        }});
    }})
"""
IS_LIVE = """
    new Promise((done) => (function look() {
        if (document.querySelector("#live[data-state=live]")) done(true);
        else requestAnimationFrame(look);
    })())
"""
WATCH = """
    window.swapped = [];
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
            for (const { id } of addedNodes)
                if (id) window.swapped.push([id, performance.timeOrigin + performance.now()]);
    }).observe(document.getElementById("plan-sheet"), { childList: true, subtree: true });
    true
"""
# Its row, however many others came.
SWAPPED = """
    new Promise((done) => (function look() {{
        const found = window.swapped.filter(([id]) => id === "{row}");
        if (found.length > {before}) done(found.at(-1)[1]);
        else requestAnimationFrame(look);
    }})())
"""


@dataclass(frozen=True, slots=True)
class Servers:
    """A web process and a stream process, as `hotelmate run` starts them."""

    url: str


@contextmanager
def live_desk() -> Iterator[Servers]:
    """Start both, which know each other's address; stop them at the end."""
    stream_port = free_port()
    stream_url = f"http://{HOST}:{stream_port}"
    with live_server(workers=2, threads=8, environment={"STREAM_URL": stream_url}) as web:
        process = subprocess.Popen(
            hotelmate_command("stream", "--port", str(stream_port)),
            env={**os.environ, "PORT": str(web.port)},
            stdin=subprocess.DEVNULL,
        )
        with serving(LiveServer(HOST, stream_port, process)):
            yield Servers(f"http://{HOST}:{web.port}")


@contextmanager
def tab_of(browser: Browser, servers: Servers, cookies: Mapping[str, str]) -> Iterator[Tab]:
    """A tab in which somebody is signed in and nothing is cached."""
    tab = browser.open()
    tab.sign_in(servers.url, cookies)
    try:
        yield tab
    finally:
        tab.close()


def first_visit(tab: Tab, url: str) -> int:
    """How many bytes come over the wire when nothing is cached."""
    tab.visit(url)
    return tab.received_bytes()


def loading(tab: Tab, url: str) -> float:
    """Milliseconds on the processor that the page's main thread takes to load it: the median of some times."""
    found = []
    for _ in range(LOADS):
        tab.visit("about:blank")
        before = tab.cpu_milliseconds()
        tab.visit(url)
        found.append(tab.cpu_milliseconds() - before)
    return median(found)


def scrolling(tab: Tab) -> float:
    """How long a frame takes while the plan scrolls, in milliseconds: the 95th percentile of the quietest round.

    Others on the machine can only make it longer.
    """
    return min(p95(tab.run(SCROLL)) for _ in range(ROUNDS))


def p95(values: Sequence[float]) -> float:
    """What 95 of a hundred stay below."""
    return sorted(values)[min(len(values) - 1, len(values) * 95 // 100)]


def showing(tab: Tab, house: BenchHouse) -> Sequence[float]:
    """Milliseconds from the commit of a room's change until its row is swapped."""
    room = Room.objects.filter(hotel_id=house.hotel.pk, room_status=RoomStatus.READY_FOR_GUEST).order_by("pk")[0]
    tab.run(IS_LIVE)
    tab.run(WATCH)
    turns = cycle((RoomStatus.CHECKOUT_DIRTY, RoomStatus.CLEANED_UNINSPECTED, RoomStatus.READY_FOR_GUEST))
    found = []
    for number, status in enumerate(islice(turns, CHANGES)):
        room.refresh_from_db()
        run_change(partial(set_room_status, room=room, to_status=status, staff=house.actor))
        committed = time.time() * MILLISECONDS
        found.append(float(tab.run(SWAPPED.format(row=f"row-{room.pk}", before=number))) - committed)
    return found
