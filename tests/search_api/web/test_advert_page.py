"""The page of one opportunity, and what its address answers when it is closed, merged, withdrawn or not there."""

from dataclasses import replace

import pytest

from foothold.model.identity import opportunity_id
from foothold.model.posting import RawPosting
from foothold.store.records import Moved, Record, find, withdraw
from tests.search_api.web.page_text import page
from tests.search_api.world import AT, World

ROWS = "//dl[@class='govuk-summary-list']//dt"
BARE = RawPosting(
    seen=AT,
    external_id="1",
    title="Apprentice joiner",
    kind="Apprenticeship",
    postcode="E8 1EA",
    closing="2026-10-01",
)
FULL = replace(
    BARE,
    external_id="2",
    url="https://jobs.example/adverts/2",
    apply_url="https://apply.example/2?a=1&b=2",
    employer="Marlow & Finch",
    provider="Riverside College",
    summary="Learn joinery.",
    description="<h1>Your day</h1><p>Cut &amp; fit <script>alert(1)</script>doors.</p>",
    requirements="Good with numbers\nOn time",
    wage="£5.00 an hour",
    hours="37.5",
    level="2",
    route="Construction and the built environment",
    start="2026-11-02",
    closing="1 October 2026 at 9am",
    duration="18 months",
    age="16 to 24",
    positions="2",
    levy_position="pays",
)


def advert(world: World, posting: RawPosting) -> str:
    """Saves it and gives the path of its page."""
    (saved,) = world.add(posting)
    return f"/opportunities/{saved.id}"


