"""A GTFS folder becomes a network: the trains and buses of one weekday morning, as `foothold travel import` keeps them."""
