"""Links between documents lead somewhere, and tracked files name no machine, no registry and no secret."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
NOT_WORDS = re.compile(r"[^\w\- ]")
PATHS_OF_A_MACHINE = re.compile(r"/(?:work|home/\w+|Users/\w+|root)/[\w.]+")
REGISTRIES = re.compile(
    r"https?://[^\s\"']*(?:files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|/artifactory/|devpi|nexus)[^\s\"']*|--(?:extra-)?index-url[ =]h|--find-links[ =]"
)
KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|\bghp_[A-Za-z0-9]{30,}|\bfoothold_[A-Za-z0-9_-]{43}\b"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return []
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = path.parent / file if file else path
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize(
    "pattern", [PATHS_OF_A_MACHINE, REGISTRIES, KEYS], ids=["paths of a machine", "registries", "keys"]
)
def test_no_tracked_file_names(pattern: re.Pattern[str]) -> None:
    files = tracked()
    if not files:
        pytest.skip("this is no git checkout")
    found = []
    for path in files:
        if path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        if "\0" not in text[:2000]:
            found += [f"{path.relative_to(ROOT)}: {hit.group(0)}" for hit in pattern.finditer(text)]
    assert found == []


def _anchors(path: Path) -> set[str]:
    headings = HEADING.findall(path.read_text(encoding="utf-8"))
    return {NOT_WORDS.sub("", heading.lower()).replace(" ", "-") for heading in headings}
