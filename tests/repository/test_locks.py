"""What pyproject.toml asks for is what the locks install."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping

import pytest

from tests.repository.tree import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def canonical(requirement: str) -> str:
    """Return the name of a requirement as every index spells it."""
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def locked(lock: str) -> Mapping[str, str]:
    """Return the version of each package in a lock."""
    text = (CHECKOUT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {canonical(name): version for name, version in re.findall(r"^([^\s=\[]+)\S*?==(\S+)", text, re.MULTILINE)}


def wanted(requirements: Iterable[str]) -> set[str]:
    return {canonical(requirement) for requirement in requirements}


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("runtime", PROJECT["dependencies"]),
        ("dev", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]),
    ],
)
def test_every_package_that_is_asked_for_is_locked(lock: str, requirements: list[str]) -> None:
    assert wanted(requirements) - locked(lock).keys() == set()


def test_developing_uses_the_versions_that_run() -> None:
    dev = locked("dev")

    assert {
        name: (version, dev.get(name)) for name, version in locked("runtime").items() if dev.get(name) != version
    } == {}


def test_page_packages_are_pinned_to_one_version_and_locked() -> None:
    asked = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []
