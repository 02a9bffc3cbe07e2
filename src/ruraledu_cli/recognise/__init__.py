"""Sheets into frames: which table a sheet holds, which column each header is."""
