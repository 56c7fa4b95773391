//===- ValleyFill.h - packing from the bottom up, fast ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which good packing can be found in time n log n?
//
// The placed items form a skyline over the sections. Its lowest valley is
// filled with the largest item that fits between its walls. If none fits, the
// valley is raised to the lower wall:
//
//        |      |               |B B B |
//        |      |__     A: 2    |A A   |__
//     ___|         |    B: 3    |______   |
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_VALLEYFILL_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_VALLEYFILL_H

#include "Problem.h"

namespace ag {

/// The measure by which items are compared.
enum class LargestBy { Length, Size, Area, SizeRootLength };

/// Packs the items. An item also occupies the gaps of its live ranges. No item
/// may be pinned.
Offsets fillValleys(const Problem &problem, LargestBy key);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_VALLEYFILL_H
