//===- Loops.h - the loops of a structured op, with their sizes -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How often is the body of a structured op computed, how long does that take,
// and how many elements of each operand does it read?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_COST_LOOPS_H
#define AG_LIB_ANALYSIS_COST_LOOPS_H

#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Returns the seconds that one point of an op's loops takes, as its share of a
/// vector's time.
double getSeconds(const Spec &spec, const Speed &speed);

/// Returns the flops (Work::flops) of one run of a program.
int64_t countFlops(const ScalarProgram &program);

/// The loops of a structured op at given sizes. Counts saturate instead of
/// overflowing.
class Loops {
public:
  Loops(StructuredOpInterface op, SizeEvaluator &sizes);

  const Spec &spec() const { return specOfOp; }
  /// Returns the operand by its number in the Spec.
  mlir::Value operand(unsigned number) const { return operands[number]; }
  /// Returns true if no size depends on values. One that does has an assumed
  /// value.
  bool areKnown() const { return known; }

  int64_t countPoints() const;
  /// Returns the most elements of a tensor of that shape that `map` accesses.
  int64_t countElements(mlir::AffineMap map,
                        llvm::ArrayRef<int64_t> shape) const;
  /// Returns the number of elements that `map` accesses for one element of the
  /// results.
  int64_t countReduced(mlir::AffineMap map) const;

private:
  /// Returns the product of the extents of the loops for which `isMeant`
  /// returns true.
  int64_t countPoints(llvm::function_ref<bool(unsigned)> isMeant) const;

  Spec specOfOp;
  llvm::SmallVector<mlir::Value> operands;
  llvm::SmallVector<int64_t> extents;
  bool known = true;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_COST_LOOPS_H
