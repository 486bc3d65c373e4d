"""Rate plans, prices of nights and promotions over HTTP, for staff."""

from datetime import timedelta
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag, without_body
from hotelmate.core.capabilities import VIEW_MONEY
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms import services
from hotelmate.rooms.models import Promotion, RatePlan, RoomType
from hotelmate.rooms.rate_queries import (
    get_promotion,
    get_rate_plan,
    nightly_rates_of,
    plan_prices_of,
    promotions_of,
    rate_plans_of,
)
from hotelmate.rooms.rate_representations import (
    nightly_rate_body,
    nightly_rates_body,
    promotion_body,
    rate_plan_body,
)
from hotelmate.rooms.rate_serializers import (
    NightlyRatesChangedSerializer,
    NightlyRateSerializer,
    NightlyRatesQuerySerializer,
    NightlyRatesSerializer,
    NightsSerializer,
    PlanPriceEditSerializer,
    PromotionCreateSerializer,
    PromotionEditSerializer,
    PromotionQuerySerializer,
    PromotionSerializer,
    RatePlanCreateSerializer,
    RatePlanEditSerializer,
    RatePlanQuerySerializer,
    RatePlanSerializer,
)
from hotelmate.rooms.rules import unusable_nights

RATES = "rates"
SIXTY_DAYS = timedelta(days=60)


class RatePlanView(HotelView):
    """A view of rate plans."""

    def body(self, outcome: Outcome[RatePlan]) -> dict[str, Any]:
        """A plan after a change."""
        return self.plan_body(outcome.subject)

    def plan_body(self, plan: RatePlan) -> dict[str, Any]:
        """A plan with its prices."""
        return rate_plan_body(plan, plan_prices_of([plan])[plan.pk], hotel_of(self.actor))


