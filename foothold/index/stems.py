"""Words as every index holds them: in small letters, without accents and endings.

One analyser for both engines, so that no stem, accent or sign tells them apart.
"""

from collections.abc import Iterable
from typing import Any

import tantivy


def stems(text: str) -> list[str]:
    return list(ANALYSER.analyze(text))


def phrase_stems(phrase: Iterable[str]) -> list[str]:
    """Of each word by itself."""
    return [stem for word in phrase for stem in stems(word)]


def _analyser() -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(60), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.filter(tantivy.Filter.stemmer("english")).build()


ANALYSER = _analyser()
