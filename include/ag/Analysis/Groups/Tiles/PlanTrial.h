//===- PlanTrial.h - loops that were tried for a group ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tiles were tried, what would a block hold with them, and which limit of
// the machine binds?
//
//   rows by 128, keys by 256    67.6 kB of sums, of 49.2 kB
//   rows by 64, keys by 32      42.1 kB of sums and tiles, of 45.1 kB
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_TILES_PLANTRIAL_H
#define AG_ANALYSIS_GROUPS_TILES_PLANTRIAL_H

#include "ag/Analysis/Groups/NestLoop.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

struct PlanTrial {
  /// From the outermost to the innermost.
  llvm::SmallVector<NestLoop> loops;
  /// The things that take the bytes.
  llvm::StringLiteral what;
  /// INT64_MAX if the bytes have no bound.
  int64_t bytes;
  /// The most bytes of this that a block holds.
  int64_t limit;

  bool isHeld() const { return bytes <= limit; }
  /// Returns "67.6 kB of sums, of 49.2 kB".
  std::string spell() const;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_TILES_PLANTRIAL_H
