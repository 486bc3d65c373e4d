"""Figures: the numbers of the rows, by day and together; days that are picked; files."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, House, part, signed_in
from tests.statements import statements_of

FIGURES = "/manage/figures/"


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client, query=""):
    answer = client.get(FIGURES + query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def line(text, day):
    """The cells of a day in the table."""
    row = re.search(rf'<th scope="row">{day:%a} {day.day} {day:%b %Y}</th>(.*?)</tr>', text)
    assert row is not None
    return re.findall(r">([^<]+)</td>", row[1])


def test_the_table_and_the_sums_are_those_of_the_rows(house, manager):
    house.staying(house.rooms[0], nights=2)
    house.book(nights=1)
    house.unpaid(nights=1)
    text = page(manager, f"?from={TODAY}&to={TODAY + DAY}")
    assert line(text, TODAY) == ["40.0 %", "2", "1", "5", "0", "2", "0", "€200.00", "€100.00"]
    assert line(text, TODAY + DAY) == ["20.0 %", "1", "0", "5", "0", "0", "1", "€100.00", "€100.00"]
    assert "<dd>30.0 %</dd>" in text
    assert "<dd>3 <small>of 10</small></dd>" in text
    assert "<dd>€300.00</dd>" in text
    assert "<dd>€30.00</dd>" in text


def test_charts_say_what_they_show_and_have_a_bar_for_each_part(house, manager):
    house.staying(house.rooms[0])
    house.unpaid(start=TODAY + DAY)
    text = page(manager)
    assert re.findall(r'<svg class="chart" role="img" aria-labelledby="(\w+)-title', text) == [
        "occupancy",
        "coming",
        "revenue",
    ]
    assert "20.0 % occupied, 1 of 5 rooms" in text
    assert "1 waits to be confirmed" in text
    assert text.count('class="bar waiting"') == 2
    assert text.count('class="bar sold"') == 2


def test_the_usual_days_are_two_weeks_around_today_and_one_click_shows_others(house, manager):
    text = page(manager)
    assert text.count('<th scope="row">') == 28
    assert 'aria-current="true">14 days around today</a>' in text
    following = page(manager, f"?from={TODAY}&to={TODAY + 29 * DAY}")
    assert following.count('<th scope="row">') == 30
    assert 'aria-current="true">Next 30 days</a>' in following


def test_one_day_alone_is_asked_for_with_four_weeks_from_it_or_until_it(house, manager):
    assert page(manager, "?from=2031-01-01").count('<th scope="row">') == 28
    assert 'value="2031-01-01"' in page(manager, "?to=2031-01-01")
    assert "Wed 1 Jan 2031" in page(manager, "?to=2031-01-01")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=2031-05-12&to=2031-05-01", "The last day lies before the first."),
        ("?from=2029-01-01&to=2031-05-01", "Ask for at most 366 days at a time."),
        ("?from=yesterday", "Enter a valid date."),
        ("?from=0001-01-01&to=2031-01-01", "The date is out of range."),
    ],
)
def test_days_that_cannot_be_shown_are_said_to_be_wrong(manager, query, said):
    answer = manager.get(FIGURES + query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert '<table class="table days">' not in answer.content.decode()


def test_a_year_fits(manager):
    text = page(manager, "?from=2031-01-01&to=2031-12-31")
    assert text.count('<th scope="row">') == 365


def test_a_night_of_a_house_without_rooms_is_a_gap(manager, house):
    text = page(manager, "?from=2030-01-01&to=2030-01-02")
    assert "no room to sell" in text


def test_the_files_hold_the_same_days(house, manager):
    text = page(manager, f"?from={TODAY}&to={TODAY + DAY}")
    links = re.findall(r'download href="([^"]+)"', text)
    assert [link.partition("?")[0].rpartition("/")[2] for link in links] == ["figures.csv", "bookings.csv", "rooms.csv"]
    answer = manager.get(links[0].replace("&amp;", "&"))
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content).splitlines()) == 3


def test_the_part_alone_is_fetched_anew(manager):
    assert '<section id="figures"' in part(manager, FIGURES, "figures")


def test_reports_are_for_those_who_manage(house):
    for role in (Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE):
        for name in ("manage", "consistency", "audit", "house", "deliveries", "figures"):
            answer = signed_in(house.person(role)).get(reverse(f"desk-{name}"))
            assert answer.status_code == 403, (role, name)
        assert 'href="/manage/"' not in signed_in(house.person(role)).get("/help/").content.decode()


def test_queries_are_as_many_for_a_full_house_as_for_an_empty_one(house, manager):
    page(manager)
    few = statements_of(lambda: page(manager))
    for number in range(6):
        house.book(start=TODAY + timedelta(days=3 * number))
    assert len(statements_of(lambda: page(manager))) == len(few)


def test_nobody_counts_another_house(manager):
    House().staying()
    assert line(page(manager), TODAY)[1] == "0"


def test_numbers_are_written_as_the_reader_does(house):
    house.book()
    reader = house.person(Role.STAFF_ADMIN)
    type(reader).objects.filter(pk=reader.pk).update(language="de")
    text = page(signed_in(reader), f"?from={TODAY}&to={TODAY}")
    assert "20,0 %" in text
    assert "20.0 %" not in text
