"""Waypost tells victims of crime what happens in their case, safely, and proves it."""
