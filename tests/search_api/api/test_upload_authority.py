"""Nobody speaks for another employer: an upload changes no advert but its own account's, whatever it says."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foothold.cli import main
from foothold.model.authority import Standing
from foothold.model.posting import POSTING_FIELDS, RawPosting
from foothold.store import agreements, employers
from foothold.store.records import Record, find
from tests.search_api.world import AT, World

UPLOADS = "/api/v1/uploads"
TEXT = (
    "Brightworks wires schools and libraries all over the borough and looks for somebody who likes to find out why a"
    " thing does not work. You will pull cables, fit boards, test every circuit twice and write down what you measured."
)
VICTIM = RawPosting(
    seen=AT,
    external_id="VAC1000123456",
    url="https://brightworks.example/jobs/41",
    title="Apprentice electrician",
    employer="Brightworks",
    provider="Riverside College",
    kind="Apprenticeship",
    summary="Wire schools and libraries.",
    description=TEXT,
    requirements=("GCSE maths at grade 4",),
    places="Mare Street, Hackney",
    postcode="E8 1EA",
    wage="£15,000 a year",
    hours="37.5",
    working_week="Monday to Friday",
    duration="36 months",
    level="3",
    posted="2026-09-01",
    closing="2026-10-31",
    start="2026-11-02",
    positions="2",
    apply_url="https://brightworks.example/jobs/41/apply",
    levy_position="pays",
)
"""What everybody can read of the advert, and so can send."""

PRIZES: Mapping[str, Any] = {
    "url": "https://evil.example/advert",
    "apply_url": "https://evil.example/apply",
    "wage": "£99 an hour",
    "wage_unit": "hour",
    "description": TEXT + " Pay a £50 registration fee first, and send us a copy of your passport. " * 20,
    "summary": "Pay £50 first and the place is yours, whoever you are and whatever you have learnt.",
    "title": "Apprentice electrician (pay £50 first)",
    "requirements": ("A fee of £50", "A copy of your passport", "Your bank card"),
    "provider": "Evil Training",
    "places": "Somewhere else, Hackney",
    "lat": "51.545",
    "lon": "-0.055",
    "remote": "hybrid",
    "hours": "60",
    "working_week": "Nights",
    "duration": "1 month",
    "positions": "999",
    "posted": "2026-09-14",
    "closing": "2026-09-30",
    "start": "2027-11-02",
    "end": "2026-12-01",
    "age": "16 to 17",
    "levy_position": "does_not_pay",
    "funding": "transferred_levy",
    "seeks_transfer": "yes",
    "course": "Installation electrician",
    "route": "Sales, marketing and procurement",
    "external_id": "VAC1000123456",
    "level": "2",
    "kind": "Internship",
    "postcode": "E8 1HE",
    "national": "yes",
}
VICTIMS = {
    "a board": ("a_board", Standing.BOARD),
    "its own site": ("brightworks", Standing.OWN),
    "the national service": ("national_service", Standing.API),
    "its own key": (None, Standing.OWN),
}


def rows_of(*said: RawPosting) -> bytes:
    return json.dumps([one.texts() for one in said]).encode()


def key_of(world: World, name: str) -> str:
    return employers.add(world.store, name, at=AT)


def send(world: World, key: str, *said: RawPosting) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}"}
    response = world.client.post(
        UPLOADS, data=rows_of(*said), content_type="application/json", headers=headers
    )
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def advertise(world: World, victim: str) -> str:
    source, standing = VICTIMS[victim]
    if source is None:
        [row] = send(world, key_of(world, "Brightworks"), VICTIM)["rows"]
        return str(row["id"])
    [saved] = world.add(VICTIM, source=source)
    assert standing
    return str(saved.id)


def facts(world: World, id_: str) -> dict[str, Any]:
    found = find(world.store, id_)
    assert isinstance(found, Record)
    return {name: value for name, value in found.public.items() if name not in ("copies", "revision")}


def shown(world: World) -> dict[str, Any]:
    """What anybody finds, by id."""
    world.index()
    found: dict[str, Any] = {}
    path = "/api/v1/opportunities?per_page=100&national=include&remote=include"
    while path:
        answer = world.client.get(path).get_json()
        found |= {one["id"]: one for one in answer["opportunities"]}
        path = answer["links"]["next"]
    return found


def test_every_field_of_a_posting_is_a_prize() -> None:
    assert {*POSTING_FIELDS} - PRIZES.keys() == {"employer"}


NAMES = ("Brightworks", "BRIGHTWORKS LTD", None, "Evil Ltd", "Вrightworks")


def with_prize(prize: str) -> RawPosting:
    return replace(VICTIM, **{prize: PRIZES[prize]})


def apart(prize: str) -> list[RawPosting]:
    """Without a reference or an apply address in common, by each name."""
    changed = replace(with_prize(prize), apply_url="https://evil.example/apply")
    return [replace(changed, external_id=f"{prize}-{n}", employer=name) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("trusted", [False, True], ids=["a key", "a broker's key"])
def test_no_upload_changes_a_field_of_an_advert_that_is_not_its_own(
    world: World, victim: str, trusted: bool
) -> None:
    """Under the victim's name, under no name and under the attacker's own; all fields, one after the other."""
    id_ = advertise(world, victim)
    before = facts(world, id_)
    key = key_of(world, "Evil Ltd")
    if trusted:
        agreements.agree(world.store, "Evil Ltd", None, AT)
    for prize in PRIZES:
        for name in ("Brightworks", None, "Evil Ltd"):
            send(world, key, replace(with_prize(prize), employer=name))
            assert facts(world, id_) == before, (prize, name)
    send(world, key, *(one for prize in PRIZES for one in apart(prize)))
    assert facts(world, id_) == before
    found = shown(world)
    assert id_ in found, "nor does a copy hide it"
    assert {name: found[id_][name] for name in ("title", "wage", "apply_url", "description_html")} == {
        name: before[name] for name in ("title", "wage", "apply_url", "description_html")
    }
    if not trusted:
        assert {one["employer"]["name"] for other, one in found.items() if other != id_} == {"Evil Ltd"}


def test_what_a_key_sends_in_anothers_name_waits_and_says_so(world: World) -> None:
    key = key_of(world, "Evil Ltd")
    answer = send(
        world, key, VICTIM, replace(VICTIM, external_id="2", employer=None, title="Trainee gardener")
    )
    assert [row["status"] for row in answer["rows"]] == ["waiting", "saved"]
    assert (answer["waiting"], answer["saved"]) == (1, 1)
    [note] = answer["rows"][0]["notes"]
    assert note["message"].startswith("This advert is Brightworks’s, and your key is Evil Ltd’s.")
    assert len(shown(world)) == 1
    for path in (
        f"/opportunities/{answer['rows'][0]['id']}",
        f"/api/v1/opportunities/{answer['rows'][0]['id']}",
    ):
        assert world.client.get(path).status_code == 404


@pytest.mark.parametrize("spelling", ["Brightworks Ltd", "BRIGHTWORKS", "Brightworks  Limited.", None])
def test_an_organisation_posts_for_itself_however_it_writes_its_name(
    world: World, spelling: str | None
) -> None:
    answer = send(world, key_of(world, "Brightworks"), replace(VICTIM, employer=spelling))
    assert answer["rows"][0]["status"] == "saved"


@pytest.mark.parametrize(
    "name", ["Brightworks Services", "Brightworks ロイズ", "Вrightworks", "Bright works", "Riverside"]
)
def test_what_only_resembles_its_name_is_another(world: World, name: str) -> None:
    answer = send(world, key_of(world, "Brightworks"), replace(VICTIM, employer=name))
    assert answer["rows"][0]["status"] == "waiting"


def run(world: World, *command: str) -> Result:
    environment = {"FOOTHOLD_HOME": str(world.settings.home), "FOOTHOLD_DATABASE_URL": None}
    return CliRunner(env=environment).invoke(main, command)


def test_an_agreement_on_record_lets_a_broker_post_for_that_employer_alone(world: World) -> None:
    key = key_of(world, "Broker")
    assert run(world, "employers", "agree", "Broker", "--for", "Brightworks Ltd").exit_code == 0
    answer = send(world, key, VICTIM, replace(VICTIM, external_id="2", employer="Oakfield"))
    assert [row["status"] for row in answer["rows"]] == ["saved", "waiting"]
    assert "Broker\tunknown\tkey\tBrightworks Ltd" in run(world, "employers", "list").output
    page = world.client.get(f"/opportunities/{answer['rows'][0]['id']}").text
    assert "Broker sent it to us for the employer" in page
    assert "Broker told us." in page
    assert "The employer told us" not in page
    assert run(world, "employers", "agree", "Broker", "--for", "brightworks", "--end").exit_code == 0
    assert send(world, key, replace(VICTIM, external_id="3"))["rows"][0]["status"] == "waiting"
    assert run(world, "employers", "agree", "Broker", "--for", "Brightworks", "--end").exit_code == 2
    assert run(world, "employers", "agree", "Nobody", "--for", "Brightworks").exit_code == 2
    assert run(world, "employers", "agree", "Broker").exit_code == 2


def test_the_employers_own_advert_says_who_sent_it(world: World) -> None:
    [row] = send(world, key_of(world, "Brightworks"), VICTIM)["rows"]
    page = world.client.get(f"/opportunities/{row['id']}").text
    assert "The employer sent it to us" in page
    assert "The employer told us." in page


def test_staff_see_what_waits_and_decide(world: World) -> None:
    key = key_of(world, "Broker")
    rows = send(world, key, VICTIM, replace(VICTIM, external_id="2", title="Trainee\x1b gardener"))["rows"]
    listed = run(world, "adverts", "waiting").output.splitlines()
    assert [line.split("\t")[0] for line in listed] == sorted(row["id"] for row in rows)
    assert all("\tbroker\tBrightworks\t" in line for line in listed)
    assert run(world, "adverts", "approve", rows[0]["id"], "--why", "I rang them.").exit_code == 0
    refused = run(world, "adverts", "refuse", rows[1]["id"], "--why", "Brightworks knows nothing of it.")
    assert refused.exit_code == 0, refused.output
    assert shown(world).keys() == {rows[0]["id"]}
    assert run(world, "adverts", "waiting").output == ""
    again = send(world, key, VICTIM, replace(VICTIM, external_id="2", title="Trainee\x1b gardener"))["rows"]
    assert [row["status"] for row in again] == ["unchanged", "rejected"]
    [error] = again[1]["errors"]
    assert error["message"].endswith("did not publish it: Brightworks knows nothing of it.")
    assert run(world, "adverts", "approve", rows[0]["id"]).exit_code == 1
    assert run(world, "adverts", "refuse", rows[1]["id"]).exit_code == 2, "whoever sent it is owed a reason"


def test_the_page_of_a_copy_that_is_not_shown_leads_to_the_one_that_is(world: World) -> None:
    [crawled] = world.add(VICTIM)
    [row] = send(world, key_of(world, "Brightworks"), replace(VICTIM, external_id="own"))["rows"]
    assert shown(world).keys() == {row["id"]}
    page = world.client.get(f"/opportunities/{crawled.id}").text
    assert f'href="/opportunities/{row["id"]}"' in page
    assert f'rel="canonical" href="http://foothold.example/opportunities/{row["id"]}"' in page
    assert "noindex" in page
    assert "application/ld+json" not in page
    assert world.client.get(f"/api/v1/opportunities/{crawled.id}").get_json()["copies"] == [row["id"]]
    assert "advertised here twice" not in world.client.get(f"/opportunities/{row['id']}").text
    assert str(crawled.id) not in world.client.get("/sitemap.xml").text
