"""
YAML as an analyst means it.

YAML's own reading turns the code `NO` into false and `018` into 16, and takes the later of two equal keys
without a word. Here every scalar is text but true, false and null, and a key twice is an error.
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml


class BadYaml(ValueError):
    """The file is not YAML, or says something twice."""


class _TextLoader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [str(key.value) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise BadYaml(f"{key} stands twice in one list of line {node.start_mark.line + 1}: keep one of them")
        return super().construct_mapping(node, deep=deep)


_TextLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), ["t", "f"])
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^null$"), ["n"])


def read_yaml(text: str) -> object:
    """
    Return what a YAML text says.

    :raises BadYaml: with a sentence that names the line.
    """
    try:
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506 - derived from SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise BadYaml(f"line {line} is not YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise BadYaml("the file is not YAML in UTF-8") from None
