"""Foothold: London's apprenticeships and work-experience placements in one searchable place."""

__version__ = "0.1.0"
