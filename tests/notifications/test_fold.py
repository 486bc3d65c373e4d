"""Stale state + events = fresh state, after every change that a hotel knows."""

from datetime import timedelta
from functools import partial

from hotelmate.core import clock
from hotelmate.events.queries import events_after, last_seq
from hotelmate.notifications.audiences import EVERYTHING
from hotelmate.notifications.rendering import render
from tests.integrity import life as acts

from . import outer_life as outer
from .folding import differences
from .full_life import MORE_ACTS, FullLife, book_unpaid
from .outer_life import OUTER_ACTS
from .state import Rows, state_of


class FoldedLife(FullLife):
    """After each act, the events since the state before are folded over it and compared with the state after.

    An act that was refused leaves no event. Whether it left the house alone is seen with the next act that goes through,
    or before the clock moves on: reading the house is what takes the time here.
    """

    def __init__(self, seed):
        super().__init__(seed)
        self.found = []
        self.rows = self.read = self.refusals = None

    @property
    def astray(self):
        """What did not fold, the act and its events with it."""
        if self.refusals:
            self.compare(self.read[0], self.refusals)
        return self.found

    def attempt(self, name, act):
        if self.refusals and self.read[0] != self.now:
            self.compare(self.read[0], self.refusals)
        if self.read is None or self.read[0] != self.now:
            self.look_again(self.now)
        went_through = self.done.total()
        super().attempt(name, act)
        if self.done.total() > went_through or last_seq(self.hotel.pk) > self.read[1]:
            self.compare(self.now, name)
        else:
            self.refusals = f"{self.refusals or 'refused:'} {name}"

    def look(self, moment):
        """Read the house as it is at the moment."""
        with clock.travel_to(moment):
            self.rows = Rows(self.hotel.pk)
            self.read = moment, last_seq(self.hotel.pk), state_of(self.staff, self.rows)
        self.refusals = None

    def look_again(self, moment):
        """The house at a later moment, when nothing was done since it was read: the same rows, unless the day is another."""
        with clock.travel_to(moment):
            if self.rows is None or not self.rows.are_of_today():
                self.look(moment)
            else:
                self.read = moment, self.read[1], state_of(self.staff, self.rows)

    def compare(self, moment, name):
        """Read it again, and tell what the events since do not tell."""
        _, seq, stale = self.read
        self.look(moment)
        with clock.travel_to(moment):
            rows = events_after(hotel_id=self.hotel.pk, after=seq, limit=1000)
            events = [one.body(EVERYTHING) for one in render(rows)]
            found = differences(stale, events, self.read[2])
        self.found += [(name, [event["type"] for event in events], one) for one in found]

    def until_done(self, *acts, tries=12):
        """Try each of these until it goes through."""
        for act in acts:
            before = self.done[act.__name__]
            for _ in range(tries):
                self.attempt(act.__name__, partial(act, self))
                if self.done[act.__name__] > before:
                    break


class OuterLife(FoldedLife):
    """Guests, providers, the clock and those who sell do something, too."""

    @property
    def more_acts(self):
        return (*super().more_acts, *OUTER_ACTS)


def test_what_a_client_folds_is_what_it_would_read():
    life = OuterLife(1)
    for _ in range(2):
        life.live_a_day(60)
    assert life.astray == []


def test_every_act_of_the_house_is_folded_at_least_once():
    life = FoldedLife(5)
    life.begin_day()
    life.until_done(*[acts.walk_in] * 3, acts.swap, acts.check_out, acts.undo_check_out, acts.undo_check_in)
    life.until_done(book_unpaid, acts.confirm, book_unpaid)
    life.now += timedelta(hours=1)
    life.until_done(acts.expire, *[acts.book] * 4, acts.cancel)
    life.now = life.morning + timedelta(hours=23)
    life.until_done(acts.no_show, acts.reinstate)
    wanted = {act.__name__: act for act in (*acts.ACTS, *MORE_ACTS)}
    for _ in range(8):
        missing = [act for name, act in wanted.items() if name not in life.done]
        if not missing:
            break
        life.live_a_day(15)
        life.until_done(*missing)
    assert [name for name in wanted if name not in life.done] == []
    assert life.astray == []


def test_what_comes_from_outside_is_folded_at_least_once():
    life = OuterLife(5)
    life.begin_day()
    life.until_done(*[acts.walk_in] * 3, *[outer.book_ahead] * 2, *[acts.book] * 4)
    life.now = life.morning + timedelta(hours=23)
    life.until_done(acts.no_show)
    life.begin_day()
    life.until_done(outer.settle_no_show, outer.make_webhook, outer.pause_webhook, outer.resume_webhook)
    life.until_done(outer.pause_webhook, outer.retire_webhook, outer.make_webhook, *[outer.make_plan] * 3)
    life.until_done(outer.retire_plan, outer.reinstate_plan, *[acts.book_online] * 3, acts.approve, acts.resume)
    life.until_done(outer.dispute, outer.win_dispute, outer.refund_card, outer.fail_refund)
    life.now += timedelta(hours=2)
    life.until_done(outer.remind_pre_arrival)
    life.now = life.morning + timedelta(hours=12)
    life.until_done(outer.remind_due_out)
    wanted = {act.__name__: act for act in OUTER_ACTS}
    for _ in range(5):
        missing = [act for name, act in wanted.items() if name not in life.done]
        if not missing:
            break
        life.live_a_day(5)
        life.until_done(*missing)
    life.until_done(outer.make_webhook, outer.rotate_secret, outer.try_webhook)
    assert [name for name in wanted if name not in life.done] == []
    assert life.astray == []
