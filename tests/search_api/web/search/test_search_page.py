"""The search page: what a person types and chooses, and what the page answers."""

from collections.abc import Iterator

import pytest

from tests.search_api.web.page_text import Page, asked, page
from tests.search_api.world import World

CARDS = "//article"


def test_the_page_without_a_query_shows_everything_and_says_how_many(city: World) -> None:
    shown = page(city.client, "/")
    assert shown.total == city.client.get("/api/v1/opportunities").json["total"]
    assert len(shown.root.xpath(CARDS)) == 20
    assert shown.one("//*[@role='status']").text_content().strip().endswith("opportunities")


def test_the_title_carries_the_result_so_that_it_is_read_out_first(city: World) -> None:
    shown = page(city.client, "/?q=apprentice")
    assert shown.texts("//title")[0] == f"{shown.total} opportunities for “apprentice” – Foothold"


def test_a_card_tells_every_fact_and_says_which_are_not_stated(city: World) -> None:
    shown = page(city.client, "/?per_page=100")
    for card in shown.root.xpath(CARDS):
        assert [dt.text for dt in card.xpath(".//dt")] == ["Where", "Pay", "Kind", "Starts", "Levy"]
        assert all(dd.text_content().strip() for dd in card.xpath(".//dd"))
        assert (
            card.xpath(".//p[contains(@class, 'card__closes')]")[0]
            .text_content()
            .startswith(("Closes", "Closing"))
        )


@pytest.mark.parametrize(
    "query", ["", "q=apprentice", "kind=apprenticeship&level=3", "borough=hackney", "near=E8+1EA"]
)
def test_each_choice_shows_as_many_as_it_says(city: World, query: str) -> None:
    shown = page(city.client, f"/?{query}")
    for box in shown.root.xpath("//input[@type='checkbox'][not(@checked)]")[::7]:
        label = box.xpath("following-sibling::label")[0].text_content()
        count = int(label.rsplit("(", 1)[1].rstrip(") \n"))
        alone = {name: values for name, values in asked(f"/?{query}").items() if name != box.get("name")}
        pairs = [(n, v) for n, values in alone.items() for v in values] + [
            (box.get("name"), box.get("value"))
        ]
        answer = city.client.get("/", query_string=pairs)
        assert _total(answer.text) == count, label


def _total(text: str) -> int:
    said = text.split('id="results">')[1].split()[0]
    return 0 if said == "No" else int(said.replace(",", ""))


def test_removing_a_tag_lifts_that_filter_alone(city: World) -> None:
    shown = page(
        city.client,
        "/?q=apprentice&kind=apprenticeship&level=3&level=4&min_hourly=5&closing_before=2027-12-31",
    )
    tags = shown.root.xpath("//a[@class='tags__tag']")
    assert len(tags) == 5
    before = asked(
        "/?q=apprentice&kind=apprenticeship&level=3&level=4&min_hourly=5&closing_before=2027-12-31"
    )
    for tag in tags:
        after = asked(tag.get("href"))
        lost = [(n, v) for n, values in before.items() for v in values if v not in after.get(n, [])]
        assert len(lost) == 1, tag.text_content()


def test_the_tags_speak_plain_words(city: World) -> None:
    shown = page(
        city.client,
        "/?near=E8+1EA&within=10&kind=internship&min_hourly=12.5&closing_before=2026-12-01&posted_within_days=7",
    )
    assert [tag.removeprefix("Remove filter: ").rstrip("×") for tag in shown.texts("//a[@class='tags__tag']")] == [
        "Within 10 miles of E8 1EA", "Internship", "At least £12.50 an hour", "Closes by 1 December 2026",
        "Posted in the last 7 days",
    ]  # fmt: skip


def test_an_age_and_the_other_filters_of_young_people_are_tags_in_plain_words(city: World) -> None:
    query = "age=17&school_year=12&grades=unknown&hours=30_or_more&weekend=weekdays_only&start_from=2026-12-01&start_to=2026-12-31"
    shown = page(city.client, f"/?{query}")
    assert [tag.removeprefix("Remove filter: ").rstrip("×") for tag in shown.texts("//a[@class='tags__tag']")] == [
        "Grades not stated", "30 hours a week or more", "Monday to Friday only", "Open at 17", "Open to Year 12",
        "Starts in December 2026",
    ]  # fmt: skip
    lifted = asked(shown.root.xpath("//a[@class='tags__tag']/@href")[-1])
    assert "start_from" not in lifted
    assert "start_to" not in lifted


