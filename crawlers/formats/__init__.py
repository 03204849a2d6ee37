"""Formats that several families share: JSON-LD, feeds, tables of fields."""
