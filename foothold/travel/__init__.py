"""Minutes by Tube, rail and foot. Its public face:

    network = network_of(settings.travel_folder)     # the imported network, else the built-in one
    arrivals = minutes_from(network, Point(lat, lon))  # one search, for a filter and every card of a page
    arrivals.journey_to(Point(lat, lon))             # Journey(minutes, low, high, legs), or None
    arrivals.within(45)                              # Reach(cells, stations)

`about_minutes` and `cells_within` are the same for a single question. All are pure: the same points on the same
network give the same answer.
"""

from foothold.travel.arrivals import Arrivals, about_minutes, cells_within, minutes_from
from foothold.travel.journey import Journey, Leg
from foothold.travel.network import Line, Point, RailNetwork
from foothold.travel.reach import Reach, Station
from foothold.travel.saved import network_of
from foothold.travel.spread import FEWEST_MINUTES, MOST_MINUTES

__all__ = [
    "FEWEST_MINUTES",
    "MOST_MINUTES",
    "Arrivals",
    "Journey",
    "Leg",
    "Line",
    "Point",
    "RailNetwork",
    "Reach",
    "Station",
    "about_minutes",
    "cells_within",
    "minutes_from",
    "network_of",
]
