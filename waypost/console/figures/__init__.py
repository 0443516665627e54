"""Figures that show nobody: why people call, how long answers take."""
