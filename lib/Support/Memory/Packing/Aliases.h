//===- Aliases.h - buffers that lie at one place ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which buffers share an offset because of their aliases?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// For each buffer, returns the buffer without alias that its aliases lead to,
/// possibly itself. std::nullopt if they lead to a number that is not a
/// buffer's, or in a cycle.
std::vector<std::optional<unsigned>>
findRoots(llvm::ArrayRef<LiveBuffer> buffers);

struct Wholes {
  /// A buffer for each alias group, without aliases. It lives when any member
  /// of the group does, and has the largest of their sizes.
  std::vector<LiveBuffer> buffers;
  /// For each given buffer, the number of its group.
  std::vector<unsigned> wholeOf;
};

/// Joins each group of aliases into one buffer. Groups are in the order of
/// their first members, which is the order of the buffers if none is an alias.
Wholes joinAliases(llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H
