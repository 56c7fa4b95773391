//===- MemoryDrawing.h - a workspace over program time, as SVG --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a workspace look like? From left to right go the steps of the
// program, upwards the bytes of the workspace; each buffer is a rectangle, for
// each range of steps at which it lives:
//
//   24 KiB +--------- peak = bound ----------+
//          |   +-------+                     |
//          |   |   t   |                     |
//   16 KiB +---+---+---+---+                 |
//          |   h   |   y   |                 |
//          +---+---+---+---+-----------------+
//          0   1   2   3
//
// Under the pointer are a buffer's name, the user's line, its bytes and its
// life. The step at which most is live is marked, and what lives then is drawn
// stronger.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_MEMORYDRAWING_H
#define AG_SUPPORT_MEMORY_MEMORYDRAWING_H

#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// An SVG file, without scripts: the workspaces one under the other. The same
/// plans give the same bytes. What names have that XML can't is replaced.
std::string drawMemory(llvm::ArrayRef<MemoryPlan> plans);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYDRAWING_H