def test_a_month_of_the_list_is_its_days_and_stays_chosen(city: World) -> None:
    shown = page(city.client, "/?start_month=2026-12&start_from=2027-01-05")
    days = page(city.client, "/?start_from=2026-12-01&start_to=2026-12-31")
    assert shown.total == days.total > 0
    for one in (shown, days):
        (chosen,) = one.root.xpath("//select[@id='start_month']/option[@selected]")
        assert (chosen.get("value"), chosen.text) == ("2026-12", "December 2026")
        assert not one.one("//input[@id='start_from']").get("value")
    months = [option.get("value") for option in shown.root.xpath("//select[@id='start_month']/option")]
    assert months == ["", "2026-11", "2026-12", *(f"2027-{n:02}" for n in range(1, 11))]


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "soon", "2026-1", "٢٠٢٦-١٢"])
def test_what_is_no_month_is_passed_over(city: World, month: str) -> None:
    assert page(city.client, f"/?start_month={month}").total == page(city.client, "/").total


def test_a_card_tells_the_least_pay_for_the_age_that_was_chosen(city: World) -> None:
    shown = page(city.client, "/?age=19&kind=apprenticeship&per_page=100")
    told = shown.texts("//article//p[@class='card__note']")
    lead = "at least £8.00 an hour in your first year, then at least £10.85."
    assert any(one.startswith(f"At 19, the law says {lead} The rule holds from 1 April 2026") for one in told)
    assert any(one.startswith(f"This pays the minimum wage. At 19 that is {lead}") for one in told)
    assert all(path.endswith("?age=19") for path in shown.root.xpath("//article//h3/a/@href"))
    assert "the law says" not in page(city.client, "/?kind=apprenticeship").text
    assert "the law says" not in page(city.client, "/?age=19&kind=volunteering").text


def test_a_card_tells_the_nearest_station_where_the_search_has_a_point(city: World) -> None:
    shown = page(city.client, "/?near=E8+1EA&within=10")
    stations = [note for note in shown.texts("//article//p[@class='card__note']") if "station" in note]
    assert stations
    assert all(note.startswith("Nearest station: ") and "in a straight line" in note for note in stations)
    assert "Nearest station" not in page(city.client, "/").text


def test_competitive_pay_is_told_and_marked(city: World) -> None:
    shown = page(city.client, "/?per_page=100&kind=apprenticeship")
    marked = shown.texts("//article//dd[@class='facts__marked']")
    assert set(marked) == {"“Competitive”: the advert gives no figure"}


def test_a_card_says_where_no_grades_are_needed(city: World) -> None:
    shown = page(city.client, "/?grades=none_required&per_page=100")
    cards = len(shown.root.xpath(CARDS))
    assert cards
    assert shown.texts("//article//p[@class='card__note']").count("No grades needed") == cards


def test_following_the_pages_shows_every_opportunity_once(city: World) -> None:
    seen = [
        path
        for shown in _pages(city, "/?sort=closing&per_page=30")
        for path in shown.root.xpath("//article//h3/a/@href")
    ]
    assert len(seen) == len(set(seen)) == page(city.client, "/").total


def _pages(city: World, address: str) -> Iterator[Page]:
    while True:
        shown = page(city.client, address)
        yield shown
        following = shown.root.xpath("//a[@rel='next']/@href")
        if not following:
            return
        address = following[0]


def test_a_page_of_another_search_starts_again_and_says_so(city: World) -> None:
    shown = page(city.client, "/?q=apprentice&cursor=abc")
    assert shown.status == 200
    assert shown.total > 0
    assert "You are on the first page" in shown.text


@pytest.mark.parametrize(
    ("query", "offer", "leads_to"),
    [
        ("q=bank", "Show everything near Bank", {"near": ["Bank"]}),
        ("q=Lambeth+council", "Show “council” in Lambeth", {"q": ["council"], "borough": ["E09000022"]}),
        (
            "q=plumber+in+richmond",
            "Show “plumber” near Richmond (Richmond upon Thames)",
            {"q": ["plumber"], "near": ["Richmond (Richmond upon Thames)"]},
        ),
        (
            "q=plumber+in+richmond",
            "Show “plumber” in Richmond upon Thames",
            {"q": ["plumber"], "borough": ["E09000027"]},
        ),
        (
            "q=chef+sutton&as_words=sutton",
            "Show “chef” in Sutton",
            {"q": ["chef"], "as_words": ["sutton"], "borough": ["E09000029"]},
        ),
        ("near=Hackney", "Show only what is in the borough of Hackney", {"borough": ["E09000012"]}),
    ],
)
def test_a_place_in_the_words_is_offered_as_a_filter(
    city: World, query: str, offer: str, leads_to: dict[str, list[str]]
) -> None:
    assert asked(page(city.client, f"/?{query}").link(offer)) == leads_to


def test_a_search_without_a_place_is_offered_none(city: World) -> None:
    assert not page(city.client, "/?q=bank+clerk").root.xpath("//ul[@aria-label='Narrow to a place']")


