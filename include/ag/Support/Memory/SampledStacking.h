//===- SampledStacking.h - one stacking for many sizes ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order should buffers be stacked whose sizes are known only at run
// time, so that the workspace is small for all sizes?
//
// An order is judged at samples of the sizes: its quality is that at the sample
// where it exceeds the bound the most. For example,
//
// with n = 10 and n = 1000: C on A is at the lowest possible offset, and B on
// both takes 160 bytes for a bound of 160 at the first sample, and 1150 bytes
// for 1150 at the second. The best packing for n = 10 might have A above B.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H
#define AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H

#include "ag/Support/Memory/Stacking.h"

namespace ag {

/// The result of a stacking for one sample.
struct StackedSample {
  std::vector<int64_t> offsets;
  int64_t peak = 0;
  /// A lower bound of the peak for the sizes of this sample.
  int64_t leastPossible = 0;
};

struct SampledStacking {
  Stacking stacking;
  std::vector<StackedSample> samples;
};

/// Returns the best stacking that is found. `samples` must not be empty; all
/// have the same buffers with different sizes. The search first tries the
/// stackings that are best for one sample. If these exceed the bound at some
/// sample, it places the buffers one by one where they fit at all samples;
/// buffers that ended too high are placed first in the next attempt. The
/// packings of the samples share the effort of `options`, and the search after
/// them has the same effort again. Errors are packIntervals()'s.
llvm::Expected<SampledStacking>
findStacking(llvm::ArrayRef<std::vector<LiveBuffer>> samples,
             const PackingOptions &options = {});

} // namespace ag

#endif // AG_SUPPORT_MEMORY_SAMPLEDSTACKING_H
