"""Words that mean a filter: applied, shown, undone one by one or all at once, and never applied twice."""

from dataclasses import replace

import pytest

from foothold.searching.labels import LEVELS
from tests.search_api.web.page_text import Page, asked, page
from tests.search_api.world import World, postings

FORM = "//input[@type='hidden' or @type='search' or @name='near' or @checked]"


def readings(shown: Page) -> list[str]:
    said = shown.texts("//ul[@aria-labelledby='reading']//a[@class='tags__tag']")
    return [text.removeprefix("Do not filter by ").rstrip("×") for text in said]


def sent(shown: Page) -> dict[str, list[str]]:
    """What the form sends back as it stands."""
    fields: dict[str, list[str]] = {}
    for field in shown.root.xpath(FORM):
        if field.get("value"):
            fields.setdefault(field.get("name"), []).append(field.get("value"))
    for option in shown.root.xpath("//option[@selected]"):
        if option.get("value"):
            fields.setdefault(option.getparent().get("name"), []).append(option.get("value"))
    return fields


def resent(city: World, fields: dict[str, list[str]]) -> Page:
    pairs = "&".join(
        f"{name}={value.replace(' ', '+')}" for name, values in fields.items() for value in values
    )
    return page(city.client, f"/?{pairs}")


def test_words_that_mean_a_filter_are_shown_as_tags(city: World) -> None:
    shown = page(city.client, "/?q=paid+apprentice+level+3+camden")
    assert readings(shown) == [
        "“paid apprentice”: Apprenticeship",
        f"“level 3”: {LEVELS['3']}",
        "“camden”: Camden",
    ]
    filtered = page(city.client, "/?kind=apprenticeship&level=3&borough=camden")
    assert shown.total == filtered.total > 0


def test_following_a_tag_undoes_that_reading_alone(city: World) -> None:
    shown = page(city.client, "/?q=internship+hackney")
    undone = page(city.client, shown.link("“hackney”"))
    assert readings(undone) == ["“internship”: Internship, Supported internship"]
    assert asked(shown.link("“hackney”")) == {"q": ["internship hackney"], "as_words": ["hackney"]}


def test_exactly_these_words_are_searched_for_and_can_be_read_again(city: World) -> None:
    shown = page(city.client, "/?q=internship+hackney")
    exact = page(city.client, shown.link("Search for exactly these words"))
    assert readings(exact) == []
    assert "We searched for exactly these words" in exact.text
    again = page(city.client, exact.link("Use them to filter instead"))
    assert readings(again) == readings(shown)


@pytest.mark.parametrize(
    "words", ["work+experience+year+10", "part+time+apprenticeship+no+gcses", "plumber+near+e8"]
)
def test_a_form_that_is_sent_again_asks_for_the_same(city: World, words: str) -> None:
    shown = page(city.client, f"/?q={words}")
    again = resent(city, sent(shown))
    assert readings(again) == readings(shown) != []
    assert again.total == shown.total


def test_the_form_comes_back_as_it_went(city: World) -> None:
    shown = page(city.client, "/?q=internship+hackney")
    fields = sent(shown)
    assert set(fields["kind"]) == {"internship", "supported_internship"}
    assert fields["borough"] == ["E09000012"]
    again = resent(city, fields)
    assert (readings(again), again.total) == (readings(shown), shown.total)


def test_a_box_that_is_unticked_stays_unticked(city: World) -> None:
    fields = sent(page(city.client, "/?q=internship+hackney"))
    del fields["borough"]
    again = resent(city, fields)
    assert not again.root.xpath("//input[@name='borough'][@checked]")
    assert len(readings(again)) == 1


def test_another_choice_of_the_same_filter_wins_over_the_words(city: World) -> None:
    fields = sent(page(city.client, "/?q=internship+hackney"))
    fields["kind"] = ["apprenticeship"]
    again = resent(city, fields)
    assert again.total == page(city.client, "/?kind=apprenticeship&borough=hackney").total
    assert readings(again) == ["“hackney”: Hackney"]


def test_new_words_bring_their_own_filters(city: World) -> None:
    fields = sent(page(city.client, "/?q=internship+hackney"))
    fields["q"] = ["apprenticeship"]
    again = resent(city, fields)
    assert readings(again) == ["“apprenticeship”: Apprenticeship"]
    assert again.total == page(city.client, "/?kind=apprenticeship").total


def test_a_place_in_the_words_is_near_until_it_is_undone(city: World) -> None:
    shown = page(city.client, "/?q=apprentice+near+peckham")
    assert "“near peckham”: within 5 miles of Peckham" in readings(shown)
    assert shown.one("//input[@id='near']").get("value") == "Peckham"
    nearest = page(city.client, shown.link("Nearest"))
    assert nearest.total == shown.total
    assert "aria-current" in nearest.root.xpath("//nav[@class='sorts']//a[text()='Nearest']")[0].attrib


def test_a_name_of_several_places_is_asked_back_beside_results(city: World) -> None:
    shown = page(city.client, "/?q=apprentice+near+hayes")
    assert "Which “Hayes” do you mean?" in shown.text
    assert shown.total > 0
    chosen = page(city.client, shown.link("Hayes (Bromley)"))
    assert "near Hayes (Bromley)" in chosen.text


def test_paging_goes_on_in_the_same_search(city: World) -> None:
    shown = page(city.client, "/?q=apprenticeship&per_page=5")
    seen = set(shown.root.xpath("//article//h3/a/@href"))
    following = page(city.client, shown.link("Next page"))
    assert "You are on the first page" not in following.text
    assert not seen & set(following.root.xpath("//article//h3/a/@href"))


def test_nothing_found_by_filters_offers_the_words_themselves(world: World) -> None:
    world.add(replace(next(postings(1)), title="Apprentice in our internship team"))
    world.index()
    shown = page(world.client, "/?q=internship")
    assert shown.total == 0
    exact = page(world.client, shown.link("1 opportunity for exactly these words"))
    assert exact.total == 1


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("softwear", "We read “softwear” as “software”."),
        ("programmer", "“developer” is like “programmer”."),
    ],
)
def test_a_card_says_why_it_is_there_where_the_words_do_not(london: World, query: str, line: str) -> None:
    assert line in page(london.client, f"/?q={query}").texts("//p[@class='card__why']")


def test_a_card_is_silent_where_the_words_stand_in_the_title(london: World) -> None:
    shown = page(london.client, "/?q=software+developer")
    assert shown.total > 0
    assert not shown.root.xpath("//p[@class='card__why']")
