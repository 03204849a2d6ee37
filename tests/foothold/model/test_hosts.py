"""What a redirect may lead to: the host that was asked, and those that speak for the publisher."""

import pytest

from foothold.errors import SourceMisconfigured
from foothold.model.hosts import Host, SourceHosts
from foothold.model.source import read_source
from tests.foothold.model.test_crawl_run import SOURCE

FEED = "https://college.example/feed"
HOSTS = SourceHosts.of([FEED], ["jobs.college.example", "api.college.example:8443", "bücher.example"])

ANSWERS = {
    "the same host": "https://college.example/jobs.xml",
    "in capitals": "https://COLLEGE.example/feed",
    "with the root's dot": "https://college.example./feed",
    "with the usual port": "https://college.example:443/feed",
    "with www": "https://www.college.example/feed",
    "a host that is named": "https://jobs.college.example/feed",
    "a host that is named, with www": "https://www.jobs.college.example/feed",
    "a host that is named with its port": "https://api.college.example:8443/feed",
    "a host that is named in its own script": "https://xn--bcher-kva.example/feed",
}
OTHERS = {
    "another name": "https://lapsed.example/feed",
    "a name beneath": "https://feed.college.example/feed",
    "a name that ends alike": "https://acollege.example/feed",
    "a name that begins alike": "https://college.example.lapsed.example/feed",
    "www of something else": "https://www.www.college.example/feed",
    "a letter of another script": "https://cоllege.example/feed",
    "its punycode": "https://xn--cllege-u4d.example/feed",
    "a dot of another script": "https://college。example。lapsed.example/feed",
    "another port": "https://college.example:8443/feed",
    "the port of http": "https://college.example:80/feed",
    "the named one at another port": "https://api.college.example/feed",
    "a user's name that looks like it": "https://college.example@lapsed.example/feed",
    "percent signs": "https://%63ollege.example/feed",
    "an empty label": "https://college..example/feed",
    "no port that there is": "https://college.example:99999/feed",
    "no host": "https:///feed",
    "another scheme": "ftp://college.example/feed",
    "http": "http://college.example/feed",
    "http with the port of https": "http://college.example:443/feed",
    "a named one over http": "http://jobs.college.example/feed",
}


@pytest.mark.parametrize("led_to", ANSWERS.values(), ids=ANSWERS)
def test_a_host_that_speaks_for_the_publisher_answers(led_to: str) -> None:
    assert HOSTS.refusal(FEED, FEED, led_to) is None


@pytest.mark.parametrize("led_to", OTHERS.values(), ids=OTHERS)
def test_any_other_host_is_refused(led_to: str) -> None:
    assert HOSTS.refusal(FEED, FEED, led_to)


def test_a_host_answers_for_itself_whoever_led_to_it() -> None:
    """A list may lead to adverts on anybody's host: there that host is asked."""
    advert = "http://www.bakery.example/jobs/7"
    assert HOSTS.refusal(advert, advert, "https://bakery.example/careers/7") is None
    assert HOSTS.refusal(advert, advert, "https://college.example/") is None
    assert HOSTS.refusal(advert, advert, "https://lapsed.example/jobs/7")


def test_a_way_that_has_come_to_https_does_not_go_back_to_http() -> None:
    asked = "http://college.example/feed"
    assert HOSTS.refusal(asked, asked, "http://www.college.example/feed") is None
    assert "to http at www.college.example" in str(
        HOSTS.refusal(asked, FEED, "http://www.college.example/feed")
    )


def test_the_sentence_says_who_answered_instead() -> None:
    assert HOSTS.refusal(FEED, FEED, "https://Lapsed.example:8443/x?y") == (
        "another host answers for it, lapsed.example:8443, which the source's `hosts` do not name"
    )


NO_NAMES = ("https://jobs.example", "jobs.example/x", "*.jobs.example", "jobs example", "", "jobs.example:x")


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_host_is_named_by_its_name_alone(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a host"):
        Host.named(name)


@pytest.mark.parametrize("hosts", ["'https://jobs.example'", "[7]", "{jobs.example: yes}"])
def test_hosts_that_are_no_names_keep_a_source_from_loading(hosts: str) -> None:
    text = f"""
title: {SOURCE.title}
publisher: {{name: Example College, url: "https://college.example", kind: provider}}
terms: {{robots: unverified, licence: facts only}}
family: job_feed
values: {{url: "{FEED}", hosts: {hosts}}}
schedule: "15 5 * * *"
expects: {{}}
"""
    with pytest.raises(SourceMisconfigured, match="host"):
        read_source("example_college", text)
