"""The demo provider's payment page: what a guest sees instead of Stripe Checkout, where no account is needed.

Plain forms, no script. What happens here happens at the provider; the house hears of it as from Stripe: by a message, by
the guest who comes back, or by asking. Some cards let the message get lost, come twice, or late.
"""

import secrets
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from hotelmate.payments.demo import CARDS, as_checkout, pay
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import DemoSession
from hotelmate.payments.port import ProviderMessage
from hotelmate.payments.providers import DEMO
from hotelmate.room_bookings.services import take_message

SILENT = frozenset({"late", "lost-answer"})
PLACEHOLDER = "{CHECKOUT_SESSION_ID}"
COMPLETED = "checkout.session.completed"


class DemoCheckoutView(View):
    """One checkout: its amount, the cards to try, and three buttons."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page; one that is over shows the way back."""
        return _page(request, _session(reference), "")

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Pay, be declined, or leave without paying."""
        session = _session(reference)
        action, card = request.POST.get("action", ""), request.POST.get("card", "visa")[:40]
        if action == "cancel":
            return _leave(request, session, session.cancel_url)
        if session.charge_id is None and not as_checkout(session).is_open:
            return _page(request, session, "This checkout is over.", status=409)
        try:
            session = pay(session, "decline" if action == "decline" else card)
        except ProviderDeclined as error:
            return _page(request, session, str(error), status=402)
        except ProviderUnreachable as error:
            return _page(request, session, f"{error} Nothing is held. Try again or take another card.", status=504)
        if card == "lost-answer":
            return _page(request, session, "The answer got lost on its way here. The hotel knows more.", status=504)
        if card not in SILENT:
            _tell(session, twice=card == "twice")
        return _leave(request, session, session.success_url)


def _page(request: HttpRequest, session: DemoSession, said: str, status: int = 200) -> HttpResponse:
    checkout = as_checkout(session)
    paid = session.charge_id is not None
    context = {
        "session": session,
        "cards": CARDS.items(),
        "said": said,
        "paid": paid,
        "open": checkout.is_open and not paid,
        "back": _filled(session, session.success_url if paid else session.cancel_url),
    }
    return render(request, "room_bookings/demo_checkout.html", context, status=status)


def _session(reference: str) -> DemoSession:
    found = DemoSession.objects.select_related("charge").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _tell(session: DemoSession, *, twice: bool) -> None:
    """Tell the house, as a webhook does; a message that does not get through is made up for by the worker."""
    event_id = f"demo_evt_{session.reference}"
    again = [event_id, f"demo_evt_{secrets.token_hex(12)}"] if twice else []
    for one in (event_id, *again):
        try:
            take_message(DEMO, ProviderMessage(one, COMPLETED, checkout=session.reference))
        except ProviderUnreachable:
            return


def _filled(session: DemoSession, url: str) -> str:
    return url.replace(PLACEHOLDER, session.reference)


def _leave(request: HttpRequest, session: DemoSession, url: str) -> HttpResponse:
    """Go where the guest was to go: to another site by way of a page, for forms here lead to this site only."""
    target = _filled(session, url)
    if urlsplit(target).netloc in ("", request.get_host()):
        return HttpResponseRedirect(target)
    response = _page(request, session, "")
    response["Refresh"] = f"0; url={target}"
    return response
