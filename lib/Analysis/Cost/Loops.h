//===- Loops.h - the loops of a structured op, with their sizes -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How often is the body of a structured op computed, what does that take, and
// how many elements of each operand does it read?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_COST_LOOPS_H
#define AG_LIB_ANALYSIS_COST_LOOPS_H

#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Of one point of an op's loops, as its part of vectors.
double getSeconds(const Spec &spec, const Speed &speed);

/// What a program adds to Work::flops each time that it is computed.
int64_t countFlops(const ScalarProgram &program);

/// A structured op by its Spec, at given sizes. Counts that overflow end at the
/// greatest.
class Loops {
public:
  Loops(StructuredOpInterface op, SizeEvaluator &sizes);

  const Spec &spec() const { return specOfOp; }
  /// What the Spec numbers as operands.
  mlir::Value operand(unsigned number) const { return operands[number]; }
  /// Whether no size depends on values; one that does has an assumed value.
  bool areKnown() const { return known; }

  int64_t countPoints() const;
  /// How many elements of a tensor of that shape `map` names at most.
  int64_t countElements(mlir::AffineMap map,
                        llvm::ArrayRef<int64_t> shape) const;
  /// How many elements `map` names for one element of the results.
  int64_t countReduced(mlir::AffineMap map) const;

private:
  /// The product of the extents of these loops.
  int64_t countPoints(llvm::function_ref<bool(unsigned)> isMeant) const;

  Spec specOfOp;
  llvm::SmallVector<mlir::Value> operands;
  llvm::SmallVector<int64_t> extents;
  bool known = true;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_COST_LOOPS_H
