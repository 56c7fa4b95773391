//===- NestLoop.h - a loop around a group's ops -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_NESTLOOP_H
#define AG_ANALYSIS_GROUPS_NESTLOOP_H

#include <cstdint>

namespace ag {

/// A loop along a dimension (GroupDimensions.h), with `tile` positions an
/// iteration.
struct NestLoop {
  unsigned dimension;
  int64_t tile;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_NESTLOOP_H
