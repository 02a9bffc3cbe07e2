"""Three-valued answers per row, after Kleene: no 0, unknown 1, yes 2; *and* is min, *or* is max."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.int8]
NO, UNKNOWN, YES = 0, 1, 2


def constant(answer: int, size: int) -> Mask:
    """The same answer for every row."""
    return np.full(size, answer, dtype=np.int8)


def conjunction(masks: Iterable[Mask], size: int) -> Mask:
    result = constant(YES, size)
    for mask in masks:
        result = np.minimum(result, mask)
    return result


def disjunction(masks: Iterable[Mask], size: int) -> Mask:
    result = constant(NO, size)
    for mask in masks:
        result = np.maximum(result, mask)
    return result


def negation(mask: Mask) -> Mask:
    return (YES - mask).astype(np.int8)


def first_known(masks: Iterable[Mask], size: int) -> Mask:
    """Row by row the first answer that is not unknown."""
    result = constant(UNKNOWN, size)
    for mask in masks:
        result = np.where(result == UNKNOWN, mask, result)
    return result


def conditional(test: Mask, then: Mask, otherwise: Mask) -> Mask:
    """`then` where the test is a yes, `otherwise` where it is a no; where unknown, what both agree on."""
    agreed = np.where(then == otherwise, then, UNKNOWN)
    return np.where(test == YES, then, np.where(test == NO, otherwise, agreed)).astype(np.int8)


def known(answer: bool) -> int:
    return YES if answer else NO