class RatePlanListView(RatePlanView):
    """The terms under which rooms are sold."""

    @reads(
        RATES,
        answer=page_of(RatePlanSerializer),
        parameters=[RatePlanQuerySerializer, *PAGE_PARAMETERS],
        operation_id="rate_plans_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Rate plans by code, with the prices of types in them."""
        self.actor.require(VIEW_MONEY)
        query = read_query(RatePlanQuerySerializer, request)
        pages = Pages()
        page = pages.paginate_queryset(rate_plans_of(self.actor.hotel_id, active=query["active"]), request, self) or []
        prices = plan_prices_of(page)
        hotel = hotel_of(self.actor)
        return pages.get_paginated_response([rate_plan_body(plan, prices[plan.pk], hotel) for plan in page])

    @changes(RATES, request=RatePlanCreateSerializer, answer=RatePlanSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a rate plan."""
        body = read_body(RatePlanCreateSerializer, request)
        return self.change(lambda: services.create_rate_plan(actor=self.actor, **body), self.body, status=201)


class RatePlanDetailView(RatePlanView):
    """One rate plan."""

    @reads(RATES, answer=RatePlanSerializer)
    def get(self, request: Request, hotel_slug: str, rate_plan_id: str) -> Response:
        """The plan as it is."""
        self.actor.require(VIEW_MONEY)
        plan = get_rate_plan(hotel_id=self.actor.hotel_id, rate_plan_id=rate_plan_id)
        return with_etag(Response(self.plan_body(plan)))

    @changes(RATES, request=RatePlanEditSerializer, answer=RatePlanSerializer)
    def patch(self, request: Request, hotel_slug: str, rate_plan_id: str) -> Response:
        """Change it for what is sold from now on; bookings and quotes keep their terms."""
        body = read_body(RatePlanEditSerializer, request)
        return self.change(
            lambda: services.update_rate_plan(actor=self.actor, rate_plan_id=rate_plan_id, **body), self.body
        )

    @changes(RATES, request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, rate_plan_id: str) -> Response:
        """Retire it; the default plan stays until another is the default."""
        return without_body(
            self.change(
                lambda: services.retire_rate_plan(actor=self.actor, rate_plan_id=rate_plan_id), _nothing, status=204
            )
        )


class RatePlanReinstateView(RatePlanView):
    """The return of a retired plan."""

    @changes(RATES, request=None, answer=RatePlanSerializer)
    def post(self, request: Request, hotel_slug: str, rate_plan_id: str) -> Response:
        """Sell it again."""
        return self.change(lambda: services.reinstate_rate_plan(actor=self.actor, rate_plan_id=rate_plan_id), self.body)


class PlanPriceView(RatePlanView):
    """Prices of types in a plan."""

    @changes(RATES, request=PlanPriceEditSerializer, answer=RatePlanSerializer)
    def post(self, request: Request, hotel_slug: str, rate_plan_id: str) -> Response:
        """Say what a night of a type costs in the plan, on nights without a price of their own."""
        body = read_body(PlanPriceEditSerializer, request)
        return self.change(
            lambda: services.set_plan_price(actor=self.actor, rate_plan_id=rate_plan_id, **body), self.body
        )


class NightlyRatesView(HotelView):
    """Prices, stops and shortest stays of single nights."""

    @reads(
        RATES,
        answer=page_of(NightlyRateSerializer),
        parameters=[NightlyRatesQuerySerializer, *PAGE_PARAMETERS],
        operation_id="nightly_rates_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What was said of single nights; nights that are as any other are not listed."""
        self.actor.require(VIEW_MONEY)
        query = read_query(NightlyRatesQuerySerializer, request)
        first = query.get("from_date") or hotel_of(self.actor).business_date()
        end = query.get("to_date") or first + SIXTY_DAYS
        refuse_if(unusable_nights(first, end))
        found = nightly_rates_of(
            hotel_id=self.actor.hotel_id,
            from_date=first,
            to_date=end,
            room_type_id=query.get("room_type_id"),
            rate_plan_id=query.get("rate_plan_id"),
        )
        pages = Pages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([nightly_rate_body(rate) for rate in page])

    @changes(RATES, request=NightlyRatesSerializer, answer=NightlyRatesChangedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Set a price, a stop or a shortest stay for many nights at once."""
        body = read_body(NightlyRatesSerializer, request)
        return self.change(
            lambda: services.set_nightly_rates(actor=self.actor, **body), lambda outcome: self.nights(outcome, body)
        )

    def nights(self, outcome: Outcome[RoomType], body: dict[str, Any]) -> dict[str, Any]:
        """The nights after a change, in all plans."""
        rates = nightly_rates_of(
            hotel_id=self.actor.hotel_id,
            from_date=body["from_date"],
            to_date=body["to_date"],
            room_type_id=outcome.subject.pk,
        )
        return nightly_rates_body(outcome.subject, rates, hotel_of(self.actor))


class ClearNightlyRatesView(NightlyRatesView):
    """The end of what was said of single nights."""

    http_method_names = ("post", "options")

    @changes(RATES, request=NightsSerializer, answer=NightlyRatesChangedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Let these nights be as any other again."""
        body = read_body(NightsSerializer, request)
        return self.change(
            lambda: services.clear_nightly_rates(actor=self.actor, **body), lambda outcome: self.nights(outcome, body)
        )


class PromotionView(HotelView):
    """A view of promotions."""

    def body(self, outcome: Outcome[Promotion]) -> dict[str, Any]:
        """A promotion after a change."""
        return promotion_body(outcome.subject, hotel_of(self.actor))


class PromotionListView(PromotionView):
    """Codes that take something off."""

    @reads(
        RATES,
        answer=page_of(PromotionSerializer),
        parameters=[PromotionQuerySerializer, *PAGE_PARAMETERS],
        operation_id="promotions_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Promotions, the newest first."""
        self.actor.require(VIEW_MONEY)
        query = read_query(PromotionQuerySerializer, request)
        pages = Pages()
        page = pages.paginate_queryset(promotions_of(self.actor.hotel_id, active=query["active"]), request, self) or []
        hotel = hotel_of(self.actor)
        return pages.get_paginated_response([promotion_body(promotion, hotel) for promotion in page])

    @changes(RATES, request=PromotionCreateSerializer, answer=PromotionSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a promotion."""
        body = read_body(PromotionCreateSerializer, request)
        return self.change(lambda: services.create_promotion(actor=self.actor, **body), self.body, status=201)


class PromotionDetailView(PromotionView):
    """One promotion."""

    @reads(RATES, answer=PromotionSerializer)
    def get(self, request: Request, hotel_slug: str, promotion_id: str) -> Response:
        """The promotion as it is."""
        self.actor.require(VIEW_MONEY)
        promotion = get_promotion(hotel_id=self.actor.hotel_id, promotion_id=promotion_id)
        return with_etag(Response(promotion_body(promotion, hotel_of(self.actor))))

    @changes(RATES, request=PromotionEditSerializer, answer=PromotionSerializer)
    def patch(self, request: Request, hotel_slug: str, promotion_id: str) -> Response:
        """Change it for what is booked from now on; quotes that are out keep their price."""
        body = read_body(PromotionEditSerializer, request)
        return self.change(
            lambda: services.update_promotion(actor=self.actor, promotion_id=promotion_id, **body), self.body
        )

    @changes(RATES, request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, promotion_id: str) -> Response:
        """Take it back."""
        return without_body(
            self.change(
                lambda: services.retire_promotion(actor=self.actor, promotion_id=promotion_id), _nothing, status=204
            )
        )


class PromotionReinstateView(PromotionView):
    """The return of a promotion."""

    @changes(RATES, request=None, answer=PromotionSerializer)
    def post(self, request: Request, hotel_slug: str, promotion_id: str) -> Response:
        """Let it be booked again."""
        return self.change(lambda: services.reinstate_promotion(actor=self.actor, promotion_id=promotion_id), self.body)


def _nothing(outcome: Outcome[Any]) -> dict[str, Any]:
    return {}
