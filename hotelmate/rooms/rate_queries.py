"""Reading rate plans, promotions, and what a night of a type costs in each plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.core.rows import find_one
from hotelmate.rooms.models import NightlyRate, PlanPrice, Promotion, RatePlan, RoomType
from hotelmate.rooms.pricing import adjusted
from hotelmate.rooms.rate_rules import PROMOTION_CODE


def get_rate_plan(*, hotel_id: int, rate_plan_id: str | int) -> RatePlan:
    """The hotel's rate plan; RATE_PLAN_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(rate_plan_id))
    found = find_one(RatePlan, hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Rate plan", rate_plan_id=str(rate_plan_id)[:40])
    return found


def rate_plans_of(hotel_id: int, *, active: bool | None = True) -> QuerySet[RatePlan]:
    """The hotel's rate plans by code."""
    plans = RatePlan.objects.filter(hotel_id=hotel_id)
    return (plans if active is None else plans.filter(is_active=active)).order_by("code")


def plan_prices_of(plans: Iterable[RatePlan]) -> dict[int, list[PlanPrice]]:
    """By plan, the prices of types in it, with the types. One query."""
    prices: dict[int, list[PlanPrice]] = {plan.pk: [] for plan in plans}
    found = PlanPrice.objects.select_related("room_type").filter(rate_plan_id__in=prices)
    for price in found.order_by("rate_plan_id", "room_type__code"):
        prices[price.rate_plan_id].append(price)
    return prices


def get_promotion(*, hotel_id: int, promotion_id: str | int) -> Promotion:
    """The hotel's promotion; PROMOTION_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(promotion_id))
    found = find_one(Promotion, hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Promotion", promotion_id=str(promotion_id)[:40])
    return found


def promotions_of(hotel_id: int, *, active: bool | None = None) -> QuerySet[Promotion]:
    """The hotel's promotions, the newest first."""
    promotions = Promotion.objects.filter(hotel_id=hotel_id)
    return (promotions if active is None else promotions.filter(is_active=active)).order_by("-pk")


def promotion_by_code(hotel_id: int, code: str) -> Promotion | None:
    """The hotel's promotion with this code, in capitals or not."""
    code = code.strip().upper()
    return Promotion.objects.filter(hotel_id=hotel_id, code=code).first() if PROMOTION_CODE.fullmatch(code) else None


def nightly_rates_of(
    *, hotel_id: int, from_date: date, to_date: date, room_type_id: int | None = None, rate_plan_id: int | None = None
) -> QuerySet[NightlyRate]:
    """What was said of single nights, by type, night and plan."""
    rates = NightlyRate.objects.filter(hotel_id=hotel_id, night__gte=from_date, night__lt=to_date)
    if room_type_id is not None:
        rates = rates.filter(room_type_id=room_type_id)
    if rate_plan_id is not None:
        rates = rates.filter(rate_plan_id=rate_plan_id)
    return rates.order_by("room_type_id", "night", "rate_plan_id")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a stay in a type costs by a plan, each night of it, and whether it is for sale."""

    prices: tuple[tuple[date, Decimal], ...]
    stopped: frozenset[date]
    min_stay: int

    @property
    def subtotal(self) -> Decimal:
        """All nights together."""
        return sum((price for _, price in self.prices), Decimal(0))


class RateBook:
    """All that is known of the prices of some types in the nights `[from_date, to_date)`. Three queries, then none.

    The price of a night is that of the plan for this night, else that of the night in all plans, else that of the type
    in the plan, else the type's base rate; the plan's percentage goes on what is not the plan's own.
    """

    def __init__(self, *, hotel_id: int, room_types: Sequence[RoomType], from_date: date, to_date: date) -> None:
        self.plans = tuple(rate_plans_of(hotel_id))
        self._from, self._to = from_date, to_date
        types = [room_type.pk for room_type in room_types]
        self._by_type = {
            (price.rate_plan_id, price.room_type_id): price.price
            for price in PlanPrice.objects.filter(rate_plan__in=self.plans, room_type_id__in=types)
        }
        wanted = Q(rate_plan__isnull=True) | Q(rate_plan__in=self.plans)
        rates = NightlyRate.objects.filter(
            wanted, hotel_id=hotel_id, room_type_id__in=types, night__gte=from_date, night__lt=to_date
        )
        self._by_night = {(rate.rate_plan_id, rate.room_type_id, rate.night): rate for rate in rates}

    @property
    def default_plan(self) -> RatePlan | None:
        """The plan that is sold when nobody names one; None where types are sold at their base rates."""
        return next((plan for plan in self.plans if plan.is_default), None)

    def plan(self, code: str) -> RatePlan | None:
        """The plan of this code that is sold; the default one for no code. RATE_PLAN_NOT_FOUND for another."""
        if not code:
            return self.default_plan
        found = next((plan for plan in self.plans if plan.code == code), None)
        if found is None:
            raise not_found("Rate plan", rate_plan_code=code[:40])
        return found

    def offered_plans(self) -> Collection[RatePlan | None]:
        """All plans that are sold, the default one first; where there is none, the base rates are."""
        if self.default_plan is None:
            return (None, *self.plans)
        return (self.default_plan, *(plan for plan in self.plans if not plan.is_default))

    def terms(
        self, room_type: RoomType, plan: RatePlan | None, *, from_date: date | None = None, to_date: date | None = None
    ) -> Terms:
        """What a stay costs; a part of the nights, if dates are given."""
        first, end = from_date or self._from, to_date or self._to
        nights = [first + timedelta(days=number) for number in range((end - first).days)]
        said = [rate for night in nights for rate in self._said(room_type, plan, night)]
        return Terms(
            prices=tuple((night, self._price(room_type, plan, night)) for night in nights),
            stopped=frozenset(rate.night for rate in said if rate.stop_sell),
            min_stay=max((rate.min_stay for rate in said if rate.min_stay is not None), default=1),
        )

    def _said(self, room_type: RoomType, plan: RatePlan | None, night: date) -> list[NightlyRate]:
        """What was said of a night, in this plan before in all plans."""
        plans = [None] if plan is None else [plan.pk, None]
        keys = [(key, room_type.pk, night) for key in plans]
        return [self._by_night[key] for key in keys if key in self._by_night]

    def _price(self, room_type: RoomType, plan: RatePlan | None, night: date) -> Decimal:
        percent = plan.percent if plan is not None else Decimal(0)
        for rate in self._said(room_type, plan, night):
            if rate.price is not None:
                return rate.price if rate.rate_plan_id is not None else adjusted(rate.price, percent)
        if plan is not None and (plan.pk, room_type.pk) in self._by_type:
            return self._by_type[plan.pk, room_type.pk]
        return adjusted(room_type.base_rate, percent)
