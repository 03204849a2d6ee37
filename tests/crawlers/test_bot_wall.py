"""A page that asks whether we are human is recognised, a page that is merely empty is not."""

import pytest

from crawlers.bot_wall import bot_wall

WALLS = {
    "Cloudflare": b"<title>Just a moment...</title><div id='cf-chl-widget'></div>",
    "DataDome": b"<script src='https://ct.captcha-delivery.com/c.js'></script>",
    "PerimeterX": b"<div id='px-captcha'></div>",
    "Imperva": b"<title>Pardon Our Interruption</title>",
    "AWS WAF": b"<script>window.awsWafCookieDomainList = [];</script>",
    "Akamai": b"<H1>Access Denied</H1>\nYou don't have permission.<P>Reference&#32;&#35;18.2",
    "a captcha": b"<h1>Please verify you are a human</h1>",
}
PAGES = {
    "no vacancies": b"<h1>Vacancies</h1><p>We have no vacancies at the moment. Check back soon.</p>",
    "an advert about security": b"<h1>Cyber security apprentice</h1><p>You will help to keep bots out.</p>",
    "nothing": b"",
}


@pytest.mark.parametrize(("whose", "body"), WALLS.items(), ids=WALLS)
def test_a_wall_is_told_by_whose_it_is(whose: str, body: bytes) -> None:
    assert bot_wall(b"<html><body>" + body) == whose


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_an_ordinary_page_is_no_wall(body: bytes) -> None:
    assert bot_wall(body) is None
