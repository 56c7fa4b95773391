//===- Collector.h - what a compilation writes down -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where do passes write what they found out about a program, beside changing
// it? Each writes the parts of one collector that were requested.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_COLLECTOR_H
#define AG_SUPPORT_REPORT_COLLECTOR_H

#include "ag/Support/Report/ProgramGraph.h"
#include "ag/Support/Report/Report.h"

namespace ag {

/// Parts of what can be collected, one bit each.
enum CollectedPart : uint8_t {
  /// Report: phases and passes with their times, remarks, costs and kernels.
  CollectSteps = 1,
  /// Report::memory, after the phase allocate.
  CollectMemory = 2,
  /// Report::sharding, if the program is sharded.
  CollectSharding = 4,
  /// Collector::programs, after the phase fuse. It needs CollectSteps.
  CollectPrograms = 8,
  /// Collector::rankPrograms, if the program is sharded.
  CollectRankPrograms = 16,
};

struct Collector {
  explicit Collector(unsigned parts = 0) : parts(parts) {}

  bool collects(CollectedPart part) const { return parts & part; }
  /// Returns the report if it has the steps, or null.
  Report *getSteps() { return collects(CollectSteps) ? &report : nullptr; }

  /// Bits of CollectedPart.
  unsigned parts;
  Report report;
  /// Each entry as it is to be drawn: with its groups, and with the blocks of
  /// its ranks.
  std::vector<ProgramGraph> programs, rankPrograms;
};

/// Returns true if there is a collector for the part; null collects nothing.
inline bool collects(const Collector *collector, CollectedPart part) {
  return collector && collector->collects(part);
}

} // namespace ag

#endif // AG_SUPPORT_REPORT_COLLECTOR_H
