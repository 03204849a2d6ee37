"""Write `requirements/sbom.cdx.json`, the software bill of materials: `make sbom`.

It is made of the lock files alone, so that the same locks give the same bytes. Licences of Python packages are
those that the installed packages state; what this machine does not install has none in it.
"""

import json
import re
import sys
from importlib.metadata import Distribution, distributions
from uuid import NAMESPACE_URL, UUID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from scripts.locked import ROOT, Locked, locked_packages

SBOM = ROOT / "requirements" / "sbom.cdx.json"
_LONGEST_NAME = 100
"""Some packages put the whole text of their licence where its name belongs."""


def main(site_packages: str) -> None:
    """`site_packages` is the folder into which `requirements/run.txt` is installed."""
    packages, licences = locked_packages(), installed_licences(site_packages)
    text = sbom(packages, licences)
    SBOM.write_text(text, encoding="utf-8")
    unknown = sum(not (package.licence or licences.get(package.name)) for package in packages)
    print(f"{SBOM.relative_to(ROOT)}: {len(packages)} packages, the licences of {unknown} of them unknown.")


def sbom(packages: list[Locked], licences: dict[str, str]) -> str:
    """CycloneDX 1.6 as JSON. Raises SystemExit where it is not valid."""
    bom = Bom(
        components=[
            _component(package, package.licence or licences.get(package.name, "")) for package in packages
        ],
        metadata=BomMetaData(component=_foothold()),
        serial_number=_serial_number(packages),
    )
    bom.register_dependency(_foothold(), bom.components)
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    # The moment of writing would make every run another file.
    made["metadata"].pop("timestamp", None)
    text = _lines(made)
    if errors := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"The SBOM is not valid CycloneDX 1.6: {errors}")
    return text


def installed_licences(site_packages: str) -> dict[str, str]:
    found = {}
    for distribution in distributions(path=[site_packages]):
        name = re.sub(r"[-_.]+", "-", distribution.name).lower()
        found[name] = _stated_licence(distribution)
    return found


def _stated_licence(distribution: Distribution) -> str:
    stated = distribution.metadata
    short = stated.get("License-Expression") or stated.get("License") or ""
    if short and len(short) <= _LONGEST_NAME and short != "UNKNOWN" and "\n" not in short:
        return short.strip()
    classified = [line for line in stated.get_all("Classifier", []) if line.startswith("License ::")]
    return ", ".join(line.rpartition(" :: ")[2] for line in classified)


def _component(package: Locked, licence: str) -> Component:
    hashes = [HashType(alg=HashAlgorithm(name), content=digest) for name, digest in package.hashes]
    # One version has many files, for each system one: their digests stand at where it is distributed from.
    files = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(package.purl), hashes=hashes)
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=package.purl,
        purl=PackageURL.from_string(package.purl),
        scope=ComponentScope.REQUIRED if package.ships else ComponentScope.EXCLUDED,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        external_references=[files],
        properties=[Property(name="foothold:marker", value=package.marker)] if package.marker else [],
    )


def _foothold() -> Component:
    version = re.search(r"^version = (.+)$", (ROOT / "setup.cfg").read_text(encoding="utf-8"), re.M)
    assert version
    return Component(
        type=ComponentType.APPLICATION,
        name="foothold-london",
        version=version[1],
        bom_ref="foothold-london",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )


def _serial_number(packages: list[Locked]) -> UUID:
    """The same for the same packages, since what changes nothing should change no file."""
    named = "\n".join(sorted(f"{package.purl} {sorted(package.hashes)}" for package in packages))
    return uuid5(NAMESPACE_URL, f"https://cyclonedx.org/\n{named}")


def _lines(made: dict[str, object]) -> str:
    """A line for each package, so that a change of the lock can be read in a diff."""
    components = made.pop("components")
    assert isinstance(components, list)
    head = json.dumps(made | {"components": []}, ensure_ascii=False, sort_keys=True)
    rows = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in components)
    return head.replace('"components": []', f'"components": [\n{rows}\n]') + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
