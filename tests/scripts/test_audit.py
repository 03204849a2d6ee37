"""The bill of materials is that of the lock, and a lock that somebody changed is noticed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.audit import SBOM, NotAsked, _asked, differences
from scripts.locked import (
    NPM_LOCK,
    PYTHON_LOCK,
    ROOT,
    Unpinned,
    locked_packages,
    npm_packages,
    python_packages,
)

LOCK = PYTHON_LOCK.read_text(encoding="utf-8")
OTHER_HASH = "0" * 64


@pytest.fixture(scope="module")
def sbom() -> Any:
    return json.loads(SBOM.read_text(encoding="utf-8"))


def python_only(sbom: Any) -> Any:
    return {"components": [one for one in sbom["components"] if one["purl"].startswith("pkg:pypi/")]}


def test_the_bill_holds_what_the_locks_pin_and_nothing_else(sbom: Any) -> None:
    assert differences(locked_packages(), sbom) == [], "run `make sbom`"
    assert sbom["bomFormat"] == "CycloneDX" and sbom["specVersion"] == "1.6"


def test_every_package_that_is_installed_here_states_its_licence(sbom: Any) -> None:
    without = {one["name"] for one in sbom["components"] if not one.get("licenses")}
    for_pypy = {
        one.name for one in python_packages(LOCK) if "== 'PyPy'" in one.marker or "== 'pypy'" in one.marker
    }
    assert without <= for_pypy


def test_a_hash_that_was_exchanged_in_the_lock_is_named(sbom: Any) -> None:
    entry = re.search(r"^flask==.*?sha256:(\w{64})", LOCK, re.M | re.S)
    assert entry
    tampered = LOCK.replace(entry[1], OTHER_HASH)
    told = differences(python_packages(tampered), python_only(sbom))
    assert len(told) == 2 and all("pkg:pypi/flask@" in one for one in told)
    assert "SHA-256 000000000000… is locked and is not in the SBOM" in told[0]


def test_a_hash_that_was_added_to_the_lock_is_named(sbom: Any) -> None:
    tampered = re.sub(r"^(nh3==\S+ \\\n)", rf"\1    --hash=sha256:{OTHER_HASH} \\\n", LOCK, flags=re.M)
    told = differences(python_packages(tampered), python_only(sbom))
    assert len(told) == 1 and "pkg:pypi/nh3@" in told[0]


def test_another_version_and_a_package_more_or_less_are_named(sbom: Any) -> None:
    packages = python_packages(LOCK)
    more = python_packages(f"flsak==3.1.3 --hash=sha256:{OTHER_HASH}\n")
    assert differences([*packages, *more], python_only(sbom)) == [
        "pkg:pypi/flsak@3.1.3 is locked and is not in the SBOM"
    ]
    assert differences(packages[1:], python_only(sbom)) == [
        f"{packages[0].purl} is in the SBOM and is not locked"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "flask>=3",
        "flask",
        "flask==3.1.3",
        "-e .",
        "-r other.txt",
        "flask @ https://jobs.example/flask.whl",
        "flask==3.*",
    ],
)
def test_a_line_that_pins_no_file_is_refused(line: str) -> None:
    with pytest.raises(Unpinned, match=re.escape(line)):
        python_packages(f"{LOCK}{line}\n")


def test_an_asset_without_its_digest_is_refused_and_one_with_another_is_named(sbom: Any) -> None:
    lock = json.loads(NPM_LOCK.read_text(encoding="utf-8"))
    frontend = lock["packages"]["node_modules/govuk-frontend"]
    honest = frontend["integrity"]
    frontend["integrity"] = honest[:-6] + "AAAA=="
    told = differences([*python_packages(LOCK), *npm_packages(lock)], sbom)
    assert len(told) == 2 and "pkg:npm/govuk-frontend@" in told[0]
    del frontend["integrity"]
    with pytest.raises(Unpinned, match="govuk-frontend"):
        npm_packages(lock)


def test_an_index_that_says_nothing_of_vulnerabilities_is_no_clean_bill() -> None:
    silent = {"name": "b", "skip_reason": "could not be audited: b"}
    known = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    assert _asked({"dependencies": [known]}) == ["pkg:pypi/a@1: PYSEC-1, mended in 2"]
    for answer in ({}, {"dependencies": []}, {"dependencies": [silent]}):
        with pytest.raises(NotAsked):
            _asked(answer)
    with pytest.raises(NotAsked, match="could not be audited") as half:
        _asked({"dependencies": [known, silent]})
    assert half.value.found == ["pkg:pypi/a@1: PYSEC-1, mended in 2"]


def test_the_command_ends_with_1_on_a_tampered_lock_and_with_3_where_nobody_could_be_asked(
    tmp_path: Path,
) -> None:
    """This Python has no pip-audit and finds no npm, so that both registries stay unasked."""
    for name in ("scripts/audit.py", "scripts/locked.py", "requirements/run.txt", "package-lock.json"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((ROOT / name).read_bytes())
    (tmp_path / "requirements" / "sbom.cdx.json").write_bytes(SBOM.read_bytes())
    honest = run_audit(tmp_path)
    assert honest.returncode == 3, honest.stdout + honest.stderr
    assert honest.stdout.count("NOT CHECKED for known vulnerabilities") == 2
    lock = tmp_path / "requirements" / "run.txt"
    lock.write_text(re.sub(r"sha256:\w{64}", f"sha256:{OTHER_HASH}", LOCK, count=1), encoding="utf-8")
    tampered = run_audit(tmp_path)
    assert tampered.returncode == 1 and "is locked and is not in the SBOM" in tampered.stdout
    lock.write_text(LOCK + "flask\n", encoding="utf-8")
    assert run_audit(tmp_path).returncode == 1


def run_audit(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.audit"]
    return subprocess.run(
        command, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, timeout=60, check=False
    )
