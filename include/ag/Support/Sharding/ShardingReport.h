//===- ShardingReport.h - what ranks hold and send --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program sharded, what does a rank hold, and what does it send?
//
// This is a plain value, the report's "sharding":
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
// The bytes of a collective are those that one rank sends, multiplied by the
// number of executions. If a surrounding loop's trip count depends on values,
// it is assumed (ag/Support/Sizes/AssumedSizes.h) and "assumed" is true.
// Seconds follow from the mesh's model. The bytes of a rank are those of its
// blocks: of parameters, of training states, of other arguments, and of
// results, which may alias these. "alive" is the peak if ops run in the order
// of the program (ag/Dialect/AG/IR/Regions/LiveValues.h). Dynamic sizes are
// those that memory is planned for. "plan" is described in ShardFile.h.
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
    /// Whether `times` contains an assumed trip count.
    bool isAssumed = false;
    /// The file is empty and the line 0 if the location is unknown.
    std::string file;
    unsigned line = 0;
  };
  struct Rank {
    std::string entry;
    int64_t parameters = 0, states = 0, arguments = 0, results = 0, alive = 0;
  };

  /// "optimal" if no other plan takes less time, "best found" or "given".
  std::string certainty;
  /// The axes with the role of data along which no op is split.
  std::vector<std::string> idleAxes;
  /// The plan's time by the model.
  double seconds = 0;
  ShardFile plan;
  std::vector<Collective> collectives;
  std::vector<Rank> ranks;
};

/// Returns the lines that ag-compile prints at the end:
///
///   main on tp 4 (optimal): a rank holds 4.72 MB of parameters and 1.57 MB of
///   arguments, at most 9.44 MB at once
///     sends 4.72 MB in 57 us: 1 all_reduce along tp 4.72 MB
///
/// These are preceded by a line for each idle axis.
std::string describeSharding(const ShardingReport &report);

/// Returns the words for an axis along which no op is split.
std::string describeIdle(llvm::StringRef axis);

/// Writes the JSON above.
void writeShardingReport(const ShardingReport &report,
                         llvm::json::OStream &json);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDINGREPORT_H
