"""What guests, providers, the clock and those who sell do in the house of `full_life`."""

import random
import uuid
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.queries import last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.mail.services import resend_mail
from hotelmate.notifications.models import Mail, MailState, WebhookEndpoint, WebhookState
from hotelmate.notifications.webhooks import services as webhooks
from hotelmate.payments.models import Method, Payment, Problem
from hotelmate.payments.providers import provider_named
from hotelmate.payments.services import write_facts
from hotelmate.room_bookings import services as stays
from hotelmate.room_bookings.models import GuestToken, RoomBooking
from hotelmate.room_bookings.offers import Stay
from hotelmate.room_bookings.queries import guest_actor
from hotelmate.room_bookings.reminder_rules import reminder_due
from hotelmate.room_bookings.services import Order, Person
from hotelmate.room_bookings.services.saga import lock_booking_of, note_seen
from hotelmate.rooms import services as houses
from hotelmate.rooms.models import NightlyRate, Promotion, RatePlan
from tests.integrity.life import DAY, NothingToDo, settle

TO_COME = ("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED")


# Guests


def give_link(life):
    stays.give_link(actor=life.staff, booking_id=life.booking(*TO_COME).booking_id)


def send_link(life):
    stays.send_guest_link(
        actor=life.staff,
        booking_id=life.booking("CONFIRMED").booking_id,
        purpose=life.dice.choice(["MANAGEMENT", "PRECHECKIN"]),
        replace=life.dice.random() < 0.5,
    )


def as_guest(life, act, *statuses):
    """A guest opens the link to a booking, and then does something with it; two changes."""
    booking_id = life.booking(*statuses).booking_id
    link = stays.give_link(actor=life.staff, booking_id=booking_id).subject
    guest = guest_actor(GuestToken.objects.select_related("booking", "hotel").get(pk=link.token_id))
    return lambda: act(guest, booking_id)


def party_of(life, people):
    return [Person(f"Ermintrude{life.dice.random()}", "Quackenbush", "e@quackenbush.example") for _ in range(people)]


def submit_precheckin(life):
    eta, wish = f"{life.dice.randint(10, 22)}:30", f"Pillow {life.dice.random()}"

    def submit(guest, booking_id):
        people = RoomBooking.objects.get(booking_id=booking_id).party_size
        run_change(
            lambda: stays.submit_precheckin(
                actor=guest,
                booking_id=booking_id,
                answers={"eta": eta, "special_requests": wish, "consent_checkbox": True},
                party=[(one, {}) for one in party_of(life, people)],
            )
        )

    return as_guest(life, submit, "CONFIRMED")


def tell_arrival(life):
    arrival = life.dice.choice([None, time(17, 45), time(9, life.dice.randint(0, 59))])
    return as_guest(
        life,
        lambda guest, booking_id: run_change(
            lambda: stays.tell_arrival(actor=guest, booking_id=booking_id, expected_arrival=arrival)
        ),
        *TO_COME,
    )


def name_own_party(life):
    (primary,) = party_of(life, 1)
    return as_guest(
        life,
        lambda guest, booking_id: run_change(
            lambda: stays.name_party(actor=guest, booking_id=booking_id, primary=primary, companions=[])
        ),
        *TO_COME,
    )


def cancel_by_link(life):
    def cancel(guest, booking_id):
        decided = run_change(
            lambda: stays.begin_cancel_by_link(actor=guest, booking_id=booking_id, reason="Ill, says the doctor")
        )
        afterwards = settle(life, decided)
        if afterwards:
            afterwards()

    return as_guest(life, cancel, *TO_COME)


def book_by_quote(life):
    wanted, visitor = replace(life.request(), companions=[]), replace(life.staff, kind="guest", id=None)
    code = life.room_type().code
    stay = Stay(wanted.check_in, wanted.check_out, wanted.adults, wanted.children)
    promotion = Promotion.objects.filter(hotel=life.hotel, is_active=True).first()
    quote = stays.make_quote(
        actor=visitor, room_type_code=code, stay=stay, promo_code=promotion.code if promotion else ""
    ).subject
    order = Order(code, wanted, quote_id=quote.quote_id, address=f"203.0.113.{life.dice.randint(1, 250)}")
    return lambda: run_change(lambda: stays.book_online(actor=visitor, order=order))


def book_at_todays_price(life):
    wanted = replace(life.request(), companions=[])
    stays.book_online(actor=replace(life.staff, kind="guest", id=None), order=Order(life.room_type().code, wanted))


# Mails


def refuse_mail(life):
    problem = life.dice.choice(["RECIPIENT_REFUSED", "MAILBOX_FULL"])
    stays.note_mail_problem(
        actor=life.staff, booking_id=life.booking("CONFIRMED", "IN_HOUSE").booking_id, problem=problem
    )


def accept_mail(life):
    refused = life.one_of(RoomBooking.objects.filter(hotel=life.hotel).exclude(mail_problem=""))
    stays.note_mail_accepted(actor=life.staff, booking_id=refused.booking_id)


