"""The folder of drops that the tests of files have."""

from tests.connectors.files.conftest import inbox

__all__ = ["inbox"]
