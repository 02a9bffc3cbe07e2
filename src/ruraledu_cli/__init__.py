"""Indicator calculator over school census spreadsheets."""
