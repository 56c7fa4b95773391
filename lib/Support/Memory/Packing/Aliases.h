//===- Aliases.h - buffers that lie at one place ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which buffers are one, as they lie at one place by their aliases?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// Of each buffer, the one at whose place it lies in the end, maybe itself;
/// none where an alias is no buffer or goes round in a circle.
std::vector<std::optional<unsigned>>
findRoots(llvm::ArrayRef<LiveBuffer> buffers);

struct Wholes {
  /// Without aliases: each lives when any of its members does, with the largest
  /// of their sizes.
  std::vector<LiveBuffer> buffers;
  /// Of each buffer that was given, the number of its whole.
  std::vector<unsigned> wholeOf;
};

/// Wholes are in the order of their first members, which for buffers without
/// aliases is the order of the buffers.
Wholes joinAliases(llvm::ArrayRef<LiveBuffer> buffers);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_ALIASES_H
