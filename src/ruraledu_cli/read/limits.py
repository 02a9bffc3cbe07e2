"""How large an input may be before it is refused. An honest workbook of a whole province passes them all."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

FILE_BYTES = 512 * MEBIBYTE  # a file as it lies on disk
PACKAGE_PARTS = 10_000  # members of a zip package
UNZIPPED_BYTES = 1024 * MEBIBYTE  # all members of a package together
RATIO_FREE_BYTES = 64 * MEBIBYTE  # below this any compression ratio is harmless
RATIO = 200  # honest sheets compress 10 to 60 times

DENSE_CELLS = 8_000_000  # cells of a rectangle that may be allocated whatever it holds
SPARSE_SHARE = 8  # above that, one cell in so many must hold something
SHEET_CELLS = 40_000_000  # cells of any rectangle
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
CAREFUL_BYTES = 192 * MEBIBYTE  # a sheet's XML that must be read cell by cell
ODS_CELLS = 12_000_000  # cells of an .ods once repeated rows and cells are written out