def test_an_advert_tells_every_fact(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    told = dict(zip(shown.texts(ROWS), shown.texts("//dl[@class='govuk-summary-list']//dd"), strict=True))
    assert (
        told
        | {
            "Kind": "Apprenticeship, Level 2: like GCSEs",
            "Pay": "£5.00 an hour",
            "Training provider": "Riverside College",
            "Starts": "2 November 2026",
            "Closing date": "1 October 2026 at 9am",
            "How long it lasts": "18 months",
            "Age": "16 to 24",
            "Places on offer": "2",
            "Workplace or home": "Not stated",
        }
        == told
    )
    assert "Employer pays the apprenticeship levy. The employer told us." in shown.text
    assert "The pay in this advert is less than the legal minimum" in shown.text
    assert "Closes in 16 days, 1 October" in shown.text or "Closes on 1 October 2026 at 9am" in shown.text


PROMISING = replace(
    FULL,
    external_id="9",
    employer="Linklaters LLP",
    description="We are a Disability Confident Leader. You need no qualifications. Hours are Monday to Friday, 9am to 5pm.",
    requirements=None,
    wage="National Minimum Wage for apprentices",
)


def test_an_advert_tells_grades_weekends_and_promises_with_what_they_rest_on(world: World) -> None:
    shown = page(world.client, advert(world, PROMISING))
    told = dict(zip(shown.texts(ROWS), shown.texts("//dl[@class='govuk-summary-list']//dd"), strict=True))
    assert (told["Grades"], told["Weekends"]) == ("No grades needed", "Monday to Friday only")
    assert shown.texts("//section[@aria-labelledby='pledges']//li") == [
        "Social Mobility Employer Index: top three in 2025 (public list)",
        "Disability Confident: leader (stated in the advert)",
    ]
    assert shown.link("public list") == "https://www.socialmobility.org.uk/employerindex"


def test_the_least_pay_is_told_for_an_age_that_is_chosen_on_the_page(world: World) -> None:
    path = advert(world, PROMISING)
    before, after = page(world.client, path), page(world.client, f"{path}?age=17&utm_source=mail")
    assert "At 17" not in before.text
    assert "This pays the minimum wage. At 17 that is at least £8.00 an hour." in after.text
    assert after.one("//select[@id='age']/option[@selected]").get("value") == "17"
    assert "We do not keep your age." in before.text
    assert page(world.client, f"{path}?age=old").status == 200


def test_a_warning_carries_its_rule_with_its_dates(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    assert "The rule: at least £8.00 an hour, from 1 April 2026 to 31 March 2027." in shown.text
    assert shown.link("The rule: at least") == "https://www.gov.uk/national-minimum-wage-rates"


def test_a_place_that_is_known_to_the_street_has_its_nearest_station(world: World) -> None:
    (said,) = page(world.client, advert(world, FULL)).texts("//span[@class='advert__station']")
    assert said.startswith("Nearest station: ")
    assert said.endswith(" miles in a straight line")
    vague = replace(FULL, external_id="8", postcode=None, places="Hackney")
    assert "Nearest station" not in page(world.client, advert(world, vague)).text


def test_an_advert_that_says_little_says_not_stated(world: World) -> None:
    shown = page(world.client, advert(world, BARE))
    values = shown.texts("//dl[@class='govuk-summary-list']//dd")
    assert all(values)
    assert values.count("Not stated") >= 8
    assert shown.texts("//h1") == ["Apprentice joiner"]
    assert "does not say how to apply" in shown.text


def test_the_description_is_shown_without_anything_that_could_run(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    prose = shown.one("//div[@class='prose']")
    assert "Cut & fit doors." in " ".join(prose.text_content().split())
    assert not shown.root.xpath("//script[@type!='application/ld+json'] | //*[@onclick] | //*[@style]")
    assert len(shown.root.xpath("//h1")) == 1


def test_the_link_to_apply_leads_out_and_hands_nothing_over(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    link = shown.one("//a[contains(@class, 'advert__apply')]")
    assert link.get("href") == "https://apply.example/2?a=1&b=2"
    assert "noopener" in link.get("rel")
    assert "apply.example" in link.text_content()


def test_the_sources_say_when_they_showed_it_first_and_last(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    assert "Example College: first seen on 15 September 2026, last seen on 15 September 2026" in shown.text
    assert "Last confirmed on 15 September 2026" in shown.text


def test_a_closed_advert_says_so_and_takes_no_applications(world: World) -> None:
    shown = page(world.client, advert(world, replace(FULL, closing="2026-09-01")))
    assert shown.status == 200
    assert "This opportunity is closed." in shown.text
    assert not shown.root.xpath("//a[contains(@class, 'advert__apply')]")
    assert "(closed)" in shown.texts("//title")[0]


def test_a_withdrawn_advert_is_gone_and_leads_on(world: World) -> None:
    path = advert(world, FULL)
    withdraw(world.store, [path.rpartition("/")[2]], AT)
    shown = page(world.client, path)
    assert shown.status == 410
    assert "“Apprentice joiner” is no longer on offer" in shown.text
    assert "/?borough=E09000012" in shown.root.xpath("//main//a/@href")


def test_a_merged_advert_sends_on_to_where_it_went(world: World) -> None:
    world.add(FULL, source="one")
    world.add(replace(FULL, external_id="3"), source="two")
    ids = (opportunity_id("one", "2"), opportunity_id("two", "3"))
    (kept,) = (one for one in ids if isinstance(find(world.store, one), Record))
    (moved,) = (one for one in ids if isinstance(find(world.store, one), Moved))
    answer = world.client.get(f"/opportunities/{moved}")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/opportunities/{kept}"


@pytest.mark.parametrize(
    "path", ["/opportunities/aaaaaaaaaaaa", "/opportunities/no", "/opportunities/%F0%9F%98%80", "/nowhere"]
)
def test_what_is_not_there_is_told_on_a_page_that_leads_on(world: World, path: str) -> None:
    shown = page(world.client, path)
    assert shown.status == 404
    assert "text/html" in shown.headers["Content-Type"]
    assert shown.root.xpath("//form[@action='/']//input[@name='q']")


def test_every_page_of_the_sample_city_can_be_opened_from_its_card(city: World) -> None:
    shown = page(city.client, "/?per_page=100")
    for path in shown.root.xpath("//article//h3/a/@href"):
        advert_shown = page(city.client, path)
        assert advert_shown.status == 200, path
        assert "None" not in advert_shown.texts("//dl[@class='govuk-summary-list']//dd"), path
