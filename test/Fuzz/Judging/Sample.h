//===- Sample.h - the third that one run judges -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which third of the programs does continuous integration run for a commit?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_JUDGING_SAMPLE_H
#define AG_TEST_FUZZ_JUDGING_SAMPLE_H

#include "llvm/ADT/StringSet.h"
#include <optional>
#include <string>

namespace ag {

/// A commit, whose hash chooses a third of all names, and the paths of files
/// that are taken in any case.
struct Sample {
  std::string commit;
  llvm::StringSet<> touched;

  /// Reads a file that scripts/sample.py writes. Returns std::nullopt, for all
  /// names, if there is no such file.
  static std::optional<Sample> read(llvm::StringRef path);

  bool contains(llvm::StringRef name) const;
};

} // namespace ag

#endif // AG_TEST_FUZZ_JUDGING_SAMPLE_H
