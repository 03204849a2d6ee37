"""Pages that stand in for the one that was asked for: "are you human?" with an HTTP 200 or a 403."""

import re

SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("Cloudflare", re.compile(rb"cf-browser-verification|cf[-_]chl|/cdn-cgi/challenge-platform/|<title>Just a moment", re.I)),
    ("Cloudflare", re.compile(rb"<title>Attention Required! \| Cloudflare", re.I)),
    ("DataDome", re.compile(rb"captcha-delivery\.com", re.I)),
    ("PerimeterX", re.compile(rb"px-captcha|_pxAppId|Access to this page has been denied", re.I)),
    ("Imperva", re.compile(rb"_Incapsula_Resource|Incapsula incident ID|Pardon Our Interruption", re.I)),
    ("AWS WAF", re.compile(rb"awsWafCookieDomainList|token\.awswaf\.com|aws-waf-token", re.I)),
    ("Akamai", re.compile(rb"<H1>Access Denied</H1>.{0,400}Reference(?:\s|&#32;)*&#35;", re.I | re.S)),
    ("a captcha", re.compile(
        rb"(verify|confirm)( that)? you(&#39;|'|\xe2\x80\x99)?( a)?re (a )?(human|not a robot)"
        rb"|unusual traffic from your (computer )?network|checking your browser before", re.I)),
)  # fmt: skip

LOOKED_AT = 60_000  # Bytes from the page's beginning: these pages are short.


def bot_wall(body: bytes) -> str | None:
    """Whose wall this page is, or None. Ask it only of a page that held no posting: a real advert may well
    carry a captcha for its form."""
    head = body[:LOOKED_AT]
    return next((name for name, sign in SIGNS if sign.search(head)), None)
