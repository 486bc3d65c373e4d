"""Charts: bars as high as their numbers, lines at round ones, gaps that are not zero, either direction of reading."""

import re
from decimal import Decimal

import pytest

from hotelmate.desk.manage.charts import FOOT, HEAD, HEIGHT, Chart, Group, Part, height_of, scale_of

ROOM = HEIGHT - HEAD - FOOT


def chart(*values, **options):
    groups = [
        Group(label=str(number), tip=f"Day {number}", bars=() if value is None else [[Part(Decimal(value), "sold")]])
        for number, value in enumerate(values)
    ]
    options = {"least_top": Decimal(100), "limit": Decimal(100), "unit": " %", **options}
    return Chart("occupancy", "Occupancy", "In short", groups, **options)


def bars(svg):
    """Left edge, upper edge and height of each bar."""
    found = re.findall(r'<rect class="bar [^"]*" x="([\d.]+)%" y="([\d.]+)" width="[\d.]+%" height="([\d.]+)"', svg)
    return [tuple(Decimal(number) for number in one) for one in found]


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [
        ("0", "100", "20"),
        ("81.7", "100", "20"),
        ("100", "100", "20"),
        ("100.1", "125", "25"),
        ("130", "150", "50"),
        ("260", "300", "100"),
    ],
)
def test_a_scale_of_percents_reaches_over_the_highest_and_shows_the_hundred(highest, top, step):
    scale = scale_of(Decimal(highest), least=Decimal(100))
    assert (scale.top, scale.step) == (Decimal(top), Decimal(step))
    assert Decimal(100) in scale.lines
    assert scale.lines[0] == 0
    assert scale.lines[-1] == scale.top
    assert len(scale.lines) <= 6


@pytest.mark.parametrize("highest", [0, 1, 2, 3, 5, 7, 12, 49, 50, 51, 999])
def test_a_scale_of_counts_has_no_lines_between_whole_numbers(highest):
    scale = scale_of(Decimal(highest), is_whole=True)
    assert scale.top >= highest
    assert all(line == line.to_integral_value() for line in scale.lines)


def test_a_bar_is_as_high_as_its_number():
    (_, top, height), (_, _, half) = bars(chart("100", "50").svg())
    assert top == HEAD
    assert height == ROOM
    assert half == Decimal(ROOM) / 2


def test_over_a_hundred_the_scale_grows_and_the_line_of_the_hundred_stays():
    picture = chart("125").svg()
    ((_, top, height),) = bars(picture)
    assert (top, height) == (HEAD, ROOM)
    line = height_of(Decimal(100), scale_of(Decimal(125), least=Decimal(100)))
    assert f'class="line limit" x1="0" x2="100%" y1="{line}"' in picture


def test_nothing_known_is_a_gap_and_zero_is_no_bar_either_but_a_place_with_its_words():
    picture = chart(None, "0", "10").svg()
    assert len(bars(picture)) == 1
    assert picture.count('class="hit"') == 3
    assert [f"<title>Day {number}</title>" in picture for number in range(3)] == [True] * 3


def test_a_chart_of_nothing_is_still_a_picture():
    picture = Chart("empty", "Nothing", "There was nothing", []).svg()
    assert bars(picture) == []
    assert "<title" in picture


def test_parts_of_a_bar_stand_on_each_other():
    group = Group("1", "Day", [[Part(Decimal(40), "sold"), Part(Decimal(20), "waiting")]])
    (_, lower_top, lower), (_, upper_top, upper) = bars(Chart("x", "x", "x", [group], least_top=Decimal(100)).svg())
    assert upper_top + upper == lower_top
    assert lower == 2 * upper


def test_bars_beside_each_other_do_not_touch_the_next_place():
    group = Group("1", "Day", [[Part(Decimal(4), "arrivals")], [Part(Decimal(2), "departures")]])
    picture = Chart("x", "x", "x", [group, group], is_whole=True).svg()
    lefts = [left for left, _, _ in bars(picture)]
    assert lefts == sorted(lefts)
    assert lefts[1] < 50 < lefts[2]


def test_from_right_to_left_the_first_day_stands_on_the_right():
    usual, mirrored = bars(chart("100", "50").svg()), bars(chart("100", "50", rtl=True).svg())
    assert [height for _, _, height in usual] == [height for _, _, height in mirrored]
    assert usual[0][0] < usual[1][0]
    assert mirrored[0][0] > mirrored[1][0]
    picture = chart("100", rtl=True).svg()
    assert 'x="100%"' in picture
    assert 'text-anchor="end"' in picture


def test_a_chart_names_itself_to_who_does_not_see_it():
    picture = chart("10").svg()
    assert 'role="img" aria-labelledby="occupancy-title occupancy-desc"' in picture
    assert '<title id="occupancy-title">Occupancy</title><desc id="occupancy-desc">In short</desc>' in picture


def test_texts_are_escaped_and_no_style_is_written_inline():
    group = Group("<b>", 'a "tip" & <more>', [[Part(Decimal(1), "sold")]], below="<i>")
    picture = Chart("x", "<script>", "a < b", [group]).svg()
    assert not re.search(r"<(script|b|i|more)\b", picture)
    assert "style=" not in picture