def resend(life):
    booking = life.one_of(RoomBooking.objects.filter(hotel=life.hotel, status="CONFIRMED").exclude(primary_email=""))
    # What the worker sent some time ago.
    sent = Mail.objects.create(
        hotel=life.hotel,
        booking=booking,
        event_id=uuid.UUID(int=life.dice.getrandbits(128)),
        seq=last_seq(life.hotel.pk),
        kind="booking_confirmed",
        state=MailState.SENT,
        queued_at=clock.now(),
        finished_at=clock.now(),
    )
    resend_mail(actor=life.staff, booking_id=booking.booking_id, mail_id=str(sent.pk))


# Money that moves at the provider


def card(life, **which):
    cards = Payment.objects.filter(hotel=life.hotel, method=Method.CARD, **which)
    return life.one_of(cards.exclude(provider_reference=""))


def see_at_provider(life, payment, **told):
    """The provider says that the payment stands otherwise than by our own doing."""
    system = system_of(life.hotel)
    seen = replace(provider_named(payment.provider).look(payment.provider_reference), **told)
    note_seen(system, lock_booking_of(system, payment.booking_id), payment, seen)


def dispute(life):
    payment = card(life, state="CAPTURED", problem="")
    see_at_provider(life, payment, disputed=payment.captured_amount, dispute_open=True)


def win_dispute(life):
    see_at_provider(life, card(life, problem=Problem.DISPUTED), disputed=Decimal(0), dispute_open=False)


def fail_refund(life):
    payment = card(life, state="CAPTURED", problem="", refunded_amount__gt=0)
    see_at_provider(life, payment, refunded=Decimal(0), refunds={}, asked_at=clock.now() + DAY)


def forget_at_provider(life):
    """A card that was asked for, and that the provider knows nothing of."""
    payment = life.one_of(Payment.objects.filter(hotel=life.hotel, method=Method.CARD, state="CREATED", problem=""))
    write_facts(
        actor=system_of(life.hotel),
        payment=payment,
        booking_id=lock_booking_of(life.staff, payment.booking_id).booking_id,
        at=life.hotel.now(),
        problem=Problem.UNKNOWN_AT_PROVIDER,
    )


def ask_for_card(life):
    """The process dies before the provider is asked."""
    stays.begin_card_payment(
        actor=life.staff, booking_id=life.booking("PENDING_PAYMENT").booking_id, source="ok", provider="demo"
    )


def refund_card(life):
    payment = card(life, state="CAPTURED", problem="")
    return settle(
        life,
        stays.begin_refund(
            actor=life.staff, booking_id=payment.booking.booking_id, payment_id=payment.pk, amount=Decimal("10.00")
        ),
    )


# What comes by itself


def book_ahead(life):
    """A booking of which its guest is reminded tomorrow, on the day before the arrival."""
    arrives = life.today + 2 * DAY
    wanted = replace(life.request(), check_in=arrives, check_out=arrives + DAY)
    stays.create_booking(actor=life.staff, request=wanted, guarantee="CARD", oversell_note="A fair")


def settle_no_show(life):
    missed = life.one_of(RoomBooking.objects.filter(hotel=life.hotel, status="NO_SHOW", no_show_settled_at=None))
    decided = stays.settle_no_show(actor=system_of(life.hotel), booking_pk=missed.pk)
    if not decided.changed:
        raise NothingToDo
    return settle(life, decided)


def remind_of(kind):
    def remind(life):
        now = life.hotel.now()
        bookings = RoomBooking.objects.filter(hotel=life.hotel, status__in=("IN_HOUSE", "CONFIRMED")).order_by("pk")
        due = [one for one in bookings if (reminder_due(one, life.hotel, now) or ("", None))[0] == kind]
        if not due:
            raise NothingToDo
        stays.remind(actor=system_of(life.hotel), booking_pk=life.dice.choice(due).pk)

    remind.__name__ = f"remind_of_{kind.lower()}"
    return remind


remind_due_out, remind_overstay = remind_of("DUE_OUT"), remind_of("OVERSTAY")
remind_no_show, remind_pre_arrival = remind_of("NO_SHOW"), remind_of("PRE_ARRIVAL")


# Prices


def plan_of(life, **which):
    return life.one_of(RatePlan.objects.filter(hotel=life.hotel, **which))


def make_plan(life):
    houses.create_rate_plan(
        actor=life.staff,
        code=f"P{random.getrandbits(40):X}",
        name="A plan",
        description="With breakfast",
        percent=life.dice.choice([Decimal(0), Decimal("-10.00")]),
        is_default=life.dice.random() < 0.5,
    )


def edit_plan(life):
    plan = plan_of(life, is_active=True)
    houses.update_rate_plan(
        actor=life.staff,
        rate_plan_id=plan.pk,
        name=f"Plan {life.dice.random()}",
        description=f"As of {life.dice.random()}",
        percent=Decimal(life.dice.randint(-20, 20)),
        is_default=plan.is_default or life.dice.random() < 0.5,
    )


