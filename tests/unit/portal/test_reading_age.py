"""The pages can be read by somebody of eleven, and say nothing in words that only the police use."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from waypost.messages.lint.reading import HIGHEST_GRADE, grade

PAGES = Path(__file__).parents[3] / "waypost" / "portal" / "jinja2" / "portal"
WORDS = settings.CONTENT_DIR / "words"
READ_BY_VICTIMS = ("stages", "timeline", "outcomes", "appointments", "property", "freshness")
# What the law prescribes word for word, and names of acts and bodies, cannot be made plainer.
LEGAL = ("Regulations 2018", "Data Protection Act", "Equality", "Web Content Accessibility", "Information Commissioner")
JARGON = ("OIC", "occurrence", "nominal", "MO", "NFA", "RUI", "IP ", "enquiries continue", "disposal", "commence")
LONGEST_SENTENCE = 25


def sentences_of_page(name: str) -> list[str]:
    text = re.sub(r"{#.*?#}|{%.*?%}|<!--.*?-->", " ", (PAGES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    paragraphs = re.findall(r"<(?:p|li|h1|h2|h3)[^>]*>(.*?)</(?:p|li|h1|h2|h3)>", text, flags=re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|{{.*?}}", " 101 ", one)).strip() for one in paragraphs]
    return [sentence for one in plain for sentence in split(one) if not any(law in one for law in LEGAL)]


def sentences_of_words(name: str) -> list[str]:
    def texts(node: object) -> list[str]:
        if isinstance(node, dict):
            return [text for value in node.values() for text in texts(value)]
        return [str(node)]

    return [s for text in texts(yaml.safe_load((WORDS / f"{name}.yaml").read_text())) for s in split(text)]


def split(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.:?!]) ", text) if len(sentence.split()) > 1]


SOURCES = [(sentences_of_page, path.name) for path in sorted(PAGES.glob("*.html")) if path.name != "layout.html"]
SOURCES += [(sentences_of_words, name) for name in READ_BY_VICTIMS]


@pytest.mark.parametrize(("read", "name"), SOURCES, ids=[name for _, name in SOURCES])
def test_the_words_are_plain(read: Callable[[str], list[str]], name: str) -> None:
    sentences = read(name)

    assert grade(sentences) <= HIGHEST_GRADE
    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []
    assert [s for s in sentences for word in JARGON if re.search(rf"\b{word}\b", s)] == []
