"""What makes two sightings of an advert the same one: its reference, its address, its id."""

import base64
import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from foothold.model.organisations import normalised_name, slugify
from foothold.model.posting import RawPosting, first

# Parameters that say where a visitor came from and nothing about the page.
TRACKING = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "gclid", "dclid", "fbclid",
    "msclkid", "gh_src", "lever-source", "lever-origin", "source", "src", "ref", "referrer", "trk", "trackingid",
    "mc_cid", "mc_eid", "_ga", "_gl", "igshid", "cmpid", "jobboard", "fromsearch", "sessionid", "jsessionid",
)  # fmt: skip
_ORDINARY = re.compile(r"https?://[a-z0-9-]++(?:\.[a-z0-9-]++)*+(?::[0-9]++)?+(?!.*/\.)/[A-Za-z0-9/._~-]*+")
"""An address in which there is nothing to make canonical."""
LONGEST = 8_000
"""Characters of an address; browsers and servers take fewer."""
DEFAULT_PORTS = {"http": 80, "https": 443}
FILE_ENDINGS = frozenset(
    ("htm", "html", "php", "asp", "aspx", "jsp", "cfm", "pdf", "doc", "docx", "rtf", "odt", "txt", "xls", "xlsx", "csv", "png",
     "jpg", "jpeg", "gif", "js", "css", "xml", "json")
)  # fmt: skip
LONG_ENDINGS = frozenset(
    ("info", "london", "jobs", "careers", "academy", "college", "school", "schools", "online", "works", "training", "agency",
     "digital", "group", "shop", "site", "tech", "wales", "scot", "example", "test")
)  # fmt: skip
"""Ends of host names that are believed without `www` or a path; two and three letters always are."""


# An advert's address is asked for as its own, as where to apply, and as its page.
@lru_cache(maxsize=256)
def canonical_url(url: str | None) -> str | None:
    """The address without tracking, fragment, default port or upper-case host; None if it is no web address."""
    if not url or len(url) > LONGEST:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in DEFAULT_PORTS or not host:
        return None
    netloc = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    bare = urlunsplit(SplitResult(scheme, netloc, parts.path.rstrip("/") or "/", parts.query, ""))
    if not parts.query and _ORDINARY.fullmatch(bare):
        return bare
    kept = url_query_cleaner(bare, _tracking_in(parts.query), remove=True) if parts.query else bare
    return str(canonicalize_url(kept))


def _tracking_in(query: str) -> list[str]:
    names = {pair.partition("=")[0] for pair in query.split("&")}
    return [name for name in names if name.lower() in TRACKING or name.lower().startswith("utm_")]


def external_id(posting: RawPosting) -> str:
    """The source's own reference, else the advert's canonical address, else a hash of who, what and where."""
    reference = " ".join((posting.external_id or "").split())
    if reference:
        return reference
    address = canonical_url(posting.url)
    if address:
        return address
    where = first(posting.postcode) or first(posting.places) or ""
    said = (normalised_name(posting.employer or ""), slugify(posting.title or ""), slugify(where))
    return "hash:" + hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def opportunity_id(source: str, reference: str) -> str:
    """12 lower-case base32 characters: the public id that the first sighting gives an opportunity."""
    digest = hashlib.sha256(f"{source}:{reference}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:12]


def web_address(url: str | None) -> str | None:
    """An address that a browser can open: as the source gave it, or with the `https://` that its writer left out."""
    tidy = "".join((url or "").split())
    if canonical_url(tidy):
        return tidy
    typed = (url or "").strip().removeprefix("//")
    return f"https://{typed}" if _is_typed_address(typed) and canonical_url(f"https://{typed}") else None


def _is_typed_address(text: str) -> bool:
    """`www.quillmark.example` or `quillmark.example/apply`: a host with a name at its end, and no file's ending."""
    if len(text) > LONGEST or not text.isascii() or len(text.split()) != 1:
        return False
    host = text.lower().replace("?", "/").replace("#", "/").partition("/")[0]
    labels = host.partition(":")[0].split(".")
    if len(labels) < 2 or not all(label.replace("-", "").isalnum() for label in labels):
        return False
    end = labels[-1]
    if not end.isalpha() or len(end) < 2 or end in FILE_ENDINGS:
        return False
    return labels[0] == "www" or "/" in text or len(end) <= 3 or end in LONG_ENDINGS
