"""A whole number split in proportion, so that the parts sum to it: the method of the largest remainder."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def apportion(total: int, weights: Mapping[str, Fraction | int]) -> dict[str, int]:
    """Each part is its exact quota rounded down or up. Of equal remainders the larger weight comes first,
    then the earlier key. With no weight at all everything goes in equal parts."""
    if not weights:
        return {}
    whole = sum(weights.values(), Fraction(0))
    shares = weights if whole else dict.fromkeys(weights, 1)
    whole = whole or Fraction(len(weights))
    quotas = {key: total * Fraction(weight) / whole for key, weight in shares.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    order = sorted(parts, key=lambda key: (parts[key] - quotas[key], -shares[key], key))
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts
