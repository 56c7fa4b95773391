//===- SampledStacking.h - one stacking for many sizes ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order should buffers be stacked whose sizes are known only when the
// program runs, so that the workspace is small whatever they are?
//
// The order is judged at samples of the sizes: it is as good as it is at the
// sample where it is the furthest above the bound. For instance
//
//   A: n bytes, [0, 2)    B: 100 bytes, [1, 3)    C: n + 50 bytes, [2, 4)
//
// with n = 10 and n = 1000: C upon A lies as low as it can, and B upon both
// takes 160 bytes of a bound of 160 at the first, and 1150 of 1150 at the
// second. The best packing at n = 10 might have B below, and A upon it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H
#define AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H

#include "ag/Support/Memory/Stacking.h"

namespace ag {

/// What a stacking comes to at one sample.
struct StackedSample {
  std::vector<int64_t> offsets;
  int64_t peak = 0;
  /// No packing for the sizes of this sample has a smaller peak.
  int64_t leastPossible = 0;
};

struct SampledStacking {
  Stacking stacking;
  std::vector<StackedSample> samples;
};

/// The best stacking that is found. Each of `samples`, at least one, has the
/// same buffers, of other sizes. First those are tried that are best for one
/// sample; then, if they are above the bound somewhere, buffers are placed one
/// by one where they fit at all samples, those that were in the way first.
/// The samples' packings share the effort of `options`, and the search after it
/// has as much again. The same errors as from packIntervals.
llvm::Expected<SampledStacking>
findStacking(llvm::ArrayRef<std::vector<LiveBuffer>> samples,
             const PackingOptions &options = {});

} // namespace ag

#endif // AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H
