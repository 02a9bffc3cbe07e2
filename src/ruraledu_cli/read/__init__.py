"""Files into sheets: one module per kind of input."""
