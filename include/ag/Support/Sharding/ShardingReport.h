//===- ShardingReport.h - what ranks hold and send --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program shared, what does a rank hold of it, and what does it send?
// A plain value, the report's "sharding":
//
//   {"mesh": {"tp": 4}, "certainty": "optimal", "idle_axes": [],
//    "seconds": 0.0012, "collectives": [
//      {"entry": "main", "kind": "all_reduce", "axes": ["tp"], "operands": 1,
//       "bytes": 4718592, "seconds": 5.7e-05, "times": 1,
//       "file": "mlp.mlir", "line": 9}],
//    "ranks": [
//      {"entry": "main", "parameters": 4718592, "states": 0,
//       "arguments": 1572864, "results": 1572864, "alive": 9437184}],
//    "plan": {...}}
//
// Bytes of a collective are what one rank sends, times how often it is run; in
// a loop whose trip count depends on values, the trip count is assumed
// (ag/Support/Sizes/AssumedSizes.h) and "assumed" is true. Seconds are the
// mesh's model's. A rank's bytes are those of its blocks: of parameters, of the
// states of training, of other arguments and of results, which may be among
// these; "alive" is the most at once, where ops run in the order of the program
// (ag/Dialect/AG/IR/AliveValues.h). Dynamic sizes count as memory is planned
// for. "plan" is as in ShardFile.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDINGREPORT_H
#define AG_SUPPORT_SHARDING_SHARDINGREPORT_H

#include "ag/Support/Sharding/ShardFile.h"
#include "llvm/Support/JSON.h"

namespace ag {

struct ShardingReport {
  struct Collective {
    std::string entry, kind;
    std::vector<std::string> axes;
    int64_t operands = 0, bytes = 0;
    double seconds = 0;
    int64_t times = 1;
    /// Whether `times` has an assumed trip count of a loop in it.
    bool isAssumed = false;
    /// No file and line 0 if these are unknown.
    std::string file;
    unsigned line = 0;
  };
  struct Rank {
    std::string entry;
    int64_t parameters = 0, states = 0, arguments = 0, results = 0, alive = 0;
  };

  /// Of the plan: "optimal", as no other takes less, "best found" or "given".
  std::string certainty;
  /// The axes with the role of data along which no op is split.
  std::vector<std::string> idleAxes;
  /// Of the plan, by its model.
  double seconds = 0;
  ShardFile plan;
  std::vector<Collective> collectives;
  std::vector<Rank> ranks;
};

/// What ag-compile says when it is done:
///
///   main on tp 4 (optimal): a rank holds 4.72 MB of parameters and 1.57 MB of
///   arguments, at most 9.44 MB at once
///     sends 4.72 MB in 57 us: 1 all_reduce along tp 4.72 MB
///
/// A line for each idle axis stands in front of that.
std::string describeSharding(const ShardingReport &report);

/// Returns the words for an axis along which no op is split.
std::string describeIdle(llvm::StringRef axis);

/// The JSON.
void writeShardingReport(const ShardingReport &report,
                         llvm::json::OStream &json);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDINGREPORT_H
