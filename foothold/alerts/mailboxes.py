"""Which spellings of an address lead to one person's mailbox, by the rules of who keeps it.

Where nobody's rule is known, a `+tag` is taken for one: most servers deliver it to the mailbox before the sign, and two
people who share all of a name up to a plus are far rarer than somebody who writes to one mailbox in a hundred spellings.
Dots are not: at a school `ada.lo@` and `adalo@` are two people. Case never tells two mailboxes apart in practice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import idna

_QUOTED = re.compile(r'"([^"\\]*)"')


@dataclass(frozen=True, slots=True)
class MailProvider:
    """`domain` stands for all under which it keeps the same mailbox, `tags` begin what is only for sorting,
    `ignored` signs make no other mailbox."""

    domain: str | None = None
    tags: str = "+"
    ignored: str = ""


ANY = MailProvider()
GOOGLE = MailProvider("gmail.com", ignored=".")
APPLE = MailProvider("icloud.com")
PROTON = MailProvider("proton.me", ignored=".-_")
YAHOO = MailProvider(tags="+-")
"""Its throw-away addresses are a name, a hyphen and a word; no name of its own has a hyphen."""
PROVIDERS: Mapping[str, MailProvider] = {
    "gmail.com": GOOGLE,
    "googlemail.com": GOOGLE,
    "icloud.com": APPLE,
    "me.com": APPLE,
    "mac.com": APPLE,
    "proton.me": PROTON,
    "protonmail.com": PROTON,
    "protonmail.ch": PROTON,
    "pm.me": PROTON,
    "ymail.com": YAHOO,
    "rocketmail.com": YAHOO,
}
"""Those whose rules are others than everybody's; Outlook, Hotmail, Live and Fastmail have `+tag` alone."""
# `anything@name.fastmail.com` is delivered to `name@fastmail.com`.
_BY_SUBDOMAIN = re.compile(r"([^.]+)\.(fastmail\.(?:com|fm))")
_YAHOO = re.compile(r"yahoo\.[a-z]{2,3}(?:\.[a-z]{2})?")


def plain_name(name: str) -> str:
    """The part before the @ without quotation marks, which make no other address where none are needed."""
    quoted = _QUOTED.fullmatch(name)
    return quoted[1] if quoted else name


def plain_domain(domain: str) -> str:
    """As the net knows it: `bücher.example` is `xn--bcher-kva.example`. Raises ValueError for what is no domain."""
    if domain.isascii():
        return domain.lower()
    return idna.encode(domain, uts46=True).decode("ascii")


def mailbox(address: str) -> str:
    """What all addresses that lead to one mailbox have in common. Of what is no address, some text of its own."""
    name, _, domain = address.rpartition("@")
    name = plain_name(name).casefold()
    try:
        domain = plain_domain(domain)
    except ValueError:
        return f"{name}@{domain}"
    if subdomain := _BY_SUBDOMAIN.fullmatch(domain):
        name, domain = subdomain[1], subdomain[2]
    provider = PROVIDERS.get(domain, YAHOO if _YAHOO.fullmatch(domain) else ANY)
    untagged = re.split(f"[{re.escape(provider.tags)}]", name, maxsplit=1)[0] or name
    bare = untagged.translate({ord(sign): None for sign in provider.ignored}) or untagged
    return f"{bare}@{provider.domain or domain}"
