"""One round: load, kills at random moments, and a count of what each sink got in the end."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.events.queries import last_seq
from hotelmate.notifications.mail.kinds import kinds_of
from hotelmate.notifications.webhooks.services import create_webhook
from hotelmate.simulation.bench.faults.load import Load, Place, open_place_with_mail, open_place_with_webhook
from hotelmate.simulation.bench.faults.mortals import Mortal
from hotelmate.simulation.bench.faults.receivers import Arrivals, Follower, MailServer, Posted
from hotelmate.simulation.bench.server import free_port

WORKERS = 2
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 60.0
SENDER = "bench@bench.invalid"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one sink was to get, and got. `out_of_order` counts first arrivals after a later one."""

    sink: str
    committed: int
    arrived: int
    duplicates: int
    out_of_order: int

    @property
    def missing(self) -> int:
        """Events that never came."""
        return self.committed - self.arrived


@dataclass(frozen=True, slots=True)
class Watch:
    """A sink, how what it must get is found, and what it got. `ordered` names keys by their number."""

    name: str
    wanted: Callable[[], list[str]]
    arrivals: Arrivals
    number: Callable[[str], int] | None

    def missing(self) -> bool:
        """Whether something has not arrived yet."""
        return not set(self.wanted()) <= set(self.arrivals.seen())

    def tally(self) -> Tally:
        """The count."""
        wanted, seen = set(self.wanted()), self.arrivals.seen()
        counted = Counter(key for key in seen if key in wanted)
        firsts = [self.number(key) for key in dict.fromkeys(seen) if key in wanted] if self.number else []
        return Tally(
            self.name,
            committed=len(wanted),
            arrived=len(counted),
            duplicates=sum(counted.values()) - len(counted),
            out_of_order=sum(later < max(firsts[:at]) for at, later in enumerate(firsts) if at),
        )


def run_faults(*, kills: int, seed: int, longest_pause: float, on_kill: Callable[[], None]) -> list[Tally]:
    """Kill workers and the stream so often, at random moments under load; the count for each sink."""
    dice = random.Random(seed)
    with ExitStack() as stack:
        watches, mortals, load = _set_up(stack)
        loading = stack.enter_context(ThreadPoolExecutor(1)).submit(load.run)
        stack.callback(load.stopped.set)
        for _ in range(kills):
            load.stopped.wait(dice.uniform(0.2, longest_pause))
            if loading.done():
                break
            dice.choice(mortals).kill()
            on_kill()
        load.stopped.set()
        loading.result()
        wait_for(watches)
        return [watch.tally() for watch in watches]


def _set_up(stack: ExitStack) -> tuple[list[Watch], list[Mortal], Load]:
    mailed, hooked = open_place_with_mail(), open_place_with_webhook()
    mails = Arrivals()
    mail_server = stack.enter_context(_serving(MailServer(mails)))
    receiver_port, port = free_port(), free_port()
    posts = stack.enter_context(receiving(receiver_port, hook(hooked, receiver_port)))
    environment = {"SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}?tls=off", "MAIL_FROM": SENDER}
    mortals = [
        Mortal(f"worker {number}", ["worker", "--every", "5", "--no-verify"], environment) for number in range(WORKERS)
    ]
    mortals.append(Mortal("stream", ["stream", "--port", str(port)], {}))
    for mortal in mortals:
        stack.callback(mortal.end)
    watches = [
        Watch("mail", partial(_mails_wanted, mailed), mails, None),
        Watch("webhook", partial(events_wanted, hooked, last_seq(hooked.hotel.pk)), posts, int),
    ]
    for place, name in ((mailed, "server-sent events, one hotel"), (hooked, "server-sent events, another")):
        arrivals, after = Arrivals(), last_seq(place.hotel.pk)
        path = f"/api/staff/hotel/{place.hotel.slug}/events/stream"
        follower = Follower(port, path, place.token, arrivals, after)
        follower.start()
        stack.callback(follower.ended.set)
        watches.append(Watch(name, partial(events_wanted, place, after), arrivals, int))
    return watches, mortals, Load([mailed, hooked])


@contextmanager
def _serving(server: MailServer | Posted) -> Iterator[MailServer]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server  # type: ignore[misc]
    finally:
        server.shutdown()
        server.server_close()


def hook(place: Place, port: int) -> str:
    """Have all that happens in the hotel posted to this port; the secret that it is signed with."""
    url = f"http://127.0.0.1:{port}/"
    secret: str = run_change(partial(create_webhook, actor=place.actor, url=url)).subject.secret
    return secret


@contextmanager
def receiving(port: int, secret: str) -> Iterator[Arrivals]:
    """A webhook's receiver on this port, and the numbers of the events that it took."""
    posts = Arrivals()
    receiver = Posted("127.0.0.1", port, lambda event: posts.note(str(int(event["sequence"]))), lambda _: None)
    receiver.trust(secret)
    with _serving(receiver):
        yield posts


def events_wanted(place: Place, after: int) -> list[str]:
    """The numbers of the hotel's events after this one."""
    return [f"{seq}" for seq in range(after + 1, last_seq(place.hotel.pk) + 1)]


def _mails_wanted(place: Place) -> list[str]:
    """The ids of the hotel's events that become a mail."""
    events = Event.objects.filter(hotel_id=place.hotel.pk, type__startswith="booking_")
    return [str(event.event_id) for event in events for _ in kinds_of(event, place.hotel)]


def wait_for(
    watches: Sequence[Watch],
    patience_seconds: float = PATIENCE_SECONDS,
    on_arrivals: Callable[[int], None] = lambda number: None,
) -> None:
    """Wait until every sink has everything, or nothing has arrived anywhere for longer than patience lasts.

    `on_arrivals` is told now and then how many have arrived.
    """
    pause, arrived, looks = threading.Event(), 0, 0
    while looks * LOOK_SECONDS < patience_seconds:
        is_over = not any(watch.missing() for watch in watches)
        now_arrived = sum(len(watch.arrivals.seen()) for watch in watches)
        on_arrivals(now_arrived)
        if is_over:
            return
        looks = 0 if now_arrived > arrived else looks + 1
        arrived = now_arrived
        pause.wait(LOOK_SECONDS)
