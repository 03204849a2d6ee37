"""Files, names and headers at the doors of the site."""

import io
import json
import re
from pathlib import Path

import pytest

from foothold.store import employers
from search_api.api.uploads import EXAMPLE_ROWS
from search_api.front import protocol
from tests.search_api.world import AT, World

ROOT = Path(__file__).parents[2]
UPLOADS = "/api/v1/uploads"
NOT_FOR_VISITORS = (
    "/.git/HEAD", "/.git/config", "/.env", "/deploy/.env", "/setup.cfg", "/secret.key", "/foothold.db",
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%2e%2e%2f%2e%2e%2fsetup.cfg",
    "/static/..%5capp.py", "/static/%252e%252e/app.py", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
    "/static/", "/static/built/",
)  # fmt: skip
NAMES_OF_FILES = (
    "../../escaped.json", "/tmp/escaped.json", "..\\..\\escaped.json", "C:\\escaped.json", "escaped.json\x00.csv",
    "escaped.php", ".htaccess", "a/b/escaped.json", "escaped.json\r\nX-Evil: 1", "\u202enosj.depacse", "x" * 5_000,
)  # fmt: skip
DOWNLOADS = ("/api/v1/export.csv", "/api/v1/export.jsonl", "/employers/template.csv", "/closing.ics")
HOSTILE = '"; filename="evil.html'


@pytest.mark.parametrize("path", NOT_FOR_VISITORS)
def test_no_path_leads_to_a_file_that_is_not_for_visitors(world: World, path: str) -> None:
    (world.settings.home / "secret.key").write_bytes(b"k" * 32)
    answer = world.app.test_client().get(path)
    assert answer.status_code in (308, 404)
    assert (
        b"create_app" not in answer.data and b"[metadata]" not in answer.data and b"root:" not in answer.data
    )
    assert b"k" * 32 not in answer.data


@pytest.mark.parametrize("name", NAMES_OF_FILES, ids=repr)
def test_the_name_of_an_uploaded_file_is_no_path(world: World, tmp_path: Path, name: str) -> None:
    key = employers.add(world.store, "Brightworks Ltd", at=AT)
    before = files_below(tmp_path)
    answer = world.app.test_client().post(
        UPLOADS,
        data={"file": (io.BytesIO(json.dumps(EXAMPLE_ROWS).encode()), name)},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code in (200, 415, 422)
    assert "X-Evil" not in answer.headers
    assert files_below(tmp_path) - before <= {"foothold.db-wal", "foothold.db-shm"}
    assert not Path("/tmp/escaped.json").exists() and not (ROOT / "escaped.json").exists()


def test_downloads_have_names_of_ours_whatever_is_asked(london: World) -> None:
    client = london.app.test_client()
    for path in DOWNLOADS:
        plain = client.get(path).headers["Content-Disposition"]
        assert re.fullmatch(r'(?:attachment|inline); filename="?[\w.-]+"?', plain)
        for asked in ({"q": HOSTILE}, {"filename": HOSTILE}):
            answer = client.get(path, query_string=asked)
            assert answer.headers.get("Content-Disposition", plain) == plain


def test_a_preflight_for_an_upload_is_granted_to_nobody(london: World) -> None:
    answer = london.app.test_client().options(
        UPLOADS,
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-allow")]


def test_every_answer_says_its_type_and_every_text_its_charset(london: World) -> None:
    client = london.app.test_client()
    an_id = client.get("/api/v1/opportunities").json["opportunities"][0]["id"]  # type: ignore[index]
    seen = set()
    for rule in london.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: an_id if "id" in part[1] else "1", rule.rule)
        answer = client.get(path)
        if answer.data:
            said = answer.headers["Content-Type"]
            seen.add(said)
            assert not said.startswith(("text/", "application/xml")) or "charset=utf-8" in said.lower(), path
    assert {one.partition(";")[0] for one in seen} >= {
        "text/html",
        "text/csv",
        "text/calendar",
        "application/json",
    }
    assert b"text/plain; charset=utf-8" in protocol.BUSY


def test_the_proxies_speak_tls_1_2_and_1_3_alone() -> None:
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*ssl_protocols (.+);$", nginx, re.M) == ["TLSv1.2 TLSv1.3"]
    # Caddy speaks just these two unless told otherwise.
    assert "protocols" not in (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")


def files_below(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}
