"""A small mapping and rows as a crime database gives them."""

from pathlib import Path
from typing import Any

import pytest

from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.values import SourceMapping

LEDGERLINE = Path("demo/rms/waypost-mapping.yaml")


@pytest.fixture
def ledgerline() -> SourceMapping:
    """Return the demo crime system's mapping."""
    return mapping_of(read_yaml(LEDGERLINE.read_text(encoding="utf-8")))


@pytest.fixture
def small() -> dict[str, Any]:
    """Return the smallest mapping file that is in order, as parsed."""
    return {
        "version": "1",
        "system": "Made-up RMS",
        "clock": "offset",
        "codes": {"status": {"REC": "recorded"}, "group": {"BUR": "burglary-residential"}},
        "changes": [{"table": "crime", "at": "changed", "occurrence": "id"}],
        "case": {
            "table": "crime",
            "key": "id",
            "reference": "number",
            "fields": {
                "reference": "number",
                "recorded_at": "made",
                "updated_at": "changed",
                "status": {"column": "state", "codes": "status"},
                "offence": {"fields": {"group": {"column": "kind", "codes": "group"}, "title": "words"}},
            },
        },
    }