def retire_plan(life):
    houses.retire_rate_plan(actor=life.staff, rate_plan_id=plan_of(life, is_active=True).pk)


def reinstate_plan(life):
    houses.reinstate_rate_plan(actor=life.staff, rate_plan_id=plan_of(life, is_active=False).pk)


def price_plan(life):
    price = life.dice.choice([None, Decimal(life.dice.randint(50, 300))])
    houses.set_plan_price(
        actor=life.staff, rate_plan_id=plan_of(life).pk, room_type_id=life.room_type().pk, price=price
    )


def set_nights(life):
    plan = life.dice.choice([None, *RatePlan.objects.filter(hotel=life.hotel).order_by("pk")])
    values = {"price": Decimal(life.dice.randint(50, 300)), "stop_sell": False, "min_stay": life.dice.choice([None, 1])}
    told = life.dice.sample(sorted(values), life.dice.randint(1, 3))
    houses.set_nightly_rates(
        actor=life.staff,
        room_type_id=life.room_type().pk,
        from_date=life.today,
        to_date=life.today + 10 * DAY,
        rate_plan_id=plan.pk if plan else None,
        weekdays=life.dice.sample(range(1, 8), 3),
        **{name: values[name] for name in told},
    )


def clear_nights(life):
    rate = life.one_of(NightlyRate.objects.filter(hotel=life.hotel))
    houses.clear_nightly_rates(
        actor=life.staff,
        room_type_id=rate.room_type_id,
        rate_plan_id=rate.rate_plan_id,
        from_date=rate.night,
        to_date=rate.night + timedelta(days=3),
    )


def make_promotion(life):
    houses.create_promotion(
        actor=life.staff,
        code=f"c{random.getrandbits(40):x}",
        name="A promotion",
        percent_off=Decimal(10),
        book_until=life.today + 30 * DAY,
    )


def edit_promotion(life):
    promotion = life.one_of(Promotion.objects.filter(hotel=life.hotel))
    houses.update_promotion(
        actor=life.staff, promotion_id=promotion.pk, amount_off=Decimal(life.dice.randint(1, 9)), stay_until=life.today
    )


def retire_promotion(life):
    promotion = life.one_of(Promotion.objects.filter(hotel=life.hotel, is_active=True))
    houses.retire_promotion(actor=life.staff, promotion_id=promotion.pk)


def reinstate_promotion(life):
    promotion = life.one_of(Promotion.objects.filter(hotel=life.hotel, is_active=False))
    houses.reinstate_promotion(actor=life.staff, promotion_id=promotion.pk)


# Webhooks


def webhook(life, *states):
    return life.one_of(WebhookEndpoint.objects.filter(hotel=life.hotel, state__in=states)).webhook_id


def make_webhook(life):
    webhooks.create_webhook(actor=life.staff, url="https://example.com/hooks", event_types=["booking_created"])


def edit_webhook(life):
    webhooks.update_webhook(
        actor=life.staff,
        webhook_id=webhook(life, WebhookState.ACTIVE, WebhookState.PAUSED),
        url=f"https://example.com/{life.dice.random()}",
        description=f"For {life.dice.random()}",
        event_types=life.dice.sample(["booking_created", "room_updated", "payment_disputed"], 2),
    )


def pause_webhook(life):
    webhooks.pause_webhook(actor=life.staff, webhook_id=webhook(life, WebhookState.ACTIVE))


def resume_webhook(life):
    after = life.dice.choice([None, 0])
    webhooks.resume_webhook(actor=life.staff, webhook_id=webhook(life, WebhookState.PAUSED), after=after)


def rotate_secret(life):
    webhooks.rotate_secret(actor=life.staff, webhook_id=webhook(life, WebhookState.ACTIVE))


def try_webhook(life):
    webhooks.send_test(actor=life.staff, webhook_id=webhook(life, WebhookState.ACTIVE))


def retire_webhook(life):
    webhooks.retire_webhook(actor=life.staff, webhook_id=webhook(life, WebhookState.PAUSED))


OUTER_ACTS = (
    give_link, send_link, submit_precheckin, tell_arrival, name_own_party, cancel_by_link, book_by_quote,
    book_at_todays_price, refuse_mail, accept_mail, resend, dispute, win_dispute, fail_refund, ask_for_card,
    forget_at_provider, refund_card, book_ahead, settle_no_show, remind_due_out, remind_overstay, remind_no_show,
    remind_pre_arrival, make_plan, edit_plan, retire_plan, reinstate_plan, price_plan, set_nights, clear_nights,
    make_promotion, edit_promotion, retire_promotion, reinstate_promotion, make_webhook, edit_webhook, pause_webhook,
    resume_webhook, rotate_secret, try_webhook, retire_webhook,
)  # fmt: skip
