"""No address, redirect or name leads a crawl to this machine or a private network."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest
from scrapy.exceptions import CannotResolveHostError

from crawlers.fetching.address import refusal
from crawlers.fetching.failure_reasons import why_failed
from crawlers.fetching.guard import refused_names
from tests.crawlers.local_site import LocalSite, Page, local_site

FORMS = {
    "loopback": "http://127.0.0.1:{port}/",
    "another address of loopback": "http://127.8.8.8:{port}/",
    "two parts": "http://127.1:{port}/",
    "three parts": "http://127.0.1:{port}/",
    "one decimal number": "http://2130706433:{port}/",
    "one hexadecimal number": "http://0x7f000001:{port}/",
    "one octal number": "http://017700000001:{port}/",
    "hexadecimal parts": "http://0x7f.0x0.0x0.0x1:{port}/",
    "octal parts": "http://0177.0.0.01:{port}/",
    "mixed parts": "http://0x7f.1:{port}/",
    "padded with zeros": "http://127.000.000.001:{port}/",
    "full-width digits": "http://１２７.０.０.１:{port}/",
    "circled digits": "http://①②⑦.⓪.⓪.①:{port}/",
    "dots of another script": "http://127。0。0。1:{port}/",
    "percent-encoded digits": "http://%31%32%37.0.0.1:{port}/",
    "a trailing dot": "http://127.0.0.1.:{port}/",
    "zero": "http://0:{port}/",
    "all zeros": "http://0.0.0.0:{port}/",
    "localhost": "http://localhost:{port}/",
    "localhost in capitals": "http://LOCALHOST:{port}/",
    "localhost with a dot": "http://localhost.:{port}/",
    "under localhost": "http://site.localhost:{port}/",
    "IPv6 loopback": "http://[::1]:{port}/",
    "IPv6 loopback in full": "http://[0:0:0:0:0:0:0:1]:{port}/",
    "IPv4 mapped": "http://[::ffff:127.0.0.1]:{port}/",
    "IPv4 mapped in hexadecimal": "http://[::ffff:7f00:1]:{port}/",
    "IPv4 compatible": "http://[::127.0.0.1]:{port}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{port}/",
    "6to4": "http://[2002:7f00:1::]:{port}/",
    "an unspecified IPv6 address": "http://[::]:{port}/",
    "a user name before the host": "http://example.com@127.0.0.1:{port}/",
    "a backslash before the host": "http://example.com\\@127.0.0.1:{port}/",
    "no scheme of the web: file": "file:///etc/hostname",
    "no scheme of the web: data": "data:text/html,canary",
    "no scheme of the web: ftp": "ftp://127.0.0.1:{port}/",
    "no scheme of the web: s3": "s3://bucket/key",
    "a name that resolves to this machine": "http://rebound.example:{port}/",
    "a name that resolves to a private network": "http://inside.example:{port}/",
}

NOT_PUBLIC = (
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.192",
    "168.63.129.16", "100.100.100.200", "192.88.99.1", "[fe80::1]", "[fd00::1]", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[::ffff:0:7f00:1]", "[2002:a9fe:a9fe::]", "[2001:0:7f00:1::]",
    "[fec0::1]", "[2001:4860::5efe:7f00:1]",
)  # fmt: skip
SPELT_OTHERWISE = {
    "http://169.254.169.254/latest/meta-data/": "169.254.169.254",
    "http://0251.0376.0251.0376/": "169.254.169.254",
    "http://2852039166/": "169.254.169.254",
    "http://0xa9fea9fe/": "169.254.169.254",
    "http://169.254.43518/": "169.254.169.254",
    "http://[::ffff:7f00:1%25eth0]/": "::ffff:7f00:1",
    "http://[fe80::1%25eth0]/": "fe80::1",
    "http://127．0．0．1/": "127.0.0.1",
    "http://127｡0｡0｡1/": "127.0.0.1",
    "http://127.0.0.1#@8.8.8.8/": "127.0.0.1",
}
INSIDE = ("kubernetes.default.svc", "instance-data", "metadata.google.internal", "printer", "nas.local")
HIDING = "the address holds a space, a control character or a backslash"
PRIVATE = {
    **{f"http://{host}/": f"{host.strip('[]')} is not a public address" for host in NOT_PUBLIC},
    **{url: f"{address} is not a public address" for url, address in SPELT_OTHERWISE.items()},
    **{f"http://{name}/": f"{name} is a name inside a private network" for name in INSIDE},
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/": "localhost is this machine",
    "http://%6c%6f%63%61%6c%68%6f%73%74/": "localhost is this machine",
    "http://127.0.0.1:80:80/": "the address cannot be read",
    "http:/127.0.0.1/": "the address names no host",
    "http:///127.0.0.1/": "the address names no host",
    "//127.0.0.1/": "only http and https are fetched, not an address without a scheme",
    "gopher://127.0.0.1/": "only http and https are fetched, not gopher",
    "http://me@8.8.8.8/": "the address carries a user name",
    "http://127.0.0\t.1/": HIDING,
    "http://127.0.1.3:80\\google.example/": HIDING,
}
"""Why each is refused."""
PUBLIC = ("https://www.jobs.nhs.uk/api/v1/search_xml", "http://8.8.8.8/", "https://[2606:4700::1111]/x?y=z")


@pytest.fixture(scope="module")
def canary() -> Iterator[LocalSite]:
    with local_site() as site:
        site.pages["/"] = Page(b"canary")
        yield site


def fetch(*addresses: str, loopback: bool = False, hosts: Sequence[str] = ()) -> dict[str, str]:
    names = ("--name", "rebound.example=127.0.0.1", "--name", "inside.example=10.9.8.7")
    command = [
        sys.executable,
        "-m",
        "tests.crawlers.fetch_each",
        *names,
        *["--loopback"] * loopback,
        *(f"--host={host}" for host in hosts),
        *addresses,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    outcomes: dict[str, str] = json.loads(done.stdout)
    return outcomes


@pytest.fixture(scope="module")
def outcomes(canary: LocalSite) -> dict[str, str]:
    port = canary.server.server_port
    return fetch(*(form.format(port=port) for form in FORMS.values()))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_address_that_leads_home_is_not_fetched(
    form: str, outcomes: dict[str, str], canary: LocalSite
) -> None:
    assert outcomes[form.format(port=canary.server.server_port)] not in ("200", "404")


def test_no_form_of_address_reaches_the_canary(outcomes: dict[str, str], canary: LocalSite) -> None:
    assert outcomes and canary.asked == []


@pytest.mark.parametrize(("url", "reason"), PRIVATE.items(), ids=PRIVATE)
def test_a_private_address_is_refused_with_the_reason(url: str, reason: str) -> None:
    assert refusal(url) == reason


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_address_is_let_through(url: str) -> None:
    assert refusal(url) is None


def test_this_machine_is_let_through_for_the_sample_only() -> None:
    assert refusal("http://127.0.0.1:8100/", loopback=True) is None
    assert refusal("http://10.0.0.1/", loopback=True) == "10.0.0.1 is not a public address"


REDIRECTS = (
    "http://168.63.129.16/", "http://2852039166/latest/meta-data/", "http://[::ffff:a9fe:a9fe]/", "http://metadata.google.internal/",
    "http://user@169.254.169.254/", "file:///etc/hostname", "http://169.254.169.254/", "http://10.0.0.1/", "data:text/html,x", "http://[::ffff:10.0.0.1]/"
)  # fmt: skip


@pytest.fixture(scope="module")
def led_away() -> Iterator[tuple[dict[str, str], LocalSite]]:
    """What became of a path `/N` that leads to the N-th address, by path; and the site that `/home` leads to."""
    with local_site() as home, local_site() as elsewhere:
        targets = {f"/{n}": target for n, target in enumerate(REDIRECTS)} | {
            "/home": f"{elsewhere.url}/there"
        }
        for path, target in targets.items():
            home.pages[path] = Page(status=302, headers={"Location": target})
        elsewhere.pages["/there"] = Page(b"here")
        named = [f"127.0.0.1:{elsewhere.server.server_port}"]
        outcomes = fetch(*(home.url + path for path in targets), loopback=True, hosts=named)
        yield {url.removeprefix(home.url): outcome for url, outcome in outcomes.items()}, elsewhere


@pytest.mark.parametrize("path", [f"/{n}" for n in range(len(REDIRECTS))], ids=REDIRECTS)
def test_a_redirect_is_judged_like_any_other_address(
    path: str, led_away: tuple[dict[str, str], LocalSite]
) -> None:
    outcome = led_away[0][path]
    assert outcome == "302" or "AddressRefused" in outcome, outcome


def test_a_name_that_leads_inside_is_named_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(refused_names, "inside.example", "10.9.8.7")
    nothing_found = CannotResolveHostError("no results for hostname lookup: inside.example")
    assert why_failed(nothing_found, "inside.example:8080") == (
        "inside.example:8080 resolves to 10.9.8.7, which is not a public address"
    )
    assert why_failed(nothing_found, "outside.example") == "its name leads to no address"


def test_a_key_stays_with_its_origin_when_a_redirect_leaves_it(
    led_away: tuple[dict[str, str], LocalSite],
) -> None:
    outcomes, elsewhere = led_away
    assert outcomes["/home"] == "200"
    there = next(asked for asked in elsewhere.asked if asked.path == "/there")
    assert "x-key" not in there.headers
