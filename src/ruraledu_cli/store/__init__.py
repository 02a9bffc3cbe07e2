"""What is kept between runs: sealed results."""
