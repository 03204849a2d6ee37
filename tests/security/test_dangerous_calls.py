"""No module of ours runs words as a program, reads pickles, or trusts a hash that is broken."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path for package in ("foothold", "crawlers", "search_api", "scheduler", "config", "demo")
    for path in (ROOT / package).rglob("*.py")
)  # fmt: skip
RUNS_WORDS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput",
    "subprocess.getstatusoutput", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load",
    "yaml.unsafe_load", "yaml.full_load", "jinja2.Template", "render_template_string",
}  # fmt: skip
BROKEN_HASHES = {"hashlib.md5", "hashlib.sha1", "md5", "sha1"}


def test_no_module_runs_words_as_a_program() -> None:
    found = [f"{path}:{line} {name}" for path, line, name in all_calls() if name in RUNS_WORDS]
    assert found + [place for path in MODULES for place in shells(path)] == []


def test_no_module_uses_a_broken_hash() -> None:
    named = [f"{path}:{line} {name}" for path, line, name in all_calls() if name in BROKEN_HASHES]
    handed = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in BROKEN_HASHES
    ]
    assert named + handed == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("eval('1')", "eval"), ("import os\nos.system('ls')", "os.system"), ("yaml.load(text)", "yaml.load")],
)
def test_the_look_would_find_them(text: str, name: str) -> None:
    assert name in [called for _, called in calls(text.encode())] and name in RUNS_WORDS


def all_calls() -> Iterator[tuple[Path, int, str]]:
    for path in MODULES:
        for line, name in calls(path.read_bytes()):
            yield path.relative_to(ROOT), line, name


def calls(text: bytes) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def shells(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.keyword) and node.arg == "shell":
            yield f"{path.relative_to(ROOT)}:{node.value.lineno} shell={ast.unparse(node.value)}"
