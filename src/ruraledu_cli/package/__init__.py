"""Editing an .xlsx package's parts in place: marks, comments, one sheet added, and the rest to the byte."""
