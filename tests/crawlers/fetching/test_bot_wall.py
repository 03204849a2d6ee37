"""A page that asks whether we are human is recognised, a page that is merely empty or merely guarded is not."""

import pytest

from crawlers.fetching.bot_wall import bot_wall
from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, serve_postings

# Written by hand after what the services' documentation and their pages show; nothing is copied.
WALLS = {
    "Cloudflare's challenge": ("Cloudflare", b"<title>Just a moment...</title><div id='cf-chl-widget'></div>"),
    "Cloudflare's script": ("Cloudflare", b"<title>careers.example</title><script>window._cf_chl_opt={cType:'managed'};"
        b"a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1'</script>"),
    "Cloudflare's block": ("Cloudflare", b"<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>"),
    "Cloudflare's access rule": ("Cloudflare", b"<title>Access denied | careers.example used Cloudflare to restrict access</title>"),
    "DataDome's interstitial": ("DataDome", b"<script>var dd={'rt':'i','cid':'A','host':'geo.captcha-delivery.com'}</script>"),
    "DataDome's JSON": ("DataDome", b'{"url": "https://geo.captcha-delivery.com/captcha/?initialCid=A"}'),
    "HUMAN's button": ("PerimeterX", b"<title>Access to this page has been denied.</title><div id='px-captcha'></div>"),
    "HUMAN's JSON": ("PerimeterX", b'{"appId":"PXabc","blockScript":"https://captcha.px-cdn.example/PXabc/captcha.js"}'),
    "Imperva's frame": ("Imperva", b"<iframe id='main-iframe' src='/_Incapsula_Resource?CWUDNSAI=1'>Request unsuccessful. "
        b"Incapsula incident ID: 1-2</iframe>"),
    "Imperva's script": ("Imperva", b"<html style='height:100%'><head><META NAME='ROBOTS' CONTENT='NOINDEX, NOFOLLOW'>"
        b"<script src='/_Incapsula_Resource?SWJIYLWA=719d'></script></head><body></body></html>"),
    "Imperva's interruption": ("Imperva", b"<title>Pardon Our Interruption</title>"),
    "AWS WAF's challenge": ("AWS WAF", b"<script>window.awsWafCookieDomainList = []; window.gokuProps = {};</script>"
        b"<script src='https://a.token.awswaf.com/a/challenge.js'></script>"),
    "Akamai's denial": ("Akamai", b"<H1>Access Denied</H1>\nYou don't have permission.<P>Reference&#32;&#35;18.2"),
    "Akamai's proof of work": ("Akamai", b"<div id='sec-if-cpt-container'></div>"),
    "Akamai's JSON": ("Akamai", b'{"sec-cp-challenge": "true", "provider": "crypto"}'),
    "Akamai's interstitial": ("Akamai", b"<meta http-equiv='refresh' content='5; URL=\'/jobs?bm-verify=AAQ\''>"),
    "Kasada's script": ("Kasada", b"<script>window.KPSDK={};KPSDK.now=performance.now;</script>"),
    "F5's rejection": ("F5", b"<title>Request Rejected</title>The requested URL was rejected. Please consult with your "
        b"administrator. Your support ID is: 1"),
    "Sucuri's denial": ("Sucuri", b"<title>Sucuri WebSite Firewall - Access Denied</title>"),
    "Radware's captcha": ("Radware", b"<title>Radware Captcha Page</title>"),
    "Fortinet's block": ("Fortinet", b"<title>Web Page Blocked!</title><p>Attack ID: 20000051</p>"),
    "Fastly's challenge": ("Fastly", b"<title>Client Challenge</title><script src='/_fs-ch-1T1wmsGaOgGaSxcX/x.js'></script>"),
    "Vercel's checkpoint": ("Vercel", b"<title>Vercel Security Checkpoint</title>"),
    "DDoS-Guard's check": ("DDoS-Guard", b"<title>DDoS-Guard</title><p>Checking your browser"),
    "Anubis's work": ("Anubis", b"<title>Making sure you&#39;re not a bot!</title>"),
    "Queue-it's room": ("Queue-it", b"<title>Queue-it</title><p>You are now in line.</p>"),
    "Google's sorry page": ("reCAPTCHA", b"<p>Our systems have detected unusual traffic from your computer network.</p>"),
    "a reCAPTCHA alone": ("reCAPTCHA", b"<title>Human verification</title><div class='g-recaptcha'></div>"),
    "an hCaptcha alone": ("hCaptcha", b"<title>Security check</title><script src='https://js.hcaptcha.com/1/api.js'></script>"),
    "nobody's in particular": ("a captcha", b"<h1>Please verify you are a human</h1>"),
    "a plea for JavaScript": ("a captcha", b"<noscript>Enable JavaScript and cookies to continue</noscript>"),
}  # fmt: skip
HEADERS = {
    "Cloudflare": {"cf-mitigated": "challenge"},
    "AWS WAF": {"x-amzn-waf-action": "captcha"},
    "Vercel": {"x-vercel-mitigated": "challenge"},
    "Kasada": {"x-kpsdk-ct": "0abc"},
}
PAGES = {
    "no vacancies": b"<h1>Vacancies</h1><p>We have no vacancies at the moment. Check back soon.</p>",
    "an advert about security": b"<h1>Cyber security apprentice</h1><p>You will help to keep bots out.</p>",
    "nothing": b"",
    "no vacancies behind Cloudflare": b"<title>Vacancies</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    "no vacancies behind Imperva": b"<title>Vacancies</title><p>None.</p><script src='/_Incapsula_Resource?SWJIYLWA=719d'></script>",
    "no vacancies behind DataDome": b"<title>Vacancies</title><script src='https://js.datadome.co/tags.js'></script>",
    "no vacancies with a sensor of HUMAN": b"<title>Vacancies</title><script>window._pxAppId='PX1';</script>",
    "no vacancies and a form": b"<title>Vacancies</title><form><div class='g-recaptcha'></div></form>",
    "robots as a subject": b"<title>Robotics and human factors</title><p>An academy for young engineers.</p>",
}


@pytest.mark.parametrize(("whose", "body"), WALLS.values(), ids=WALLS)
def test_a_wall_is_told_by_whose_it_is(whose: str, body: bytes) -> None:
    assert bot_wall(b"<html><body>" + body) == whose


@pytest.mark.parametrize(("whose", "headers"), HEADERS.items(), ids=HEADERS)
def test_a_wall_is_told_by_its_headers(whose: str, headers: dict[str, str]) -> None:
    assert bot_wall(b"", headers) == whose


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_an_ordinary_page_is_no_wall(body: bytes) -> None:
    assert bot_wall(body) is None


ANSWERS = {
    "AWS WAF": Page(status=202, headers={"x-amzn-waf-action": "challenge"}),
    "Cloudflare": Page(b"<p>Wait</p>", status=403, headers={"cf-mitigated": "challenge"}),
    "Akamai": Page(b'{"sec-cp-challenge": "true"}', status=428),
    "Fastly": Page(b"<title>Client Challenge</title>", status=406),
}


@pytest.mark.parametrize(("whose", "answer"), ANSWERS.items(), ids=ANSWERS)
def test_a_crawl_names_the_wall_that_it_met(
    whose: str, answer: Page, site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    site.pages["/vacancy/2"] = answer
    outcome = source.crawl()
    assert outcome.verdict is Verdict.SUSPECT
    assert outcome.evidence == (
        "1 of 3 pages were a bot wall.",
        f"{site.url}/vacancy/2 shows the bot wall of {whose}.",
    )
