"""The packages that the lock files pin, each with the hashes of its files."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCK = ROOT / "requirements" / "run.txt"
NPM_LOCK = ROOT / "package-lock.json"
_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.+!-]+)(?:\s*;\s*(?P<marker>.+))?"
)
_HASH = re.compile(r"--hash=(sha256|sha384|sha512):([0-9a-f]+)")
_HASH_ALGORITHMS = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
"""As CycloneDX writes them."""


class Unpinned(Exception):
    """A line of a lock file that leaves open which file is installed."""


@dataclass(frozen=True)
class Locked:
    """One version of one package; a lock may hold two of a package, each with its `marker`.

    `hashes` holds algorithm and hexadecimal digest as CycloneDX writes them."""

    purl: str
    name: str
    version: str
    hashes: frozenset[tuple[str, str]]
    marker: str = ""
    licence: str = ""
    ships: bool = True


def locked_packages() -> list[Locked]:
    """Raises Unpinned."""
    return [
        *python_packages(PYTHON_LOCK.read_text(encoding="utf-8")),
        *npm_packages(json.loads(NPM_LOCK.read_text(encoding="utf-8"))),
    ]


def python_packages(text: str) -> list[Locked]:
    """Raises Unpinned for whatever is no `name==version` with at least one hash."""
    return [_python_package(line) for line in _joined_lines(text)]


def npm_packages(lock: Mapping[str, Any]) -> list[Locked]:
    """Raises Unpinned for a package without the digest of its file."""
    found = {}
    for path, package in lock["packages"].items():
        if path:
            one = _npm_package(path.rpartition("node_modules/")[2], package)
            found[one.purl] = one
    return list(found.values())


def _joined_lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        said = re.sub(r"(^|\s)#.*", "", line).strip()
        if said:
            yield said


def _python_package(line: str) -> Locked:
    pin, hashes = line.partition(" --hash")[0].strip(), _HASH.findall(line)
    matched = _PIN.fullmatch(pin)
    if not matched or not hashes:
        raise Unpinned(f"requirements/run.txt pins no file by its hash here: {pin}")
    name = re.sub(r"[-_.]+", "-", matched["name"]).lower()
    return Locked(
        purl=f"pkg:pypi/{name}@{matched['version']}",
        name=name,
        version=matched["version"],
        hashes=frozenset((_HASH_ALGORITHMS[algorithm], digest) for algorithm, digest in hashes),
        marker=matched["marker"] or "",
    )


def _npm_package(name: str, package: Mapping[str, Any]) -> Locked:
    algorithm, _, digest = package.get("integrity", "").partition("-")
    if algorithm not in _HASH_ALGORITHMS or not package.get("version"):
        raise Unpinned(f"package-lock.json pins no file by its hash here: {name}")
    return Locked(
        purl=f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
        name=name,
        version=package["version"],
        hashes=frozenset({(_HASH_ALGORITHMS[algorithm], base64.b64decode(digest).hex())}),
        licence=package.get("license", ""),
        ships=not package.get("dev", False),
    )
