//===- GroupReasons.h - why ops are not computed together -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Why are two ops not computed together, or not in one pass? One of a few
// reasons, which docs/Fusion.md explains; its text names what it is about.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPREASONS_H
#define AG_ANALYSIS_GROUPREASONS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

struct GroupReason {
  enum Kind : uint8_t {
    None,
    /// An atom of the formula needs what is reduced while it is reduced.
    Atom,
    /// A result goes along the dimension that is reduced.
    Along,
    /// They have no dimension in common.
    Dimension,
    /// What goes between them is a result of the function.
    Result,
    /// Work would be done several times.
    Again,
    /// They are in different bodies, or in a group that was there.
    Border,
    /// One can fail when the program runs, or demands something then.
    Demand,
    /// One is computed by load, once.
    Load,
    /// One is not stated by loops.
    Loops,
    /// What they compute is not read into a formula.
    Formula,
    /// What would be held at a time is too large.
    Tile,
    /// Moving would take as long, or longer.
    Gain,
    /// It lies in memory between ops of one group.
    Whole,
    /// The compiler's own time is bounded.
    Effort,
  };

  Kind kind = None;
  /// Behind "because".
  std::string text;

  bool isNone() const { return kind == None; }
};

/// "atom", "along" and so on; empty of none.
llvm::StringRef spell(GroupReason::Kind kind);

} // namespace ag

#endif // AG_ANALYSIS_GROUPREASONS_H
