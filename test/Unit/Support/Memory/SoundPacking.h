//===- SoundPacking.h - what must hold of any packing -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a packing valid? Times from 0 to 15 are checked one by one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_MEMORY_SOUNDPACKING_H
#define AG_TEST_UNIT_SUPPORT_MEMORY_SOUNDPACKING_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

namespace ag {

using Buffers = std::vector<LiveBuffer>;

/// Returns a buffer that lives in [start, end).
inline LiveBuffer buffer(int64_t size, int64_t start, int64_t end,
                         int64_t alignment = 1) {
  return {size, {{start, end}}, alignment};
}

inline bool livesAt(const LiveBuffer &buffer, int64_t time) {
  return llvm::any_of(buffer.live, [&](LiveRange range) {
    return range.start <= time && time < range.end;
  });
}

/// Expects that live buffers do not overlap, and that all are aligned.
inline void expectSound(const Buffers &buffers,
                        llvm::ArrayRef<int64_t> offsets) {
  ASSERT_EQ(offsets.size(), buffers.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_GE(offsets[i], 0);
    EXPECT_EQ(offsets[i] % buffers[i].alignment, 0);
    for (size_t j = 0; j < i; ++j) {
      bool meet = false;
      for (int64_t time = 0; time < 16; ++time)
        meet |= livesAt(buffers[i], time) && livesAt(buffers[j], time);
      EXPECT_EQ(areInConflict(buffers[i], buffers[j]), meet);
      EXPECT_TRUE(!meet || offsets[i] + buffers[i].size <= offsets[j] ||
                  offsets[j] + buffers[j].size <= offsets[i]);
    }
  }
}

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_MEMORY_SOUNDPACKING_H
