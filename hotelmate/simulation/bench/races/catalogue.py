"""All races, in the order in which they are told."""

from hotelmate.simulation.bench.races.cancelling import CANCELLING
from hotelmate.simulation.bench.races.deciding import DECIDING
from hotelmate.simulation.bench.races.paying import PAYING
from hotelmate.simulation.bench.races.rooming import ROOMING
from hotelmate.simulation.bench.races.selling import SELLING
from hotelmate.simulation.bench.races.staying import STAYING

RACES = (*CANCELLING, *STAYING, *ROOMING, *DECIDING, *PAYING, *SELLING)
