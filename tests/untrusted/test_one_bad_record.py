"""What one posting holds never costs another: not in a crawl, not in a file, not in the store."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.crawler import Crawler

from crawlers.crawl import conclude
from crawlers.families import family
from crawlers.family import Family, each
from crawlers.job import CrawlJob, ReadPage
from crawlers.liveness import AnsweredPage as AskedPage
from crawlers.liveness import judge
from crawlers.pipelines import SavePipeline
from crawlers.run_recorder import Ledger
from crawlers.run_report import RunReport
from foothold.cli.reread import reread_source
from foothold.model.crawl_run import Ending, Verdict
from foothold.model.hosts import SourceHosts
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.model.source import Expects, load_sources
from foothold.reading.faults import Faults, fingerprint
from foothold.reading.intake import Reading, intake
from foothold.store import employers, rejected
from foothold.store.open_store import Store
from foothold.store.page_checks import Advert, PageAnswer
from foothold.store.record import Record
from foothold.store.records import find, save
from foothold.uploads.rows import Upload, UploadRow
from search_api.employers.uploading import save_upload
from tests.crawlers.conftest import site, source  # noqa: F401 - fixtures
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page
from tests.search_api.world import World
from tests.untrusted.adverts import CONTEXT, FRAGILE, SEEN, FragileCourses, advert

DIGITS = "9" * 5_000
SOURCE = load_sources(None)["hackney"]
ODD: dict[str, dict[str, Any]] = {
    "positions ²": {"positions": "²"},
    "positions of 5,000 digits": {"positions": DIGITS},
    "positions in Arabic digits": {"positions": "٣"},
    "positions 1e9": {"positions": "1e9"},
    "a provider of ²": {"provider": "²²²²²²²²"},
    "a provider's number of 5,000 digits": {"provider": ("Riverside College", DIGITS)},
    "a course ²": {"course": "²"},
    "a course of 5,000 digits": {"course": DIGITS},
    "30 digits an hour": {"wage": f"£{'9' * 30} an hour"},
    "20 digits a year": {"wage": f"£{'9' * 20} a year"},
    "more pence than an integer holds": {"wage": "£21,474,837 an hour"},
    "a telephone number as pay": {"wage": "£02079460000 an hour"},
    "hours of 5,000 digits": {"hours": DIGITS},
    "a duration of 999 years": {"duration": "999 years"},
    "an age of 5,000 digits": {"age": DIGITS},
    "a level of 5,000 digits": {"level": DIGITS},
    "coordinates without end": {"lat": "1e999", "lon": "nan"},
    "half a character everywhere": {
        name: f"{text} \ud83d"
        for name, text in (("title", "Apprentice cook"), ("employer", "Marlow"), ("description", "Cook."), ("wage", "£9 an hour"))
    },
    "an entity of 5,000 digits": {"title": f"Apprentice cook &#{DIGITS};", "description": f"<p>&#{DIGITS};</p>"},
    "NUL everywhere": {"title": "Apprentice\x00 cook", "employer": "Mar\x00low", "external_id": "r\x00"},
    "an address without end": {"url": f"https://a.example/{'a' * 1_000_000}", "apply_url": "https://" + "a." * 99_999},
    "line of dashes": {"description": f"<p>Level 2 {'-' * 200}! apprenticeship</p>"},
    "a borough council again and again": {"places": f"Hackney{' borough council' * 40} x"},
    "a maximum of a maximum": {"wage": f"up to {'a maximum of ' * 60}x £9 an hour"},
}  # fmt: skip


def test_odd_values_cost_no_other_posting_and_are_no_faults(store: Store) -> None:
    faults = Faults("a test")
    postings = [
        advert("a"),
        *(advert(name, **({"external_id": name} | said)) for name, said in ODD.items()),
        advert("b"),
    ]
    readings = [intake(posting, CONTEXT, faults) for posting in postings]
    outcomes = save(store, "board", readings, at=SEEN, faults=faults)
    assert [outcome.status for outcome in outcomes] == ["new"] * len(postings)
    assert faults.counts == {}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"positions": "²"}, "positions"),
        ({"positions": DIGITS}, "positions"),
        ({"provider": ("Riverside College", "99999999")}, "provider"),
        ({"course": ("Plumber", "100000")}, "course"),
        ({"wage": "£02079460000 an hour"}, "wage"),
        ({"wage": "£5,000,000 a year"}, "wage"),
        ({"hours": "400"}, "hours"),
        ({"age": "99"}, "age"),
        ({"level": "9"}, "level"),
        ({"duration": "99 years"}, "duration"),
        ({"apply_url": "call us"}, "apply_url"),
    ],
)
def test_a_figure_that_nobody_can_mean_is_unknown_with_a_note(said: dict[str, Any], field: str) -> None:
    taken = intake(advert("1", **said), CONTEXT, Faults("a test")).result
    assert isinstance(taken, Opportunity)
    assert [note.field for note in taken.notes] == [field]
    facts = {
        "positions": taken.positions,
        "provider": taken.provider and taken.provider.ukprn,
        "course": taken.course and taken.course.lars_code,
        "wage": taken.wage and taken.wage.low,
        "hours": taken.hours_per_week,
        "age": taken.age,
        "level": taken.level,
        "duration": taken.duration and taken.duration.months,
        "apply_url": taken.apply_url,
    }
    assert facts[field] is None


def test_a_fault_is_that_postings_rejection_with_its_field_and_no_log_holds_its_words(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    faults = Faults("board")
    broken = [advert(f"x{n}", course=FragileCourses.BREAKS) for n in range(3)]
    with caplog.at_level(logging.WARNING):
        readings = [intake(posting, FRAGILE, faults) for posting in (advert("a"), *broken, advert("b"))]
    outcomes = [saved.status for saved in save(store, "board", readings, at=SEEN)]
    assert outcomes == ["new", "rejected", "rejected", "rejected", "new"]
    refused = [one.rejected for one in rejected.latest(store, "board")]
    assert {(one.reason, one.field, one.text) for one in refused} == {
        (Reason.UNREADABLE_VALUE, "course", FragileCourses.BREAKS)
    }
    assert list(faults.counts.values()) == [3]
    assert len(caplog.records) == 1
    assert "ValueError at tests" not in caplog.text
    assert "Ann Able" not in caplog.text
    assert "Ann Able" not in " ".join(faults.sentences())


def test_what_a_fault_keeps_from_being_read_stays_as_it_was_and_counts_as_seen(store: Store) -> None:
    first = intake(advert("x"), CONTEXT, Faults("board"))
    [saved] = save(store, "board", [first], at=SEEN)
    later = SEEN.replace(month=12)
    again = intake(advert("x", course=FragileCourses.BREAKS), FRAGILE, Faults("board"))
    assert [outcome.status for outcome in save(store, "board", [again], at=later)] == ["rejected"]
    record = find(store, str(saved.id))
    assert isinstance(record, Record)
    assert not record.withdrawn
    [sighting] = [one for one in _sightings(store) if one.external_id == "x"]
    assert sighting.last_seen == later


def _sightings(store: Store) -> list[Any]:
    from foothold.store.sightings import every_sighting

    return list(every_sighting(store, "board"))


@pytest.mark.parametrize(
    "faulty", [{"level": 10**30}, {"title": None}], ids=["a number too large", "no title"]
)
def test_a_record_that_the_database_refuses_is_rejected_alone(faulty: dict[str, Any], store: Store) -> None:
    readings = [intake(advert(f"r{n}"), CONTEXT, Faults("board")) for n in range(9)]
    whole = readings[4]
    assert isinstance(whole.result, Opportunity)
    readings[4] = Reading(whole.posting, replace(whole.result, **faulty))
    faults = Faults("board")
    outcomes = [saved.status for saved in save(store, "board", readings, at=SEEN, faults=faults)]
    assert outcomes == ["new"] * 4 + ["rejected"] + ["new"] * 4
    assert faults.counts.total() == 1
    [refused] = rejected.latest(store, "board")
    assert (refused.rejected.reason, (refused.raw or {})["external_id"]) == (Reason.UNREADABLE_VALUE, "r4")


def job(store: Store) -> CrawlJob:
    """A crawl whose register of courses has a fault."""
    expecting = SOURCE.model_copy(update={"expects": Expects()})
    ledger = Ledger.begin(store, SOURCE.slug, lambda: SEEN, SOURCE.standing)
    report = RunReport(SOURCE.slug, ending=Ending.COMPLETE)
    return CrawlJob(expecting, family(SOURCE.family), ledger, FRAGILE, report, lambda: SEEN)


def test_a_crawl_saves_the_others_and_tells_the_fault_in_its_evidence(store: Store) -> None:
    running = job(store)
    crawler = cast(Crawler, SimpleNamespace(spider=SimpleNamespace(job=running)))
    pipeline = SavePipeline(crawler)
    postings = tuple(
        advert(f"{n}", **({"course": FragileCourses.BREAKS} if n == 7 else {})) for n in range(61)
    )
    running.report.read(postings)
    pipeline.process_item(ReadPage("https://site.example/a", postings, None))
    pipeline.close_spider()
    run = conclude(running)
    assert (run.verdict, run.counts.saved, run.counts.rejected) == (Verdict.HEALTHY, 60, 1)
    assert run.counts.rejected_by_reason == {"unreadable_value": 1}
    assert "1 posting was refused because of a fault: ValueError" in " ".join(run.evidence)
    assert "Ann Able" not in " ".join(run.evidence)


def test_a_crawl_in_which_many_postings_meet_a_fault_is_not_believed(store: Store) -> None:
    running = job(store)
    postings = tuple(advert(f"{n}", course=FragileCourses.BREAKS) for n in range(30))
    running.report.read(postings)
    pipeline = SavePipeline(cast(Crawler, SimpleNamespace(spider=SimpleNamespace(job=running))))
    pipeline.process_item(ReadPage("https://site.example/a", postings, None))
    pipeline.close_spider()
    assert conclude(running).verdict is Verdict.SUSPECT


def test_a_source_of_sixty_good_adverts_and_odd_ones_is_crawled_whole(
    source: LocalSource,  # noqa: F811
    site: LocalSite,  # noqa: F811
) -> None:
    rows = [
        ["Reference", "Job title", "Employer", "Postcode", "Kind", "Number of positions", "Wage", "Course"]
    ]
    rows += [
        [f"G{n}", f"Apprentice baker {n}", "Marlow", "E8 1EA", "Apprenticeship", "2", "£9 an hour", "Baker"]
        for n in range(60)
    ]
    odd = (
        ("²", "£9 an hour", "²"),
        (DIGITS, f"£{'9' * 30} an hour", DIGITS),
        ("1e9", "£21,474,837 an hour", "٣"),
    )
    rows += [
        [f"O{n}", f"Apprentice cook {n}", "Marlow", "E8 1EA", "Apprenticeship", *said]
        for n, said in enumerate(odd)
    ]
    sheet = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    source.describe(family="spreadsheet", values=f'{{url: "{site.url}/sheet.csv"}}')
    site.pages["/sheet.csv"] = Page(sheet.encode(), headers={"Content-Type": "text/csv"})
    outcome = source.crawl()
    assert (outcome.verdict, source.count()) == (Verdict.HEALTHY, 63), outcome.evidence


def test_a_fault_in_a_familys_reader_is_one_rejection_among_its_postings() -> None:
    def read(number: int) -> RawPosting:
        return advert(str(12 // number))

    found = list(each([1, 0, 2], read))
    assert [isinstance(one, RawPosting) for one in found] == [True, False, True]
    assert isinstance(found[1], Rejected)
    assert (found[1].reason, str(found[1].text).split(" ")[0]) == (
        Reason.UNREADABLE_VALUE,
        "ZeroDivisionError",
    )
    faults = Faults("board")
    intake(found[1], CONTEXT, faults)
    assert faults.counts.total() == 1


def test_rereading_leaves_as_it_is_what_a_fault_keeps_from_being_read(store: Store) -> None:
    example = SOURCE.model_copy(update={"values": {"kind": "no kind at all"}})
    [saved] = save(store, example.slug, [intake(advert("x"), CONTEXT, Faults("a"))], at=SEEN)
    faults = Faults(example.slug)
    assert reread_source(store, example, CONTEXT.places, faults) == {"unreadable": 1}
    assert "ValueError" in faults.sentences()[0]
    record = find(store, str(saved.id))
    assert isinstance(record, Record)
    assert not record.withdrawn


def test_the_same_fault_has_the_same_fingerprint_whatever_the_words() -> None:
    def fault(text: str) -> str:
        try:
            family(text)
        except Exception as error:
            return fingerprint(error)
        return ""

    assert fault("one") == fault("another") != ""
    assert fault("one").startswith("WrongUse at crawlers/families/__init__.py:")


def test_an_upload_keeps_the_good_rows_and_tells_half_characters_back_escaped(world: World) -> None:
    key = employers.add(world.store, "Marlow & Finch", at=SEEN)
    good = {"title": "Apprentice plumber", "kind": "Apprenticeship", "postcode": "E8 1EA"}
    rows = [
        good | {"external_id": "a"},
        good | {"external_id": "b", "closing": "31 \ud83d"},
        good | {"external_id": "c", "pos\udc00itions": "2"},
        good | {"external_id": "d", "title": "Apprentice cook \ud83d", "positions": "²"},
    ]
    answer = world.client.post(
        "/api/v1/uploads",
        data=json.dumps(rows),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told = answer.get_json()
    assert [row["status"] for row in told["rows"]] == ["saved", "rejected", "rejected", "saved"]
    assert told["rows"][1]["errors"][0]["text"] == "31 \\ud83d"
    assert told["rows"][2]["errors"][0]["field"] == "pos\\udc00itions"
    record = find(world.store, told["rows"][3]["id"])
    assert isinstance(record, Record)
    assert record.public["title"] == "Apprentice cook \\ud83d"


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "application/json"])
def test_a_line_that_is_no_json_costs_no_other_line(media_type: str, world: World) -> None:
    key = employers.add(world.store, "Marlow & Finch", at=SEEN)
    good = json.dumps({"title": "Apprentice plumber", "kind": "Apprenticeship", "postcode": "E8 1EA"})
    answer = world.client.post(
        "/api/v1/uploads",
        data=f'{good}\n{{"title": "Apprentice\n',
        headers={"Authorization": f"Bearer {key}", "Content-Type": media_type},
    )
    rows = answer.get_json()["rows"]
    assert [row["status"] for row in rows] == ["saved", "rejected"]
    assert rows[1]["errors"][0]["message"].startswith("This line is not JSON")


def test_a_cell_of_half_a_million_characters_costs_no_other_row(world: World) -> None:
    key = employers.add(world.store, "Marlow & Finch", at=SEEN)
    rows = "".join(
        f'Apprentice {n},Apprenticeship,E8 1EA,"{text}"\n'
        for n, text in enumerate(("a", "b " * 250_000, "c"))
    )
    answer = world.client.post(
        "/api/v1/uploads",
        data=f"Job title,Kind,Postcode,Description\n{rows}".encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "text/csv"},
    )
    assert [row["status"] for row in answer.get_json()["rows"]] == ["saved", "saved", "saved"]


def test_reading_a_file_tells_its_faults_beside_its_lines(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from foothold.cli.read import read

    sheet = tmp_path / "adverts.csv"
    sheet.write_text("Job title,Postcode\nApprentice plumber,E8 1EA\nApprentice cook,E8 1EA\n")
    values = tmp_path / "values.yml"
    values.write_text("values: {levy_position: [not, text]}\n")
    done = CliRunner().invoke(read, ["--family", "spreadsheet", "--values", str(values), str(sheet)])
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["rejected"]["reason"] for line in lines] == ["unreadable_value"] * 2
    assert [line["rejected"]["field"] for line in lines] == ["levy_position"] * 2
    assert "2 postings were refused because of a fault: AttributeError" in done.stderr


ASKED = Advert(
    "board",
    "x",
    "k7f2q9xw3m1a",
    "k7f2q9xw3m1a",
    "https://site.example/x",
    "Apprentice plumber x",
    None,
    SEEN,
    None,
)


@pytest.mark.parametrize("breaks", ["the register", "the reader"])
def test_a_page_check_tells_a_fault_and_judges_the_page_by_its_words(breaks: str) -> None:
    def read(*_: Any) -> Iterator[RawPosting]:
        if breaks == "the reader":
            raise ZeroDivisionError
        yield advert("x", course=FragileCourses.BREAKS)

    faults = Faults("pages")
    page = AskedPage(200, ASKED.url, b"<h1>Apprentice plumber x</h1>")
    fragile = Family(name="fragile", read=read, start=lambda values, key: ())
    found = judge(page, ASKED, fragile, {}, FRAGILE, SEEN, SourceHosts(), faults)
    assert (found.answer, found.read) == (PageAnswer.SHOWN, None)
    assert faults.counts.total() == 1


def test_the_rows_of_a_file_that_has_had_its_time_are_sent_back(world: World) -> None:
    employers.add(world.store, "Marlow & Finch", at=SEEN)
    [account] = employers.every_employer(world.store)
    upload = Upload((UploadRow(2, advert("a")), UploadRow(3, advert("b"))))
    results = save_upload(world.app.extensions["foothold"], account, upload, SEEN, seconds=0.0)
    assert [(result.row, result.status) for result in results] == [(2, "rejected"), (3, "rejected")]
    assert "Send this row and those after it in another file." in results[0].errors[0].message
