"""The content as it is shown, read once."""

import pytest
from django.conf import settings

from waypost.journeys.catalogue.material import Material, read_material


@pytest.fixture(scope="session")
def material() -> Material:
    """Return the content of this checkout."""
    return read_material(settings.CONTENT_DIR)
