"""Files into sheets: one module per kind of input."""

from ruraledu_cli.read.files import FileRead, discover, read_file, read_files

__all__ = ["FileRead", "discover", "read_file", "read_files"]
