//===- ThreadProducts.h - products by the threads of a block ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a block multiply? Each of its 16 x 16 threads computes 4 x 4 results
// of a tile, whose sums are in registers. The operands are first copied to
// shared memory, some terms at a time. They are read from global memory once,
// and neighbouring threads read neighbouring elements:
//
//   sums = y[4 rows, 4 columns]                       of this thread
//   for c = 0 to count(k) by 16                       in blocks of 64 terms
//     barrier
//     a[16, 64] = x[64 rows, c : c + 16]              by all threads
//     b[16, 64] = w[64 columns, c : c + 16]
//     barrier
//     for k = 0 to min(16, count(k) - c)
//       sums[4, 4] += a[k, 4 rows] * b[k, 4 columns]
//   y[4 rows, 4 columns] = sums                       those that there are
//
// Past the last row, column or term, the last one is read again, and the
// results are dropped.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_THREADPRODUCTS_H
#define AG_LIB_PHASES_LOWER_CUDA_THREADPRODUCTS_H

#include "ThreadMemory.h"
#include "ag/Phases/Common/BlockProducts.h"

namespace ag {

/// Replaces `op`, which is on buffers and is `product`, by the part of it that
/// each thread of the block computes. All threads must reach it. `memory` is
/// that of the kernel.
void multiplyByThreads(mlir::RewriterBase &rewriter, ThreadMemory &memory,
                       mlir::linalg::LinalgOp op, const BlockProduct &product);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_THREADPRODUCTS_H
