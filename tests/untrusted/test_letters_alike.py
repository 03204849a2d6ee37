"""Letters that a pattern takes for others: ſ matches s, K (Kelvin) k, and İ and ı match i, where case makes no difference."""

from pathlib import Path

import pytest

from tests.foothold.reading.tables import rows
from tests.untrusted.readers import READERS, Read, quietly

ALIKE = str.maketrans({"s": "ſ", "S": "ſ", "k": "K", "K": "K", "i": "ı", "I": "İ"})
TABLES = sorted((Path(__file__).parents[1] / "foothold").rglob("*.tsv"))
MARKUP = (
    "<script>a</script>", "<style>a</style>", "<noscript>a</noscript>", "<li>skills</li>", "<strong>a</strong>", "&nbsp;&lt;li&gt;",
    "https://sites.example/?kind=1", "Stockwell Station, SW9 9AE", "posted 2 weeks ago", "1st Sept 2026", "Disability Confident",
)  # fmt: skip
TEXTS = tuple(
    sorted({next(iter(row.values())) for table in TABLES for row in rows(table)} - {""} | set(MARKUP))
)


@pytest.mark.parametrize("read", READERS.values(), ids=list(READERS))
def test_letters_that_pass_for_others_stop_no_reader(read: Read) -> None:
    assert len(TEXTS) > 500
    for text in TEXTS:
        quietly(read)(text.translate(ALIKE))
