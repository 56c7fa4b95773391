//===- IntervalPacking.h - buffers in one workspace -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which offset of a workspace is each buffer, so that no two that live at
// the same time overlap and the workspace is small?
//
// Time is counted in whole steps. A buffer lives during one or more ranges
// [start, end) of steps, has `size` bytes and starts at a multiple of
// `alignment`. For example,
//
//   A: 4 bytes, [0, 2)     B: 2 bytes, [1, 3)     C: 4 bytes, [2, 4)
//
// fit into 6 bytes: B at 0, and both A and C at 2, as they never live together.
//
// The offsets are valid for the given sizes. Stacking.h is for sizes that are
// known only at run time.
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

/// The steps from `start` to before `end`; empty if start == end.
struct LiveRange {
  int64_t start, end;
};

/// Returns true if one of `ranges` is not empty.
bool haveSteps(llvm::ArrayRef<LiveRange> ranges);

/// Returns true if a range of `a` and a range of `b` have a step in common.
/// Each list has disjoint, increasing ranges.
bool haveCommonSteps(llvm::ArrayRef<LiveRange> a, llvm::ArrayRef<LiveRange> b);

struct LiveBuffer {
  int64_t size;
  /// The buffer's live ranges, disjoint and increasing. A buffer without steps
  /// or without bytes has no conflicts, is at offset 0 and does not count for
  /// the peak.
  llvm::SmallVector<LiveRange, 1> live;
  /// A power of two.
  int64_t alignment = 1;
  /// The offset that the buffer must have, a multiple of the alignment.
  std::optional<int64_t> pinned = std::nullopt;
  /// The buffer at whose offset this one must be. That one must be aligned at
  /// least as much, and may be an alias itself. A buffer and all its aliases
  /// form a group: they do not conflict with each other, and while any of them
  /// lives, the group takes the largest of their sizes.
  std::optional<unsigned> alias = std::nullopt;
};

/// Returns true if both live at some step, regardless of sizes and aliases.
bool areInConflict(const LiveBuffer &a, const LiveBuffer &b);

/// The reason why buffers cannot be packed.
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
  /// The other buffer of a contradiction.
  std::optional<unsigned> other;
  std::string text;
};

struct PackingOptions {
  /// The number of steps after which the search returns its best packing; a
  /// step takes about five nanoseconds. Equal efforts give equal results.
  int64_t effort = defaultEffort;
  /// A workspace size for which the search stops.
  std::optional<int64_t> capacity = std::nullopt;

  static constexpr int64_t defaultEffort = 2'000'000;
};

/// The reason why the search ended.
enum class Certainty {
  /// The peak equals the bound: no smaller peak exists.
  MeetsBound,
  /// The peak exceeds the bound, but the search has refuted all smaller ones.
  Proved,
  /// A smaller peak may exist.
  BestFound,
};

struct Packing {
  /// For each buffer, its offset.
  std::vector<int64_t> offsets;
  /// The size of the workspace: the largest offset + size.
  int64_t peak = 0;
  /// A lower bound of the peak: the largest sum of the sizes that live at one
  /// step, rounded to the least alignment, or the end of a pinned buffer.
  int64_t bound = 0;
  /// A lower bound of the peak that is at least `bound`; it is larger if the
  /// search has refuted smaller peaks.
  int64_t leastPossible = 0;
  Certainty certainty = Certainty::MeetsBound;
};

/// Packs buffers into a workspace. Returns a PackingError if
///  - a size is negative, or an alignment is not a power of two;
///  - a range ends before it starts, or starts before the previous range ends;
///  - an alias refers to a buffer that does not exist, to itself or in a cycle,
///    is pinned, or is aligned more than its target;
///  - pinned buffers overlap or are not aligned;
///  - all sizes together, rounded to their alignments and placed above the
///    pinned buffers, take 2^63 bytes or more.
llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers,
                                      const PackingOptions &options = {});

/// Returns the largest offset + size of the buffers with steps and bytes.
int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_INTERVALPACKING_H
