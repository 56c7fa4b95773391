# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which part of a dimension does a number or a slice select?

Numbers in slices are clipped as in Python: of a dimension of size n, [a:] selects max(n, a) - a elements. [a:b] selects
b - a elements, a number that other sizes can be compared with, unless the specs give n a range with fewer elements: a run
checks that there are as many. Dims and arrays of rank 0 must be in range.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ..core import coercion, tracing
from ..core.dims import Size, at_least, largest, may_be_less
from ..core.errors import Error, shown


class Part:
    """The range of one dimension that an index selects. `dropped` is true if the result does not have the dimension."""

    def __init__(self, offset: Size, size: Size, stride: int = 1, dropped: bool = False) -> None:
        self.offset, self.size, self.stride, self.dropped = offset, size, stride, dropped

    def is_whole(self, extent: Size) -> bool:
        """Returns true if this is all of a dimension of that size."""
        return self.offset == 0 and self.stride == 1 and self.size == extent


def slice_part(index: slice, extent: Size) -> Part:
    """Returns the part of a dimension that a slice selects."""
    step = 1 if index.step is None else int(index.step) if isinstance(index.step, np.integer) else index.step
    if not isinstance(step, int) or step < 1:
        raise Error(f"the step of a slice is {shown(step)}, expected a number from 1 on",
                    ["write ag.flip(x, k) for dimension k of x backwards"])
    bounds = [None if bound is None else coercion.as_bound(bound, extent, step) for bound in (index.start, index.stop)]
    if all(bound is None or isinstance(bound, int) for bound in bounds):
        start, size = _clipped(*bounds, extent)
    else:
        start = 0 if bounds[0] is None else from_end(bounds[0], extent)
        size = (extent if bounds[1] is None else from_end(bounds[1], extent)) - start
        size = max(size, 0) if isinstance(size, int) else size
    return Part(start, size if step == 1 else (size + (step - 1)) // step, step)


def _clipped(start: int | None, stop: int | None, extent: Size) -> tuple[Size, Size]:
    """Returns the offset and the size of a slice with steps of 1 whose bounds are numbers."""
    if isinstance(extent, int):
        start, stop, _ = slice(start, stop).indices(extent)
        return start, max(0, stop - start)
    first, end = start or 0, stop or 0
    is_from_end = stop is None or stop < 0
    offset = _place(first, extent)
    if first >= 0 and is_from_end:
        missing = first - end  # the elements that are left out on both sides
        return offset, _length(extent, missing) - missing
    if first < 0 and not is_from_end:
        size = _place(end, extent) - offset
        return offset, max(size, 0) if isinstance(size, int) else largest(size, 0)
    if end <= first:
        return offset, 0
    # The bounds give the number of elements, unless the specs allow fewer.
    if not may_be_less(extent, max(abs(first), abs(end)), tracing.current().ranges):
        return from_end(first, extent), end - first
    return offset, (_place(end, extent) if end else extent) - offset


def _place(bound: int, extent: Size) -> Size:
    """Returns a bound of a slice as the distance from the begin: at least 0, and at most the extent."""
    length = _length(extent, abs(bound))
    return length + bound if bound < 0 else bound + extent - length


def _length(extent: Size, least: int) -> Size:
    return at_least(extent, least, tracing.current().ranges)


def number_part(index: Any, extent: Size) -> Part:
    """Returns the part of a dimension that a number selects."""
    offset = from_end(coercion.as_size(index, "an index"), extent)
    if isinstance(offset, int) and (offset < 0 or (isinstance(extent, int) and offset >= extent)):
        raise Error(f"the index {index} is outside of a dimension of size {extent}")
    return Part(offset, 1, dropped=True)


def from_end(bound: Size, extent: Size) -> Size:
    """Returns the bound, or the distance from the begin of one that is counted from the end."""
    return extent + bound if isinstance(bound, int) and bound < 0 else bound
