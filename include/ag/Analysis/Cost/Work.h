//===- Work.h - what ops do, and how long it takes --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many operations, bytes and seconds do ops take, separately and as a
// group? The ops
//
//   %1 = ag.exp %0 : tensor<1048576xf32>
//   %2 = ag.mul %1, %0 : tensor<1048576xf32>
//
// take 2,097,152 operations. They move 5 times 4 MiB op by op, and 2 times 4
// MiB as a group, which keeps %1 out of memory and reads %0 once. On one core
// of a znver5, which takes 12 steps for an exp and whose L3 moves 100 GB/s:
//
//   op by op    exp max(123 us, 84 us) + mul max(10 us, 126 us) = 249 us
//   as a group  max(133 us, 84 us) = 133 us
//
// The model assumes that memory moves while ops compute, so the longer time
// counts.
//
//   computing  for products, 2 flops for each multiply-add at the speed of
//              products; for other ops, the steps of each primitive
//   memory     for each tensor, its bytes at the speed of the level that holds
//              all of it; for each further pass over a group's operands, the
//              same bytes at the speed of the level that holds the operands of
//              one element of a result, such as a row of softmax
//
// The speed is that of one core (ag/Machine/Common/Speed.h), for any number of
// threads.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_COST_WORK_H
#define AG_ANALYSIS_COST_WORK_H

#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Index of computing in SecondsBy, after the levels of memoryLevels.
constexpr size_t computing = std::size(memoryLevels);
using SecondsBy = std::array<double, computing + 1>;

/// The work of ops. Counts saturate instead of overflowing.
struct Work {
  /// The number of primitives on floats without casts and selects, in the body
  /// and the combiner of each structured op, for every point of its loops. An
  /// exp counts as one, a multiply-add as two.
  int64_t flops = 0;
  int64_t bytesRead = 0;
  int64_t bytesWritten = 0;
  /// Seconds of the ops that are bound by each level of memory, and by
  /// computing.
  SecondsBy secondsBy = {};
  /// The first op whose flops depend on values, or null. A size that depends on
  /// values has an assumed value (ag/Analysis/Sizes/Sizes.h).
  mlir::Operation *unknown = nullptr;

  int64_t getBytes() const;
  double getSeconds() const;
  /// Returns L1, L2, L3, memory or computing, whichever takes most of the time.
  llvm::StringRef getBound() const;

  /// Adds the work of `other`, which runs afterwards.
  void add(const Work &other);
  /// Multiplies the work by `tripCount`.
  void repeat(int64_t tripCount);
};

/// Returns the greater of each count, and the longer time.
Work greater(const Work &a, const Work &b);

/// Returns what one point of a Spec's loops adds to Work::flops.
int64_t countFlops(const Spec &spec);

/// Returns the steps (ag/Support/Scalar/Primitives.h) that a vector of `lanes`
/// points takes in the body and the combiner.
int64_t countSteps(const Spec &spec, int64_t lanes);

/// Returns the steps of a scalar or vector op of arith or math, which ops with
/// a Spec are lowered to. Returns std::nullopt if the op is no sequence of
/// primitives, such as a constant or a load.
std::optional<int64_t> countSteps(mlir::Operation *op, int64_t lanes);

/// Returns the product of the sizes of an op's loops.
int64_t countPoints(StructuredOpInterface op, SizeEvaluator &sizes);

/// Returns true if all elements of `value` are one number that is known without
/// memory: it is a constant, or computed from constants by one op, whatever
/// destination that op writes to.
bool isOneNumber(mlir::Value value);

/// The work of a group, and of its ops run separately.
struct GroupWork {
  Work opByOp;
  Work asGroup;
};

class WorkModel {
public:
  /// `sizes` evaluates sizes, at getPlannedSizes
  /// (ag/Analysis/Entry/EntrySignature.h) for all decisions.
  WorkModel(const Speed &speed, SizeEvaluator &sizes)
      : speed(speed), sizes(sizes) {}

  /// Estimates one op by itself, without the ops in its regions. Views of an
  /// operand and tensors of one number take nothing. An op without a Spec, such
  /// as ag.gather, reads at most as many bytes of each operand as it writes.
  Work estimate(mlir::Operation *op);

  /// Estimates ops of one block as a group. Values between them stay out of
  /// memory. Operands from outside are read in each of the passes, of which
  /// there is at least one.
  Work estimateGroup(llvm::ArrayRef<mlir::Operation *> ops, int64_t passes = 1);

  /// Estimates the ops in the body of `group`, separately and as a group with
  /// its `passes`.
  GroupWork compare(FusedOp group);

private:
  const Speed &speed;
  SizeEvaluator &sizes;
};

} // namespace ag

#endif // AG_ANALYSIS_COST_WORK_H
