"""Pages that stand in for the one that was asked for: "are you human?" with an HTTP 200, 202, 403, 405, 428 or 429.

The signs are those of the stand-in itself. What these services put into every page that they guard (a script of
`/cdn-cgi/challenge-platform/scripts/`, `/_Incapsula_Resource` beside an advert, a tag of DataDome) is none.
"""

import re
from collections.abc import Mapping

NO_HEADERS: Mapping[str, str] = {}

SAID_IN_HEADERS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    # developers.cloudflare.com, "Detect a Challenge Page response".
    ("Cloudflare", "cf-mitigated", re.compile("challenge", re.I)),
    # docs.aws.amazon.com, "CAPTCHA and Challenge action behavior": the body is empty unless HTML was asked for.
    ("AWS WAF", "x-amzn-waf-action", re.compile("challenge|captcha", re.I)),
    ("Vercel", "x-vercel-mitigated", re.compile("challenge|deny", re.I)),
    ("Kasada", "x-kpsdk-ct", re.compile(".")),
)

# Behind `\A(?>` it is the page's first title alone: what may follow 8,000 bytes later is looked for once.
SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("Cloudflare", re.compile(
        rb"cf-browser-verification|_cf_chl_opt|cf[-_]chl[-_]|/cdn-cgi/challenge-platform/h/\w/orchestrate/"
        rb"|<title>Just a moment|<title>Attention Required! \| Cloudflare|<title>[^<]{0,80}used Cloudflare to restrict access",
        re.I)),
    ("DataDome", re.compile(rb"(?:geo|ct|interstitial)\.captcha-delivery\.com|var dd=\{['\"]rt['\"]", re.I)),
    ("PerimeterX", re.compile(rb"px-captcha|<title>Access to this page has been denied|\"blockScript\":\"[^\"]{0,200}/captcha", re.I)),
    ("Imperva", re.compile(
        rb"<iframe[^>]{0,300}_Incapsula_Resource|Incapsula incident ID|Pardon Our Interruption"
        rb"|NOINDEX[^>]{0,40}>.{0,900}/_Incapsula_Resource\?SWJIYLWA", re.I | re.S)),
    ("AWS WAF", re.compile(rb"awsWafCookieDomainList|window\.gokuProps|AwsWafIntegration\.(?:checkForceRefresh|saveReferrer)", re.I)),
    ("Akamai", re.compile(
        rb"<H1>Access Denied</H1>.{0,400}Reference(?:\s|&#32;)*&#35;|sec-if-cpt-container|sec-cp-challenge|/_sec/cp_challenge/"
        rb"|[\"'?&]bm-verify=", re.I | re.S)),
    ("Kasada", re.compile(rb"window\.KPSDK\s*=\s*\{\}|/149e9513-01fa-4fb0-aad4-566afd725d1b/[^\"'\s]{0,200}/ips\.js", re.I)),
    ("F5", re.compile(rb"The requested URL was rejected\. Please consult with your administrator|<title>Request Rejected</title>", re.I)),
    ("Sucuri", re.compile(rb"Sucuri Website Firewall - Access Denied|sucuri_cloudproxy_js", re.I)),
    ("Radware", re.compile(rb"validate\.perfdrive\.com|<title>Radware (?:Captcha|Bot Manager)", re.I)),
    ("Fortinet", re.compile(rb"<title>Web Page Blocked!?</title>", re.I)),
    ("Fastly", re.compile(rb"/_fs-ch-[\w-]{4,}/|<title>Client Challenge</title>", re.I)),
    ("Vercel", re.compile(rb"<title>Vercel Security Checkpoint</title>|/\.well-known/vercel/security/", re.I)),
    ("DDoS-Guard", re.compile(rb"<title>DDoS-Guard</title>|/\.well-known/ddos-guard/", re.I)),
    ("Anubis", re.compile(rb"/\.within\.website/x/cmd/anubis/|Making sure you(?:&#39;|')re not a bot", re.I)),
    ("Queue-it", re.compile(rb"<title>Queue-it</title>|static\.queue-it\.net/script/queueClient", re.I)),
    ("reCAPTCHA", re.compile(
        rb"unusual traffic from your (?:computer )?network|/sorry/index\?continue="
        rb"|\A(?>.*?<title>)[^<]{0,40}(?:captcha|robot|human|security check)[^<]{0,40}</title>.{0,8000}(?:g-recaptcha|recaptcha/(?:api|enterprise)\.js)",
        re.I | re.S)),
    ("hCaptcha", re.compile(
        rb"\A(?>.*?<title>)[^<]{0,40}(?:captcha|robot|human|security check|moment)[^<]{0,40}</title>.{0,8000}(?:class=.h-captcha|hcaptcha\.com/1/api\.js)",
        re.I | re.S)),
    ("a captcha", re.compile(
        rb"(?:verify|confirm|prove)(?: that)? you(?:&#39;|'|\xe2\x80\x99)?(?: a)?re (?:a )?(?:human|not a (?:ro)?bot)"
        rb"|checking your browser before|(?:enable|requires?) javascript and cookies to continue"
        rb"|complete the (?:security check|captcha) to (?:access|continue)", re.I)),
)  # fmt: skip

LOOKED_AT = 60_000  # Bytes from the page's beginning: these pages are short.


def bot_wall(body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> str | None:
    """Whose wall this page is, or None; the names of the headers in small letters. Ask it only of a page that held
    no posting: a real advert may well carry a captcha for its form."""
    for whose, name, sign in SAID_IN_HEADERS:
        if sign.search(headers.get(name, "")):
            return whose
    head = body[:LOOKED_AT]
    return next((whose for whose, sign in SIGNS if sign.search(head)), None)
