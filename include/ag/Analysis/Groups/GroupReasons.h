//===- GroupReasons.h - why ops are not computed together -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Why are two ops not computed together, or not in one pass? docs/Fusion.md
// explains the kinds of reasons. The text of a reason names the values and ops.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPREASONS_H
#define AG_ANALYSIS_GROUPS_GROUPREASONS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

struct GroupReason {
  enum Kind : uint8_t {
    None,
    /// An atom of the formula needs the result of a reduction during the
    /// reduction.
    Atom,
    /// A result varies along the dimension that is reduced.
    Along,
    /// The ops have no dimension in common.
    Dimension,
    /// The value between them is a result of the function.
    Result,
    /// Work would be repeated.
    Again,
    /// The ops are in different bodies, or in an existing group.
    Border,
    /// An op can fail when the program runs, or demands something then.
    Demand,
    /// Load computes one of them, once.
    Load,
    /// One of them has no loops that are known.
    Loops,
    /// Their results are not read into a formula.
    Formula,
    /// The values held at a time are too large.
    Tile,
    /// Moving values would take as long, or longer.
    Gain,
    /// The value exceeds the last cache, but to keep it out of memory takes a
    /// quarter longer or more.
    Memory,
    /// The value is unsplit in memory between ops of one group.
    Whole,
    /// The compiler limits its own time.
    Effort,
  };

  Kind kind = None;
  /// The text after "because".
  std::string text;

  bool isNone() const { return kind == None; }
};

/// Returns "atom", "along" and so on; empty for None.
llvm::StringRef spell(GroupReason::Kind kind);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPREASONS_H
