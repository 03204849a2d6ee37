"""Dates and times of day as adverts write them."""
