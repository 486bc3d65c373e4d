"""Generated requests against the OpenAPI document: no 500, no answer outside the schema, no contradiction left behind.

A few for each endpoint, the same each time. `HOTELMATE_API_EXAMPLES=200 pytest tests/api/test_contract.py` makes a long
round: so many for each, new ones each time, and the edges of every schema too.
"""

import os
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hotelmate.config.wsgi import application
from hotelmate.core import clock
from hotelmate.integrity.queries import verify_hotel
from tests.documented import document

from .house import House
from .operations import Operation

# A house takes long to open, and what one operation has done to it may be in the way of the next.
OPERATIONS_OF_A_HOUSE = 12
LONG_ROUND = "HOTELMATE_API_EXAMPLES" in os.environ
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {
            "max-examples": int(os.environ.get("HOTELMATE_API_EXAMPLES", "6")),
            "deterministic": not LONG_ROUND,
            "with-security-parameters": False,
        },
        "phases": {"coverage": {"enabled": LONG_ROUND}},
    }
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
schema.app = application


@pytest.fixture(scope="module")
def street():
    """The hotels that were opened so far, each with how many operations it has lived through."""
    return Counter()


@pytest.fixture
def lived_in(street):
    """A hotel that lives through a few operations; whatever is asked of it, it never contradicts itself."""
    house = next((house for house, lived in street.items() if lived < OPERATIONS_OF_A_HOUSE), None) or House()
    street[house] += 1
    with clock.travel_to(house.afternoon):
        yield house
        assert verify_hotel(house.hotel).failed == {}


@pytest.fixture
def house_of(request):
    """The hotel for requests of this method."""
    return lambda method: request.getfixturevalue("house" if method == "GET" else "lived_in")


@schema.parametrize()
@settings(
    suppress_health_check=list(HealthCheck), deadline=None, database=None, phases=[Phase.explicit, Phase.generate]
)
def test_every_answer_is_one_that_the_document_promises(case, house_of):
    house = house_of(case.method)
    name_what_is_there(case, house)
    callers = Operation(case.method.lower(), case.path, case.operation.definition.raw).callers
    case.call_and_validate(headers={"Authorization": house.header_of(callers)}, checks=CHECKS)


def name_what_is_there(case, house):
    """Put records of the house where a sound request names some, so that it gets past "not found"."""
    if case.path_parameters:
        case.path_parameters = {name: picked(house.ids[name], value) for name, value in case.path_parameters.items()}
    if case.meta.generation.mode == GenerationMode.POSITIVE and isinstance(case.body, dict):
        case.body = {name: picked(house.values.get(name, [value]), value) for name, value in case.body.items()}


def picked(choices, value):
    """One of these, the same for the same value."""
    return choices[len(str(value)) % len(choices)]
