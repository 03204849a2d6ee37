import json
import subprocess
import sys
from pathlib import Path

PAGE = """<html><script type="application/ld+json">{"@type": "JobPosting", "title": "Apprentice baker",
"hiringOrganization": {"name": "Rise"}, "jobLocation": {"address": {"postalCode": "E8 1EA"}},
"datePosted": "2026-10-01", "validThrough": "2026-10-31"}</script></html>"""


def foothold(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "foothold", *arguments], input=given, capture_output=True)


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_read_prints_a_line_for_each_posting_and_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    done = foothold(
        "read", "--family", "job_posting_page", "--seen", "2026-10-15", str(tmp_path / "page.html")
    )
    assert done.returncode == 0, done.stderr
    [line] = lines(done)
    read = line["opportunity"]
    assert isinstance(read, dict)
    assert (read["title"], read["status"], read["closing_date"]) == ("Apprentice baker", "open", "2026-10-31")
    assert [read[key] for key in ("id", "page_url", "revision", "last_confirmed")] == [None] * 4
    assert read["sources"][0]["source"] == "job_posting_page"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_set_gives_a_fact_and_scope_off_keeps_an_ordinary_job(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        PAGE.replace("Apprentice baker", "Baker").replace("E8 1EA", "LS1 4DY")
    )
    asked = ("read", "--family", "job_posting_page", str(tmp_path / "page.html"))
    assert lines(foothold(*asked))[0]["rejected"]["reason"] == "out_of_scope"  # type: ignore[index]
    assert lines(foothold(*asked, "--set", "kind=apprenticeship"))[0]["rejected"]["reason"] == "out_of_area"  # type: ignore[index]
    assert lines(foothold(*asked, "--scope", "off"))[0]["opportunity"]["kind"] is None  # type: ignore[index]


def test_an_unreadable_file_is_one_rejected_line_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "board.json").write_text("<html>Just a moment")
    done = foothold("read", "--family", "greenhouse", str(tmp_path / "board.json"))
    assert done.returncode == 1
    assert [line["rejected"]["reason"] for line in lines(done)] == ["unreadable"]  # type: ignore[index]
    assert done.stderr.decode().strip().endswith(".")


def test_wrong_use_is_exit_2_and_says_what_there_is(tmp_path: Path) -> None:
    for wrong in (
        ("read", "--family", "nonsense", "x"),
        ("read", "--family", "lever", str(tmp_path / "absent.json")),
        ("read", "--family", "lever", "--set", "colour=red", "x"),
        ("parse", "weather"),
        ("parse", "wage", "--start", "soon"),
    ):
        done = foothold(*wrong)
        assert done.returncode == 2, wrong
        assert done.stderr


def test_parse_answers_each_line_in_order_and_a_blank_one_with_nulls() -> None:
    answers = lines(foothold("parse", "wage", given="£9 an hour\n\nUp to £27 an hour\r\n".encode()))
    assert [answer["low"] for answer in answers] == [9, None, None]
    assert answers[1] == {**dict.fromkeys(answers[0]), "flags": []}
    assert answers[2]["high"] == 27


def test_a_figure_of_any_length_is_no_pay_and_no_error() -> None:
    given = "\n".join(f"£{'9' * digits} a year" for digits in (8, 20, 30, 5_000)).encode()
    assert [answer["low"] for answer in lines(foothold("parse", "wage", given=given))] == [None] * 4


def test_parse_takes_bytes_that_are_no_text() -> None:
    assert len(lines(foothold("parse", "place", given=b"\xff\xfe\n\x00\nHackney"))) == 3
