"""The bench of the stream counts what clients get: each event once, whatever the pieces that bytes come in."""

from array import array

import pytest

from hotelmate.simulation.bench.stream.crowd import Arrivals, summary
from hotelmate.simulation.bench.stream.marks import PUSHER, SSE, marks_of
from hotelmate.simulation.bench.stream.report import stream_table
from hotelmate.simulation.bench.stream.storm import Scene, measure, open_places

SENT = {
    SSE: b"1a\r\nid: 7\nevent: x\ndata: {}\n\n\r\n2b\r\nid: 12345\nevent: y\ndata: {}\n\n\r\n",
    PUSHER: rb'..{\"meta\":{\"seq\":7,\"x\":1}}"}..{\"meta\":{\"seq\":12345}}"}',
}


@pytest.mark.parametrize("protocol", [SSE, PUSHER])
def test_numbers_are_found_however_the_bytes_are_cut(protocol):
    sent = SENT[protocol]
    for width in range(1, len(sent) + 1):
        marks = marks_of(protocol)
        found = [number for at in range(0, len(sent), width) for number in marks.take(sent[at : at + width])]
        assert found == [7, 12345], width


def test_latencies_are_those_of_the_events_that_count():
    arrivals = Arrivals(array("q", [0, 0, 0, 1]), array("q", [4, 5, 5, 9]), array("d", [1.0, 2.01, 2.03, 3.5]))
    (told,) = summary(arrivals, [[[0, 5, 2.0], [1, 9, 3.0]]])
    assert told["deliveries"] == 3
    assert [round(told[name], 3) for name in ("p50", "most", "a_second")] == [0.03, 0.5, 2.0]


@pytest.mark.parametrize("protocol", [SSE, PUSHER])
def test_a_small_storm_reaches_everybody_once(protocol, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")
    scene = Scene("small", protocol, clients=6, hotels=2, events_a_second=40, seconds=1, rounds=2, at_once=2)
    measured = measure(scene, open_places(2))
    assert measured.deliveries == measured.expected == 2 * 40 * 3
    assert 0 < measured.p50 <= measured.p99 <= measured.most
    assert stream_table([measured]).row_count == 1
