"""Ledgerline RMS (made up): the crime system of Anyshire, a force that does not exist."""
