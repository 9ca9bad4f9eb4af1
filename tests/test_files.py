"""What holds for all files: none tells where it was made, and the lock files are whole."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# --- no file tells where it was made -------------------------------------------------------------

# Each pattern is written in two pieces, so that this file does not hold what it forbids.
PLACES = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"(?:home|root|opt|work|tmp|Users|mnt)/\w",
            r"\b[A-Za-z]:\\+" + r"Users\\",
            "file:" + "//",
            r"\bpypi\." + "org/simple",
            "pythonhosted" + r"\.org",
            r"--(?:extra-)?index" + "-url",
            "--find" + r"-links[ =][^\"']",
            "local" + "host",
            r"\b127\." + r"0\.0\.1",
        )
    )
)


def places_in(text: str) -> list[str]:
    """What in a text names a folder of somebody's machine or the host of a registry."""
    return [match[0] for match in PLACES.finditer(text)]


def tracked_files() -> list[Path]:
    """The files of the project: those git keeps or would keep, and all where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        names = done.stdout.decode("utf-8").split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*") if not _is_made(p)]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _is_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    kept = {".ci", ".gitignore", ".gitattributes"}
    made = {"__pycache__", "dist", "build", "ra"}
    return any(part in made or (part[0] == "." and part not in kept) for part in parts)


def test_no_file_names_a_machine() -> None:
    files = tracked_files()
    assert ROOT / "pyproject.toml" in files
    found = {
        path.relative_to(ROOT).as_posix(): places
        for path in files
        if (places := places_in(path.read_bytes().decode("utf-8", "replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "in /" + "home/an/cqdt",
        '"/' + 'tmp/x"',
        "C:\\" + "Users\\An",
        "file:" + "///x",
        "--index" + "-url x",
        "--find" + "-links x",
        "https://files.python" + "hosted.org/a",
    ],
)
def test_a_planted_place_is_found(text: str) -> None:
    assert len(places_in(text)) == 1


@pytest.mark.parametrize("text", ["292/QĐ-UBND", "docs/root/a", "https://www.apache.org/", "/etc/"])
def test_an_innocent_path_is_not(text: str) -> None:
    assert places_in(text) == []


# --- the lock files ------------------------------------------------------------------------------


def locked(text: str) -> dict[str, int]:
    """Each release of a lock file with the number of its hashes."""
    blocks = re.findall(
        r"^([a-z0-9-]+)==\S+((?: \\\n +--hash=sha256:[0-9a-f]{64})*)$", text, re.MULTILINE
    )
    return {name: hashes.count("--hash") for name, hashes in blocks}


def names_of(requirements: list[str]) -> set[str]:
    """The plain names of some requirements."""
    names = (re.match(r"[A-Za-z0-9._-]+", each) for each in requirements)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


def test_lock_files_hold_what_pyproject_asks_for_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    use = names_of([*project["project"]["dependencies"], *project["build-system"]["requires"]])
    use |= names_of([each for wanted in extras.values() for each in wanted]) - {"cqdt-rules"}
    dev = use | names_of(project["dependency-groups"]["dev"])
    for name, wanted in (("requirements.lock", use), ("requirements-dev.lock", dev)):
        text = (ROOT / name).read_text(encoding="utf-8")
        releases = locked(text)
        assert wanted - set(releases) == set(), name
        assert [release for release, hashes in releases.items() if not hashes] == [], name
        assert len(releases) == len(re.findall("^[^# ]", text, re.MULTILINE)), name


def test_one_extra_takes_all() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert extras["all"] == [f"cqdt-rules[{','.join(name for name in extras if name != 'all')}]"]
