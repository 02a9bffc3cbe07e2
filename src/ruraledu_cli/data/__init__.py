"""Data the package carries: codebook, code lists, catalogues."""
