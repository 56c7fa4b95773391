//===- IntervalPacking.h - buffers in one workspace -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where in one workspace does each buffer lie, so that no two that live at the
// same time overlap and the workspace is small?
//
// Time runs in whole steps; a buffer lives in one or more ranges [start, end)
// of them, takes `size` bytes and begins at a multiple of `alignment`. For
// instance
//
//   A: 4 bytes, [0, 2)     B: 2 bytes, [1, 3)     C: 4 bytes, [2, 4)
//
// fit into 6 bytes: B at 0, and A and C, as they never meet, both at 2.
//
// The offsets are for the sizes given; where sizes are known only when the
// program runs, there is Stacking.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_INTERVALPACKING_H
#define AG_SUPPORT_MEMORY_INTERVALPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <vector>

namespace ag {

/// The steps from `start` until before `end`; none with start == end.
struct LiveRange {
  int64_t start, end;
};

/// Whether a step is in any of `ranges`.
bool haveSteps(llvm::ArrayRef<LiveRange> ranges);

/// Whether a step is in a range of `a` and in one of `b`; the ranges of each
/// are disjoint and increase.
bool haveCommonSteps(llvm::ArrayRef<LiveRange> a, llvm::ArrayRef<LiveRange> b);

struct LiveBuffer {
  int64_t size;
  /// When it lives: ranges that are disjoint and increase. One that never lives
  /// conflicts with nothing, lies at 0, and counts for nothing; so does one
  /// without a size.
  llvm::SmallVector<LiveRange, 1> live;
  /// A power of two.
  int64_t alignment = 1;
  /// It must lie at this offset, a multiple of the alignment.
  std::optional<int64_t> pinned = std::nullopt;
  /// It must lie at the offset of this other buffer, which is aligned at least
  /// as it is, and which may be an alias itself. A buffer and all its aliases
  /// are one: they don't conflict with each other, and while any of them lives
  /// they take the largest of their sizes.
  std::optional<unsigned> alias = std::nullopt;
};

/// Whether both live at some step. (Whatever their sizes and aliases are.)
bool areInConflict(const LiveBuffer &a, const LiveBuffer &b);

/// Why buffers cannot be packed.
class PackingError : public llvm::ErrorInfo<PackingError> {
public:
  static char ID;
  PackingError(unsigned buffer, const llvm::Twine &text,
               std::optional<unsigned> other = std::nullopt)
      : buffer(buffer), other(other), text(text.str()) {}

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  unsigned buffer;
  /// With which it does not go together.
  std::optional<unsigned> other;
  std::string text;
};

struct PackingOptions {
  /// How many steps the search may take before it gives its best; a step takes
  /// about five nanoseconds. The same effort gives the same answer.
  int64_t effort = defaultEffort;
  /// Be content with a workspace of this size: don't search for a smaller one.
  std::optional<int64_t> capacity = std::nullopt;

  static constexpr int64_t defaultEffort = 2'000'000;
};

/// Why the search ended.
enum class Certainty {
  /// The peak equals the bound: there is no smaller one.
  MeetsBound,
  /// The peak is above the bound, but the search has refuted all smaller ones.
  Proved,
  /// Nobody knows whether there is a smaller one.
  BestFound,
};

struct Packing {
  /// Of each buffer.
  std::vector<int64_t> offsets;
  /// The size of the workspace: the largest offset + size.
  int64_t peak = 0;
  /// No packing has a smaller peak: the largest sum of the sizes that live at
  /// one step, rounded to the least alignment, or the end of a pinned buffer.
  int64_t bound = 0;
  /// No packing has a smaller peak: the bound, or more if the search has
  /// refuted that and what follows it.
  int64_t leastPossible = 0;
  Certainty certainty = Certainty::MeetsBound;
};

/// A PackingError if a size is negative, a range ends before it starts or
/// before the range before it ends, an alignment is not a power of two, an
/// alias is no other buffer, is pinned, is aligned more than what it lies upon
/// or goes round in a circle, pinned buffers overlap or are not aligned, or all
/// sizes together, rounded to their alignments and above the pinned, take 2^63
/// bytes or more.
llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers,
                                      const PackingOptions &options = {});

/// The largest offset + size of those that live and have a size.
int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_INTERVALPACKING_H
