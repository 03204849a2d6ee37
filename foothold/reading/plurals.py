"""One form for a word and its plural."""


def singular(word: str) -> str:
    """`companies` → `company`, `gcses` → `gcse`; `business` and `gas` stay."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return word