@pytest.mark.parametrize(
    "query",
    [
        "q=apprentice&borough=hackney&min_hourly=500",
        "near=E8+1EA&within=1&kind=mentoring",
        "age=12&kind=apprenticeship",
        "kind=apprenticeship&commitment=social-mobility-employer-index",
        "kind=apprenticeship&closing_before=2026-11-01",
        "q=apprentice&borough=hackney&level=7&min_hourly=500",
    ],
)
def test_nothing_found_offers_wider_searches_that_find_what_they_say(city: World, query: str) -> None:
    shown = page(city.client, f"/?{query}")
    assert shown.total == 0
    offers = shown.root.xpath("//div[@class='nothing']//li/a")
    assert offers
    for offer in offers:
        assert page(city.client, offer.get("href")).total == int(offer.text.split()[0]), offer.text


def test_an_ambiguous_place_is_asked_back_with_links(city: World) -> None:
    shown = page(city.client, "/?q=apprentice&near=hayes")
    assert "Which “hayes” do you mean?" in shown.text
    assert shown.total > 0
    chosen = page(city.client, shown.link("Hayes (Bromley)"))
    assert "near Hayes (Bromley)" in chosen.text
    assert shown.one("//input[@id='near']").get("value") == "hayes"


def test_a_place_outside_london_is_named_as_such_with_what_to_do(city: World) -> None:
    shown = page(city.client, "/?q=apprentice&near=Watford")
    assert "“Watford” is not in London" in shown.text
    assert "The nearest borough is Harrow, about 3 miles away." in shown.text
    assert shown.total == page(city.client, "/?q=apprentice").total
    assert asked(shown.link("Search near Harrow")) == {"q": ["apprentice"], "near": ["Harrow"]}
    wider = page(city.client, shown.link("Search within 10 miles of Harrow"))
    assert "near Harrow" in wider.text
    assert wider.total > 0


def test_a_place_far_away_is_told_to_be_outside_london(city: World) -> None:
    assert (
        "“Leeds” is outside London, and we only have what is in London."
        in page(city.client, "/?near=Leeds").text
    )


def test_several_boroughs_typed_as_the_place_are_searched_at_once(city: World) -> None:
    shown = page(city.client, "/?near=Hackney+and+Camden")
    assert shown.total == page(city.client, "/?borough=hackney&borough=camden").total > 0
    tags = [tag.removeprefix("Remove filter: ").rstrip("×") for tag in shown.texts("//a[@class='tags__tag']")]
    assert sorted(tags) == ["Camden", "Hackney"]
    assert not shown.one("//input[@id='near']").get("value")


def test_what_cannot_be_read_is_told_beside_the_results_of_the_rest(city: World) -> None:
    shown = page(city.client, "/?q=apprentice&min_hourly=lots&near=Atlantis&start_from=soon")
    assert shown.status == 200
    assert shown.total == page(city.client, "/?q=apprentice").total
    links = shown.root.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href")
    assert links == ["#near", "#min_hourly", "#start_from"] or set(links) == {
        "#near",
        "#min_hourly",
        "#start_from",
    }
    assert shown.texts("//title")[0].startswith("Error: ")
    for name, value in (("near", "Atlantis"), ("min_hourly", "lots"), ("start_from", None)):
        field = shown.one(f"//*[@id='{name}']")
        assert (field.get("value") or None) == value
        assert f"{name}-error" in field.get("aria-describedby")


@pytest.mark.parametrize("query", ["utm_source=mail&fbclid=1", "q=&kind=&near="])
def test_what_is_no_part_of_a_search_is_passed_over(city: World, query: str) -> None:
    shown = page(city.client, f"/?{query}")
    assert "could not read" not in shown.text
    assert shown.total == page(city.client, "/").total


def test_a_search_at_a_place_says_that_it_leaves_out_what_has_none(city: World) -> None:
    here = page(city.client, "/?borough=hackney")
    more = page(city.client, here.link("open to the whole country"))
    assert more.total >= here.total


def test_the_form_keeps_what_it_has_no_field_for(city: World) -> None:
    shown = page(city.client, "/?sort=closing&per_page=10&employer=greenaway-rail-ltd")
    hidden = {i.get("name"): i.get("value") for i in shown.root.xpath("//input[@type='hidden']")}
    assert hidden == {"sort": "closing", "per_page": "10", "employer": "greenaway-rail-ltd"}


def test_the_sample_city_says_on_every_page_that_its_adverts_are_made_up(city: World, world: World) -> None:
    assert "All adverts here are made up" in page(city.client, "/").text
    assert "All adverts here are made up" not in page(world.client, "/nowhere").text
