"""Searches as they arrive: parameters, what the words mean, and the results of a page."""
