//===- Work.h - what ops do, and how long it takes --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many operations, bytes and seconds do ops take, by themselves and as a
// group? Of
//
//   %1 = ag.exp %0 : tensor<1048576xf32>
//   %2 = ag.mul %1, %0 : tensor<1048576xf32>
//
// 2,097,152 operations, and op by op 5 times 4 MiB to and from memory, as a
// group 2 times: %1 is in no memory, and %0 read once. By one core of a znver5,
// which takes 12 steps for an exp, and whose L3 moves 100 GB/s:
//
//   op by op    exp max(123 us, 84 us) + mul max(10 us, 126 us) = 249 us
//   as a group  max(133 us, 84 us) = 133 us
//
// The model: ops compute while memory moves, so that the longer of both counts.
//
//   computing  of products 2 flops for each multiply-add, at the speed of
//              products; of all else what each primitive states, in steps
//   memory     of each tensor its bytes at the speed of the level that holds
//              all of it; of each further pass through what a group reads, the
//              same bytes at the speed of the level that holds what one element
//              of a result is made of, as a row of softmax
//
// The speed is one core's (ag/Machine/Common/Speed.h), for any number of
// threads.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_WORK_H
#define AG_ANALYSIS_WORK_H

#include "ag/Analysis/Sizes.h"
#include "ag/Dialect/AG/IR/RegionOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// What time goes to: one of memoryLevels by its number, or this.
constexpr size_t computing = std::size(memoryLevels);
using SecondsBy = std::array<double, computing + 1>;

/// Counts that overflow end at the greatest.
struct Work {
  /// Primitives on floats but for casts and selects, each counting one (a
  /// multiply-add is two, an exp one), in the body and the combiner of each
  /// structured op, for every point of its loops.
  int64_t flops = 0;
  int64_t bytesRead = 0;
  int64_t bytesWritten = 0;
  /// Of ops that are bound by each level of memory, and by computing.
  SecondsBy secondsBy = {};
  /// The first op whose flops depend on values, or null. A size that depends on
  /// values has an assumed value (ag/Analysis/Sizes.h).
  mlir::Operation *unknown = nullptr;

  int64_t getBytes() const;
  double getSeconds() const;
  /// L1, L2, L3, memory or computing: what takes most of the time.
  llvm::StringRef getBound() const;

  /// This, and behind it `other`.
  void add(const Work &other);
  /// As often as `turns` says.
  void repeat(int64_t turns);
};

/// Of each number the greater one, and the time that is longer.
Work greater(const Work &a, const Work &b);

/// What one point of a Spec's loops adds to Work::flops.
int64_t countFlops(const Spec &spec);

/// Returns the steps (ag/Support/Scalar/Primitives.h) that a vector of `lanes`
/// points takes: those of the body, and of the combiner.
int64_t countSteps(const Spec &spec, int64_t lanes);

/// Returns the same for a scalar or vector op of arith or math, as ops with a
/// Spec become. Returns std::nullopt if the op is not made of primitives, as a
/// constant or a load.
std::optional<int64_t> countSteps(mlir::Operation *op, int64_t lanes);

/// Returns the product of the sizes of an op's loops.
int64_t countPoints(StructuredOpInterface op, SizeEvaluator &sizes);

/// Returns true if `value` is one number everywhere, which need not be in
/// memory: a constant, or made of constants by one op, whatever that is to
/// write to.
bool isOneNumber(mlir::Value value);

/// What a group is compared with, and what it is.
struct GroupWork {
  Work opByOp;
  Work asGroup;
};

class WorkModel {
public:
  /// At the sizes that `sizes` gives: of getPlannedSizes
  /// (ag/Analysis/EntrySignature.h), for all that is decided.
  WorkModel(const Speed &speed, SizeEvaluator &sizes)
      : speed(speed), sizes(sizes) {}

  /// Of one op by itself, without those in its regions. A view of an operand
  /// takes nothing, nor does what is one number everywhere. An op without a
  /// Spec reads of each operand no more than it writes, as ag.gather does.
  Work estimate(mlir::Operation *op);

  /// Of ops of one block that are computed together, each once: what they hand
  /// to each other is not in memory, and what they read from outside is read
  /// in each of the passes, of which there is at least one.
  Work estimateGroup(llvm::ArrayRef<mlir::Operation *> ops, int64_t passes = 1);

  /// Of the ops in the body of `group`, as often as its `passes` says.
  GroupWork compare(FusedOp group);

private:
  const Speed &speed;
  SizeEvaluator &sizes;
};

} // namespace ag

#endif // AG_ANALYSIS_WORK_H
