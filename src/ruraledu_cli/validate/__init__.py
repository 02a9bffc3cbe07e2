"""Frames into a census: typed values, unique keys, resolved links, and what was wrong."""
