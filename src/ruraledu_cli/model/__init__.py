"""Plain results: findings, rules, measurements, reports."""
