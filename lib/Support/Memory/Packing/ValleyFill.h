//===- ValleyFill.h - packing from the bottom up, fast ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What packing is good, and found in n log n?
//
// All that is placed forms a skyline over the sections. Its lowest valley is
// filled with the largest item that fits between its walls; if none does, the
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

/// By what an item is larger than another.
enum class LargestBy { Length, Size, Area, SizeRootLength };

/// An item occupies the gaps in its life, too. None may be pinned.
Offsets fillValleys(const Problem &problem, LargestBy key);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_VALLEYFILL_H
