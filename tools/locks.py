"""Write the requirement locks: every version with its hashes, nothing about where it came from."""

from collections.abc import Mapping, Sequence

from tools.environment import CHECKOUT, npm, program, run

# Earlier locks bind later ones, so that one package has one version in all of them.
LOCKS: Mapping[str, Sequence[str]] = {
    "runtime": ("pyproject.toml",),
    "dev": ("pyproject.toml", "--extra", "dev", "--constraint", "requirements/runtime.txt"),
    "build": ("requirements/build.in", "--constraint", "requirements/dev.txt"),
    "node": ("requirements/node.in",),
    "peers": ("requirements/peers.in", "--constraint", "requirements/dev.txt"),
    "fuzz": ("requirements/fuzz.in", "--constraint", "requirements/dev.txt"),
}
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--upgrade",
    "--quiet",
)


def write_all() -> None:
    """Choose the newest versions that pyproject.toml allows and write all locks."""
    for name, sources in LOCKS.items():
        run([program("uv"), "pip", "compile", *sources, *OPTIONS, f"--output-file=requirements/{name}.txt"])
    npm("install", "--package-lock-only")
    print(f"Wrote {len(LOCKS)} locks in {CHECKOUT / 'requirements'} and package-lock.json.")
