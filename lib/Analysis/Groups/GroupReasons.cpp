//===- GroupReasons.cpp - why ops are not computed together ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupReasons.h"

namespace ag {

llvm::StringRef spell(GroupReason::Kind kind) {
  static constexpr llvm::StringLiteral names[] = {
      "",       "atom",   "along", "dimension", "result",  "again",
      "border", "demand", "load",  "loops",     "formula", "tile",
      "gain",   "memory", "whole", "effort"};
  static_assert(std::size(names) == GroupReason::Effort + 1);
  return names[kind];
}

} // namespace ag
