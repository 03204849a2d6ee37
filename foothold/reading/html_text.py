"""Descriptions: the HTML that may be shown, and the words in it.

Whoever wrote the text may mean harm: every step here costs no more than the text is long.
"""

import html
import re
from functools import lru_cache

import nh3

from foothold.reading.entities import unescaped

SHOWN_TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "h2", "h3", "h4", "a", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "hr"}  # fmt: skip
MOST_TAGS = 3_000
"""A text with more is no advert's, and only its words are shown: what the cleaner costs grows with the square of the
elements that stand open inside one another. Honest adverts have 600."""
LONGEST_MARKUP = 100_000
"""Characters that are cleaned; the longest real descriptions have 20,000."""
LONGEST_SHOWN = 30_000
"""Characters of clean HTML that are shown: twice the longest real ones."""
BROKEN_OFF = "<p>…</p>"
"""Ends a description of which more was sent than is shown."""

_HEADINGS = re.compile(r"<(/?)h[156]\b[^<>]*>", re.I)
_ESCAPED = tuple(
    (re.compile(rf"{opens}/?(?:p|br|ul|ol|li|strong|b|em|i|div|span|h[1-6])\b", re.I), closes)
    for opens, closes in (("&amp;lt;", ("&amp;gt;", "&AMP;GT;")), ("&lt;", ("&gt;", "&GT;")))
)
"""How a tag begins and ends that was escaped twice, or once."""
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|tr|ul|ol|table|blockquote|section)\s*>|<br\s*/?>", re.I)
_LIST_ITEM = re.compile(r"<li\b[^<>]*>(.*?)(?=</li\s*>|<li\b|</[uo]l\s*>|$)", re.I | re.S)
_HIDDEN = re.compile(r"<(?:(script|style|template|noscript)\b|!--)", re.I | re.A)
_HIDDEN_ENDS = {
    name: re.compile(rf"</{name}\s*>", re.I | re.A) for name in ("script", "style", "template", "noscript")
} | {"": re.compile("-->")}
_LONGEST_ENTITY = 40
_BLOCK_ENDS = ("</p>", "</li>", "</ul>", "</ol>", "<br>", "</h2>", "</h3>", "</h4>", "</tr>", "</blockquote>")


def clean_html(text: str | None) -> str | None:
    """The description as HTML that is safe to show: known tags, http(s) and mailto links, nothing hidden.

    Plain text becomes paragraphs; tags that were escaped once or twice too often are unescaped. What is longer than
    LONGEST_SHOWN ends where a block of it ends.
    """
    if not text or not text.strip():
        return None
    source = _with_tags(text[:LONGEST_MARKUP])
    if not _TAG.search(source):
        return _cut(_paragraphs(unescaped(source)))
    if source.count("<") > MOST_TAGS:
        return _cut(_paragraphs(plain_text(source))) or None
    cleaned = _cut(_safe(_HEADINGS.sub(r"<\1h3>", source)))
    return cleaned if plain_text(cleaned) else None


def _safe(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=SHOWN_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    ).strip()


def _cut(cleaned: str) -> str:
    """Clean HTML that breaks off with “…” where it is longer than what is shown: no tag and no entity is torn, and
    what stands open is closed again."""
    kept, end = cleaned, LONGEST_SHOWN
    while len(kept) > LONGEST_SHOWN:
        end -= end // 8  # Room for what closes the elements that stand open there.
        block = max(cleaned.rfind(closes, end // 2, end) + len(closes) for closes in _BLOCK_ENDS)
        kept = _safe(cleaned[: block if block > end // 2 else _between_words(cleaned, end)]) + BROKEN_OFF
    return kept


def _between_words(cleaned: str, end: int) -> int:
    """The last place before `end` that is inside no tag and no entity."""
    opened = cleaned.rfind("<", 0, end)
    if opened > cleaned.rfind(">", 0, end):
        return opened
    begun = cleaned.rfind("&", max(0, end - _LONGEST_ENTITY), end)
    return begun if begun > cleaned.rfind(";", 0, end) else end


# One reading asks several times for the words of the same description.
@lru_cache(maxsize=16)
def plain_text(text: str | None) -> str:
    """The words alone: a line a block, entities decoded, white space folded."""
    if not text:
        return ""
    shown = _with_tags(text)
    if "<" in shown:
        shown = _TAG.sub(" ", _BLOCK_END.sub("\n", _without_hidden(shown)))
    words = unescaped(shown).replace("\xa0", " ")
    if "\n" not in words:
        return " ".join(words.split())
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def list_items(text: str) -> tuple[str, ...]:
    """The items of an HTML list, or the lines of a text."""
    if _TAG.search(_with_tags(text)) and _LIST_ITEM.search(_with_tags(text)):
        return tuple(filter(None, (plain_text(item) for item in _LIST_ITEM.findall(_with_tags(text)))))
    lines = (re.sub(r"^[\s•·*–-]+", "", line) for line in plain_text(text).split("\n"))
    return tuple(line for line in lines if line)


def one_line(text: str | None) -> str | None:
    """A title or a name: the words of a text on one line, or None."""
    return " ".join(plain_text(text).split()) or None


def _without_hidden(text: str) -> str:
    """Without comments, scripts and the like. One that never ends stays: what would end it is looked for once."""
    kept: list[str] = []
    at = kept_to = 0
    endless: set[str] = set()
    while opened := _HIDDEN.search(text, at):
        at, name = opened.end(), (opened[1] or "").lower()
        closed = None if name in endless else _HIDDEN_ENDS[name].search(text, at)
        if closed is None:
            endless.add(name)
            continue
        kept += (text[kept_to : opened.start()], " ")
        at = kept_to = closed.end()
    return "".join((*kept, text[kept_to:])) if kept else text


def _with_tags(text: str) -> str:
    if "&" not in text:
        return text
    for opens, closes in _ESCAPED:
        if _holds(text, opens, closes) and not _TAG.search(text):
            text = unescaped(text)
    return text


def _holds(text: str, opens: re.Pattern[str], closes: tuple[str, ...]) -> bool:
    """Whether an escaped tag stands in a stretch without a `<`."""
    if not any(end in text for end in closes):
        return False
    return any(
        (opened := opens.search(stretch)) and max(map(stretch.rfind, closes)) >= opened.end()
        for stretch in text.split("<")
    )


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    escaped = (html.escape(" ".join(block.split(" ")).strip(), quote=False) for block in blocks)
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in escaped if block)
