"""File formats: one module per format, pure functions from a result to bytes."""
