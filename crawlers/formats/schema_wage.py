"""What a JobPosting pays, as one line that a person would write: `GBP 24000 - 26000`, with its unit apart."""

import re
from typing import Any

from crawlers.formats.graph import Graph, Node
from foothold.model.posting import Text

LOWEST = ("minValue", "minPrice")
HIGHEST = ("maxValue", "maxPrice")
SINGLE = ("value", "price")
UNIT = ("unitText", "unitCode", "duration")
# The unit codes of UN/CEFACT, which `unitCode` asks for.
UNIT_CODES = {"HUR": "hour", "DAY": "day", "WEE": "week", "MON": "month", "ANN": "year"}
CURRENCY = ("currency", "priceCurrency", "salaryCurrency")
FIGURE = re.compile(r"[\d.,\s]++")
ZERO = re.compile(r"\s*+0*+(?:[.,]0*+)?\s*+")


def wage_of(node: Node, graph: Graph) -> tuple[Text, str | None]:
    """The text and its unit. `baseSalary` is the employer's word; an estimate serves where it is alone.
    `salary` is no property of the vocabulary, but sites write it, Teaching Vacancies among them."""
    currency = graph.text(node, "salaryCurrency")
    for name in ("baseSalary", "salary", "estimatedSalary"):
        read = [_amount(value, graph, currency) for value in graph.every(node, name)]
        said = [(text, unit) for text, unit in read if text]
        if said:
            texts = tuple(dict.fromkeys(text for text, _ in said))
            unit = next((unit for _, unit in said if unit), None)
            return (texts if len(texts) > 1 else texts[0]), unit
    return None, None


def _amount(value: Any, graph: Graph, currency: str | None) -> tuple[str, str | None]:
    if not isinstance(value, dict):
        return _with_currency(graph.words(value) or "", currency), None
    currency = graph.text(value, *CURRENCY) or currency
    inner = graph.one(value, "value", "priceSpecification")
    figures = inner if isinstance(inner, dict) else value
    unit = graph.text(figures, *UNIT) or graph.text(value, *UNIT)
    unit = UNIT_CODES.get(unit, unit) if unit else None
    return _with_currency(_figures(figures, graph), graph.text(figures, *CURRENCY) or currency), unit


def _figures(node: Node, graph: Graph) -> str:
    low, high = _figure(node, graph, LOWEST), _figure(node, graph, HIGHEST)
    if low and high and low != high:
        return f"{low} - {high}"
    if low and high:
        return low
    if low or high:
        return f"from {low}" if low else f"up to {high}"
    return _figure(node, graph, SINGLE)


def _figure(node: Node, graph: Graph, names: tuple[str, ...]) -> str:
    """Zero is how templates write that no figure was given."""
    said = graph.text(node, *names) or ""
    return "" if ZERO.fullmatch(said) else said


def _with_currency(text: str, currency: str | None) -> str:
    """The currency in front of bare figures; a text that has its own words is left as it is."""
    if ZERO.fullmatch(text):
        return ""
    opening = next((words for words in ("up to ", "from ") if text.startswith(words)), "")
    figures = text.removeprefix(opening)
    bare = all(FIGURE.fullmatch(part) for part in figures.split(" - "))
    return f"{opening}{currency} {figures}" if currency and bare else text
