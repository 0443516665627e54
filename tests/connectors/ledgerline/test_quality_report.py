"""`waypost quality report --source`: a system that is not switched on yet, read through and measured."""

import json
from pathlib import Path

from click.testing import CliRunner

from tests.connectors.ledgerline.conftest import ANYSHIRE, Rms
from waypost.base.scope import in_force
from waypost.cases.models import Case
from waypost.cases.values import SourceFacts
from waypost.connectors.commands.quality import quality
from waypost.connectors.models import Cursor, SetAside


def test_all_that_a_source_has_is_measured_and_nothing_of_it_is_taken(
    rms: Rms, source: SourceFacts, tmp_path: Path
) -> None:
    with rms.owner.begin() as connection:
        for number in range(1, 13):
            rms.add_occurrence(connection, f"42/{number}/26", oic_coll_no="4471", stat_cd="ALL")
    page, figures = tmp_path / "quality.html", tmp_path / "quality.json"

    result = CliRunner().invoke(
        quality,
        ["report", "--force", ANYSHIRE, "--source", source.name, "--out", str(page), "--json", str(figures)],
    )

    assert result.exit_code == 0, result.output
    assert json.loads(figures.read_text())["victims"] == 12
    assert "07700 900123" not in page.read_text()
    with in_force(ANYSHIRE):
        assert not Case.objects.exists()
        assert not SetAside.objects.exists()
    assert not Cursor.objects.filter(source_id=source.id).exclude(position="").exists()
