"""Writes the tables that documents carry from the code: parameters and export columns in docs/api.md, fields in docs/search.md."""

from pathlib import Path

from foothold.index.fields import field_table
from foothold.reading.places.gazetteer import built_in_places
from search_api.api.export_columns import column_table
from search_api.search.parameters import parameter_table, search_parameters

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    parameters = parameter_table(search_parameters(built_in_places().boroughs()))
    carry("api.md", "parameters", parameters)
    carry("api.md", "columns", column_table())
    carry("search.md", "fields", field_table())


def carry(page: str, name: str, table: str) -> None:
    """Put `table` between the marks `<!-- name -->` and `<!-- /name -->` of a page. Raises ValueError where there are none."""
    path = DOCS / page
    before, begin, rest = path.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise ValueError(f"{page} has no marks for {name}")
    path.write_text(f"{before}{begin}{table}{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
