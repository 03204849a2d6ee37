"""Check what the locks pin: `make audit`.

The lock files and `requirements/sbom.cdx.json` must hold the same packages and the same hashes, and no package may
have a known vulnerability. Ends with 0 where all of it was checked and nothing was found, with 1 where something was
found, and with 3 where nothing was found but a registry could not be asked for vulnerabilities.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.locked import NPM_LOCK, PYTHON_LOCK, ROOT, Locked, Unpinned, locked_packages

SBOM = ROOT / "requirements" / "sbom.cdx.json"
FOUND, NOT_ASKED = 1, 3
_SECONDS = 600


class NotAsked(Exception):
    """A registry tells nothing of vulnerabilities, or not of all packages; `found` is what it did tell."""

    def __init__(self, reason: str, found: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.found = list(found)


def main() -> int:
    try:
        packages = locked_packages()
    except Unpinned as error:
        print(error)
        return FOUND
    found = differences(packages, json.loads(SBOM.read_text(encoding="utf-8")))
    print(
        f"{len(packages)} packages and {sum(len(one.hashes) for one in packages)} hashes compared with the SBOM."
    )
    unasked = False
    for registry, ask in (("PyPI", python_vulnerabilities), ("npm", npm_vulnerabilities)):
        try:
            found += ask()
            print(f"{registry}: asked for known vulnerabilities.")
        except NotAsked as error:
            unasked = True
            found += error.found
            print(f"{registry}: NOT CHECKED for known vulnerabilities: {error}")
    print("\n".join(found) or "Nothing was found in what was checked.")
    return FOUND if found else NOT_ASKED if unasked else 0


def differences(packages: Iterable[Locked], sbom: Mapping[str, Any]) -> list[str]:
    """A sentence for each package and each hash that stands on one side only."""
    locked = {one.purl: one.hashes for one in packages}
    listed = {one["purl"]: _listed_hashes(one) for one in sbom["components"]}
    told = [f"{purl} is locked and is not in the SBOM" for purl in sorted(locked.keys() - listed.keys())]
    told += [f"{purl} is in the SBOM and is not locked" for purl in sorted(listed.keys() - locked.keys())]
    for purl in sorted(locked.keys() & listed.keys()):
        told += [
            f"{purl}: {_short(one)} is locked and is not in the SBOM" for one in locked[purl] - listed[purl]
        ]
        told += [
            f"{purl}: {_short(one)} is in the SBOM and is not locked" for one in listed[purl] - locked[purl]
        ]
    return told


def python_vulnerabilities() -> list[str]:
    """What pip-audit finds for this Python and system. Raises NotAsked.

    It says that nothing was found also where the index told it nothing, and that is no answer. So one package is
    asked for first: an index without this knowledge gets one request and not a hundred."""
    text = PYTHON_LOCK.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.txt"
        first.write_text(re.split(r"^(?=\S)", text, maxsplit=2, flags=re.M)[1], encoding="utf-8")
        _asked(_pip_audit(first))
    return _asked(_pip_audit(PYTHON_LOCK))


def npm_vulnerabilities() -> list[str]:
    """What npm finds. Raises NotAsked."""
    if not shutil.which("npm"):
        raise NotAsked("there is no npm on this machine")
    answer = _json(["npm", "audit", "--package-lock-only", "--json"], NPM_LOCK.parent)
    if "vulnerabilities" not in answer:
        raise NotAsked(str(answer.get("message", "its answer was none")).split(" - ")[0])
    return [f"npm: {name}: {one['severity']}" for name, one in sorted(answer["vulnerabilities"].items())]


def _asked(answer: Mapping[str, Any]) -> list[str]:
    dependencies = answer.get("dependencies") or []
    found = [
        f"pkg:pypi/{one['name']}@{one['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'none'}"
        for one in dependencies
        for known in one.get("vulns", [])
    ]
    silent = [one["skip_reason"] for one in dependencies if "skip_reason" in one]
    if silent or not dependencies:
        raise NotAsked(silent[0] if silent else "pip-audit gave no answer", found)
    return found


def _pip_audit(requirements: Path) -> dict[str, Any]:
    options = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")
    return _json([sys.executable, "-m", "pip_audit", f"--requirement={requirements}", *options], ROOT)


def _json(command: list[str], folder: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotAsked(f"no answer within {_SECONDS} seconds") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise NotAsked((done.stderr.strip().splitlines() or ["its answer was none"])[-1]) from error
    return answer if isinstance(answer, dict) else {}


def _listed_hashes(component: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    references = component.get("externalReferences", [])
    return frozenset(
        (one["alg"], one["content"]) for reference in references for one in reference.get("hashes", [])
    )


def _short(digest: tuple[str, str]) -> str:
    return f"{digest[0]} {digest[1][:12]}…"


if __name__ == "__main__":
    sys.exit(main())
