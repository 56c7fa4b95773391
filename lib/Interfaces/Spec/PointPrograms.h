//===- PointPrograms.h - what a Spec does at a point ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which programs over single points are the derivatives of a Spec made?
//
// There are three forms:
//
//   no combiner     results = body(reads)
//   a sum           results = accumulators + body(reads): derivatives do not
//                   depend on the accumulators, as each is added to its own
//                   result only
//   max or min      result = body(reads) / count at points that reach it, 0
//                   elsewhere: these points share the derivative equally
//                   0 elsewhere: the points that reach it share alike
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPEC_POINTPROGRAMS_H
#define AG_LIB_INTERFACES_SPEC_POINTPROGRAMS_H

#include "Spec/SpecPoints.h"
#include "ag/Support/Scalar/ScalarDerivatives.h"

namespace ag {

/// A program over the points. Its inputs are `reads`, followed by accumulators,
/// which no derivative reads.
struct PointProgram {
  llvm::SmallVector<Read> reads;
  ScalarProgram program;
  /// The results that can be read.
  llvm::SmallVector<std::optional<Read>> results;
  /// The Spec's own derivative (Spec::vjp).
  std::optional<ScalarProgram> vjp = std::nullopt;
};

/// Returns the adjoint of the program, or the one that the Spec defines.
Adjoint makePointAdjoint(const PointProgram &point, llvm::ArrayRef<bool> wanted,
                         llvm::ArrayRef<bool> seeded,
                         llvm::ArrayRef<FloatRange> gapRanges = {});

/// Returns the tangent of the program, or the one that the Spec defines.
Tangent makePointTangent(const PointProgram &point,
                         llvm::ArrayRef<bool> active);

/// Returns the program of a Spec without a combiner.
PointProgram makeBodyProgram(const SpecPoints &points);

/// Returns the program of one step of accumulation.
PointProgram makeStepProgram(const SpecPoints &points);

/// Returns true if, in a step, each accumulator is added to its own result
/// only, considering the results in `seeded`, and nothing else depends on it.
bool isSum(const PointProgram &step, llvm::ArrayRef<bool> seeded);

/// Returns true if a combiner takes the max or the min of one value.
bool isExtremum(const ScalarProgram &combiner);

/// Returns the program, for a max or min, that is the body's value at points
/// that reach the result, else 0.
PointProgram makeReachedProgram(const SpecPoints &points);

/// Returns `value`, of the shape of that result, divided by the number of
/// points that reach it, or by 1 if there are none.
mlir::Value shareAmongReached(mlir::Value value, const SpecPoints &points,
                              const PointProgram &reached,
                              DerivativeContext &context);

/// Returns the value that is the result of `program` if each point only copies
/// an element of a complete tensor to the same position; otherwise null.
mlir::Value findForwarded(const ScalarProgram &program, unsigned result,
                          mlir::AffineMap map, const SpecPoints &points,
                          llvm::ArrayRef<Read> reads);

/// For each read, returns the common value of all elements, if it is known. A
/// read without a value yields std::nullopt.
llvm::SmallVector<std::optional<Cell>> findKnown(llvm::ArrayRef<Read> reads);

/// Returns `tensor`, of rank 0, as a value of the type of `like`, which may be
/// a scalar.
mlir::Value asScalarLike(mlir::Value tensor, mlir::Value like,
                         mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_INTERFACES_SPEC_POINTPROGRAMS_H
