//===- MakeBuffer.h - buffers of plans, for tests ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a test write a buffer of a plan in one line?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_MEMORY_MAKEBUFFER_H
#define AG_TEST_UNIT_SUPPORT_MEMORY_MAKEBUFFER_H

#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

inline PlannedBuffer makeBuffer(std::string name, int64_t bytes, int64_t offset,
                                llvm::SmallVector<LiveRange, 1> live) {
  PlannedBuffer buffer;
  buffer.value.name = std::move(name);
  buffer.bytes = bytes;
  buffer.offset = offset;
  buffer.live = std::move(live);
  return buffer;
}

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_MEMORY_MAKEBUFFER_H
