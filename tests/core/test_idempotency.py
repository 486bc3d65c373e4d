"""Idempotency-Key: a success is told again, a refusal is judged anew, and nobody's key is anybody else's."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.core.idempotency import claim, forget_expired, keyed_request, release, store
from hotelmate.core.models import IdempotencyKey
from hotelmate.core.once import without_secrets
from hotelmate.events.queries import last_seq
from hotelmate.rooms.models import Room, RoomType
from tests.at_once import in_background, until_waiting
from tests.factories import client_for, make_room_type, make_rooms, make_staff, open_house


@pytest.fixture
def house():
    return open_house()


def create_type(house, key, client=None, **body):
    body = {"code": "DLX", "name": "Deluxe", **body}
    return (client or house.client).post(f"{house.url}/room-types/", body, headers={"Idempotency-Key": key})


def test_a_repetition_gets_the_first_answer_and_changes_nothing(house):
    first = create_type(house, "a")
    seq = last_seq(house.hotel.pk)
    second = create_type(house, "a")
    assert (first.status_code, second.status_code) == (201, 201)
    assert json.loads(first.content) == json.loads(second.content)
    assert second["Idempotency-Replayed"] == "true"
    assert second["ETag"] == first["ETag"]
    assert last_seq(house.hotel.pk) == seq


def test_the_same_key_with_another_body_is_refused(house):
    create_type(house, "a")
    answer = create_type(house, "a", name="Another")
    assert (answer.status_code, answer.data["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_refusal_is_judged_anew(house):
    room_type = make_room_type(house.hotel)
    make_rooms(room_type, ["1"])
    url, headers = f"{house.url}/room-management/", {"Idempotency-Key": "a"}
    body = {"room_number": "1", "room_type_id": room_type.pk}
    assert house.client.post(url, body, headers=headers).data["code"] == "ROOM_NUMBER_TAKEN"
    house.client.patch(f"{url}1/", {"room_number": "2"})
    assert house.client.post(url, body, headers=headers).status_code == 201


def test_a_key_belongs_to_its_caller(house):
    colleague = client_for(make_staff(house.hotel))
    assert create_type(house, "a").status_code == 201
    assert create_type(house, "a", client=colleague, code="STD").status_code == 201


def test_a_key_belongs_to_its_path(house):
    create_type(house, "a")
    answer = house.client.patch(f"{house.url}/settings/", {"name": "New"}, headers={"Idempotency-Key": "a"})
    assert answer.status_code == 200


def test_a_second_request_waits_for_the_first_and_gets_its_answer(house, open_session):
    holder, observer = open_session(), open_session()
    holder.execute("SELECT 1 FROM hotel_hotel WHERE id = %s FOR UPDATE", [house.hotel.pk])
    seq = last_seq(house.hotel.pk)

    def rename():
        return client.patch(f"{house.url}/settings/", {"name": "New"}, headers={"Idempotency-Key": "a"})

    client = house.client
    with in_background(rename, rename) as answers:
        until_waiting(observer, sessions=2)
        holder.commit()
    first, second = (answer.result() for answer in answers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(first.content) == json.loads(second.content)
    assert sorted(answer.has_header("Idempotency-Replayed") for answer in (first, second)) == [False, True]
    assert last_seq(house.hotel.pk) == seq + 1


def test_a_second_request_takes_over_when_the_first_fails(house, open_session):
    """The first waits for a lock and gives up; the second had waited for its key, and is judged by itself."""
    first = keyed_request(actor="x:1", path="POST /x/", key=house.hotel.slug, body={})
    holder = open_session()
    holder.execute(
        "INSERT INTO core_idempotencykey (actor, path, key, request_hash, created_at) VALUES (%s, %s, %s, %s, now())",
        [first.actor, first.path, first.key, first.request_hash],
    )
    with in_background(lambda: run_change(lambda: claim(first))) as (second,):
        until_waiting(open_session())
        holder.rollback()
    assert second.result() is None


def test_a_day_later_the_key_is_free_again(house):
    first = create_type(house, "a")
    with clock.travel_to(clock.now() + timedelta(hours=25)):
        again = create_type(house, "a")
    assert (first.status_code, again.data["code"]) == (201, "ROOM_TYPE_CODE_TAKEN")


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_cannot_be_one_is_refused(house, key):
    answer = create_type(house, key)
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_IDEMPOTENCY_KEY")
    assert not RoomType.objects.filter(hotel=house.hotel).exists()


def test_a_dry_run_leaves_the_key_alone(house):
    headers = {"Idempotency-Key": "a"}
    rehearsed = house.client.post(
        f"{house.url}/room-types/?dry_run=true", {"code": "DLX", "name": "Deluxe"}, headers=headers
    )
    assert rehearsed.data["dry_run"] is True
    assert create_type(house, "a").status_code == 201


def test_a_deletion_is_told_again_without_a_body(house):
    make_rooms(make_room_type(house.hotel), ["1"])
    headers = {"Idempotency-Key": "a"}
    answers = [house.client.delete(f"{house.url}/room-management/1/", headers=headers) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b""), (204, b"")]
    assert Room.objects.get(hotel=house.hotel).version == 2


def test_what_goes_step_by_step_is_in_progress_until_it_has_an_answer(house):
    request = keyed_request(actor="x:1", path="POST /pay/", key=house.hotel.slug, body={})
    assert run_change(lambda: claim(request)) is None
    with pytest.raises(Refused) as caught:
        run_change(lambda: claim(request))
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("IN_PROGRESS", 409)
    run_change(lambda: store(request, 200, {"paid": True}))
    assert run_change(lambda: claim(request)).body == {"paid": True}


def test_a_step_by_step_change_that_was_refused_gives_its_key_up(house):
    request = keyed_request(actor="x:1", path="POST /pay/", key=house.hotel.slug, body={})
    run_change(lambda: claim(request))
    run_change(lambda: release(request))
    assert run_change(lambda: claim(request)) is None


def test_an_answer_is_kept_without_raw_tokens():
    assert without_secrets({"token": "t", "guest_token": "g", "id": 1}) == {"id": 1}


def test_a_key_is_kept_with_a_hash_of_the_body_only(house):
    create_type(house, "a")
    kept = IdempotencyKey.objects.get(key="a", actor=f"{house.hotel.pk}:staff:{house.admin.pk}")
    assert kept.path == f"POST {house.url}/room-types/"
    assert len(kept.request_hash) == 64


def keys_of(house):
    return IdempotencyKey.objects.filter(actor__startswith=f"{house.hotel.pk}:")


def test_keys_are_forgotten_after_a_day_in_batches(house):
    for number in range(5):
        assert create_type(house, f"old-{number}", code=f"A{number}").status_code == 201
    with clock.travel_to(clock.now() + timedelta(hours=12)):
        assert create_type(house, "young", code="B").status_code == 201
    with clock.travel_to(clock.now() + timedelta(hours=25)):
        assert forget_expired(at_once=2) >= 5
        assert [key.key for key in keys_of(house)] == ["young"]
        assert forget_expired() == 0


def test_a_key_that_somebody_holds_is_passed_over(house):
    create_type(house, "held")
    later = clock.now() + timedelta(hours=25)

    def sweep():
        with clock.travel_to(later):
            return forget_expired()

    with transaction.atomic():
        keys_of(house).select_for_update().get()
        with in_background(sweep):
            pass
        assert keys_of(house).count() == 1
    assert sweep() >= 1
    assert keys_of(house).count() == 0


def test_what_was_asked_for_cannot_be_guessed_from_the_row():
    body = {"password": "letmein"}
    plain = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    first = keyed_request(actor="a", path="p", key="k", body=body).request_hash
    with override_settings(SECRET_KEY="the secret of another site"):
        second = keyed_request(actor="a", path="p", key="k", body=body).request_hash
    assert len({plain, first, second}) == 3
