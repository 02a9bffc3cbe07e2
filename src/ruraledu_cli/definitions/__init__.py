"""What the YAML says: codebook, conditions, formulas, targets, plan."""
