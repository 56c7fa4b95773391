//===- MemoryDrawing.h - a workspace over program time, as SVG --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a workspace drawn?
//
// Steps of the program are on the horizontal axis, bytes of the workspace on
// the vertical one. Each live range of a buffer is a rectangle:
//
//   24 KiB +--------- peak = bound ----------+
//          |   +-------+                     |
//          |   |   t   |                     |
//   16 KiB +---+---+---+---+                 |
//          |   h   |   y   |                 |
//          +---+---+---+---+-----------------+
//          0   1   2   3
//
// Hovering shows a buffer's name, source line, bytes and live range. The
// busiest step is marked, and the buffers that live at it are drawn stronger.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_MEMORYDRAWING_H
#define AG_SUPPORT_MEMORY_MEMORYDRAWING_H

#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// Returns an SVG file without scripts, with one workspace below the other. The
/// result is deterministic. Characters of names that XML does not allow are
/// replaced.
std::string drawMemory(llvm::ArrayRef<MemoryPlan> plans);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYDRAWING_H
