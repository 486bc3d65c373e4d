"""The pages behind a guest's link. They work without scripts; one script keeps the first of them up to date."""

from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotelmate.core.change import Outcome, run_change
from hotelmate.core.errors import Refused, refuse_if
from hotelmate.core.money import text
from hotelmate.guests import precheckin_form
from hotelmate.guests.calendar_file import CONTENT_TYPE, calendar_file
from hotelmate.guests.cancelling import carry_out
from hotelmate.guests.links import page_url
from hotelmate.guests.page_frame import SEE_OTHER, link_page, refusal_page, show
from hotelmate.guests.paying import checkout_redirect
from hotelmate.guests.presentation import status_page
from hotelmate.guests.queries import Visit, cancelling
from hotelmate.guests.wording.refusals import in_words
from hotelmate.guests.wording.wording import Wording
from hotelmate.room_bookings import guest_rules, services
from hotelmate.room_bookings.models import TokenScope

LONGEST_REASON = 1000


@link_page
def status(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """The booking: where it stands, what it costs, what can be done."""
    _note_payment(request, visit)
    paid_just_now = "paid" in request.GET
    stream = reverse("guest-stream", args=[visit.hotel.slug, visit.booking.booking_id])
    context = {
        "page": status_page(visit, t, paid_just_now=paid_just_now),
        "token": _token(request),
        "stream": f"{stream}?{urlencode({'token': _token(request)})}",
        "saved": "saved" in request.GET,
        "status": visit.booking.status,
    }
    return show(request, "status", t, visit.hotel, context)


@link_page
def party(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """Who comes along."""
    refuse_if(guest_rules.beyond_scope(visit.actor, TokenScope.MANAGE), guest_rules.cannot_name_party(visit.booking))
    if request.method != "POST":
        return _form(request, visit, t, "party", precheckin_form.party_groups(visit.reading, t))
    given = request.POST.dict()
    try:
        people = precheckin_form.people_in(given, visit.reading, leave_out_nameless=True)
        run_change(
            partial(
                services.name_party,
                actor=visit.actor,
                booking_id=visit.booking.booking_id,
                primary=people[0][0],
                companions=[person for person, _ in people[1:]],
            )
        )
    except Refused as refused:
        groups = precheckin_form.party_groups(visit.reading, t, given)
        return _form(request, visit, t, "party", groups, refused=refused)
    return _back(request)


@link_page
def precheckin(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """The hotel's questions before the arrival."""
    refuse_if(
        guest_rules.beyond_scope(visit.actor, TokenScope.PRECHECKIN), guest_rules.cannot_precheck_in(visit.booking)
    )
    if request.method != "POST":
        groups = precheckin_form.precheckin_groups(visit.reading, visit.hotel, t)
        return _form(request, visit, t, "precheckin", groups)
    given = request.POST.dict()
    try:
        run_change(
            partial(
                services.submit_precheckin,
                actor=visit.actor,
                booking_id=visit.booking.booking_id,
                answers=precheckin_form.answers_in(given),
                party=precheckin_form.people_in(given, visit.reading),
            )
        )
    except Refused as refused:
        wrong = precheckin_form.field_of(refused.refusal.details.get("fields", {}))
        groups = precheckin_form.precheckin_groups(visit.reading, visit.hotel, t, given, wrong)
        return _form(request, visit, t, "precheckin", groups, refused=refused)
    return _back(request)


@link_page
def arrival(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """When the guest comes."""
    refuse_if(guest_rules.beyond_scope(visit.actor, TokenScope.MANAGE), guest_rules.cannot_tell_arrival(visit.booking))
    booking = visit.booking
    value = f"{booking.expected_arrival:%H:%M}" if booking.expected_arrival else ""
    wrong = False
    if request.method == "POST":
        value = request.POST.get("expected_arrival", "")[:20]
        at = guest_rules.arrival_time(value)
        wrong = bool(value) and at is None
        if not wrong:
            run_change(
                partial(services.tell_arrival, actor=visit.actor, booking_id=booking.booking_id, expected_arrival=at)
            )
            return _back(request)
    intro = t.say("arrival_intro", time=t.clock(visit.hotel.check_in_from))
    context = {"value": value, "intro": intro, "token": _token(request), "wrong": wrong}
    return show(request, "arrival", t, visit.hotel, context, status=400 if wrong else 200)


@link_page
def cancel(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """What cancelling costs, and then the cancellation, at the price that was shown."""
    refuse_if(guest_rules.beyond_scope(visit.actor, TokenScope.MANAGE))
    if visit.booking.cancelled_at is not None:
        return _back(request, saved=False)
    cost = cancelling(visit.reading, visit.hotel)
    refuse_if(cost.refusal)
    changed = request.method == "POST" and request.POST.get("fee") != text(cost.fee)
    if request.method == "POST" and not changed:
        reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
        outcome = run_change(partial(_cancel_at, visit, cost.fee, reason))
        carry_out(visit.actor, outcome.subject)
        return _back(request, saved=False)
    currency, page = visit.booking.currency, status_page(visit, t)
    context = {
        "token": _token(request),
        "fee": text(cost.fee),
        "costs": cost.fee > 0,
        "fee_text": t.money(cost.fee, currency),
        "refund_text": t.money(cost.refund, currency) if cost.refund or visit.booking.captured_amount else "",
        "held": cost.held > 0,
        "confirm": t.say("cancel_confirm_fee", fee=t.money(cost.fee, currency))
        if cost.fee
        else t.say("cancel_confirm"),
        "changed": changed,
        "facts": page.facts[:3],
        "note": "" if cost.fee else page.cancel_note,
    }
    return show(request, "cancel", t, visit.hotel, context, status=409 if changed else 200)


@link_page
def pay(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """On to the provider's page; a page that is open already is found again."""
    refuse_if(guest_rules.beyond_scope(visit.actor, TokenScope.MANAGE))
    if request.method != "POST":
        return _back(request, saved=False)
    return checkout_redirect(request, visit, _token(request))


@link_page
def calendar(request: HttpRequest, visit: Visit, t: Wording) -> HttpResponse:
    """The stay as a calendar file."""
    token = _token(request)
    file = calendar_file(visit.booking, visit.hotel, summary=visit.hotel.name, url=page_url(token))
    response = HttpResponse(file, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{visit.booking.confirmation_number}.ics"'
    return response


def _note_payment(request: HttpRequest, visit: Visit) -> None:
    """Ask how a payment stands from whose page the guest comes, so that the page is right before the provider calls."""
    session = request.GET.get("paid", "")
    if not session or visit.booking.status != "PENDING_PAYMENT":
        return
    try:
        services.verify_checkout(actor=visit.actor, booking_id=visit.booking.booking_id, session_id=session[:200])
    except Refused:
        # The provider is away, or this is no session of theirs: the page shows what is known.
        return
    visit.refresh()


def _cancel_at(visit: Visit, fee: Decimal, reason: str) -> Outcome[services.Decision]:
    return services.begin_cancel_by_link(
        actor=visit.actor, booking_id=visit.booking.booking_id, reason=reason, agreed_fee=fee
    )


def _form(
    request: HttpRequest,
    visit: Visit,
    t: Wording,
    name: str,
    groups: list[precheckin_form.Group],
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    """A form of several groups; with what was wrong, and with what was filled in, after a refusal."""
    if refused is not None and refused.refusal.status not in (400, 409):
        return refusal_page(request, t, refused.refusal, visit.hotel, _token(request))
    context = {
        "title": t.say(f"{name}_title"),
        "intro": t.say(f"{name}_intro"),
        "groups": groups,
        "token": _token(request),
        "problem": in_words(refused.refusal, t) if refused else "",
    }
    return show(request, "form", t, visit.hotel, context, status=refused.refusal.status if refused else 200)


def _back(request: HttpRequest, *, saved: bool = True) -> HttpResponse:
    """To the booking's page; going back from there does not send the form again."""
    return _see(reverse("guest-status", args=[_token(request)]) + ("?saved=1" if saved else ""))


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=SEE_OTHER)


def _token(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])
