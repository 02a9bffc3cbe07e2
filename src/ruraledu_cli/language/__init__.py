"""What the plan language means, over the columns of a census."""
