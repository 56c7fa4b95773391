//===- ThreadSums.h - reductions by the threads of a block ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do threads reduce? One thread computes one result, or `lanes` threads
// share one. Lane l takes the iterations l, l + lanes, and so on of a loop. A
// tree in shared memory combines the lanes:
//
//   for r = thread / lanes to count by blockThreads / lanes    for all threads
//     sum = neutral
//     for k = lane to n by lanes                           in blocks, as long
//       sum += x[r, k]                                     sums are elsewhere
//     shared[thread] = sum
//     for half = lanes / 2, lanes / 4, ..., 1
//       barrier
//       if lane < half: shared[thread] += shared[thread + half]
//     all = shared[thread]
//     barrier
//     if lane == 0 and r < count: y[r] += all
//
// Results of one type are combined one after the other in the same memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_THREADSUMS_H
#define AG_LIB_PHASES_LOWER_CUDA_THREADSUMS_H

#include "ThreadMemory.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Replaces `op`, which is on buffers and has reduction loops, by the part of
/// it that each thread of the block computes. `rewriter` is before it, and all
/// threads must reach it. `memory` is that of the kernel. hasOneElementAPlace
/// must hold for the op.
void reduceByThreads(mlir::RewriterBase &rewriter, ThreadMemory &memory,
                     mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_THREADSUMS_H
