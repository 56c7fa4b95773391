//===- PointPrograms.h - what a Spec does at a point ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of what is a derivative of a Spec made? Of what it does at one point, of
// which there are three forms:
//
//   no combiner     results = body(reads)
//   a sum           results = accumulators + body(reads): the accumulators drop
//                   out of the derivative, as each goes to its own result alone
//   max or min      result = body(reads) / count where that is the result, and
//                   0 elsewhere: the points that reach it share alike
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_POINTPROGRAMS_H
#define AG_LIB_INTERFACES_POINTPROGRAMS_H

#include "SpecPoints.h"
#include "ag/Support/Scalar/ScalarDerivatives.h"

namespace ag {

/// A program over the points whose inputs are `reads`, and behind them
/// accumulators, which no derivative reads.
struct PointProgram {
  llvm::SmallVector<Read> reads;
  ScalarProgram program;
  /// The results where they can be read.
  llvm::SmallVector<std::optional<Read>> results;
  /// The Spec's own (Spec::vjp).
  std::optional<ScalarProgram> vjp = std::nullopt;
};

/// makeAdjoint of the program, or what the Spec says it is.
Adjoint makePointAdjoint(const PointProgram &point, llvm::ArrayRef<bool> wanted,
                         llvm::ArrayRef<bool> seeded,
                         llvm::ArrayRef<FloatRange> gapRanges = {});

/// makeTangent of the program, or what the Spec says it is.
Tangent makePointTangent(const PointProgram &point,
                         llvm::ArrayRef<bool> active);

/// Of a Spec without a combiner.
PointProgram makeBodyProgram(const SpecPoints &points);

/// One step of accumulation.
PointProgram makeStepProgram(const SpecPoints &points);

/// Whether in a step each accumulator is added to its own result alone, of
/// those in `seeded`, and nothing else depends on it.
bool isSum(const PointProgram &step, llvm::ArrayRef<bool> seeded);

/// Whether a combiner takes the greatest, or the least, of one value.
bool isExtremum(const ScalarProgram &combiner);

/// Of a max or min: the body's value at points that reach the result, else 0.
PointProgram makeReachedProgram(const SpecPoints &points);

/// `value`, of the shape of that result, over the number of points that reach
/// it, or over 1 where none does.
mlir::Value shareAmongReached(mlir::Value value, const SpecPoints &points,
                              const PointProgram &reached,
                              DerivativeContext &context);

/// The result of `program` itself if each point only hands on what it reads of
/// a whole tensor, to the same place; else null.
mlir::Value findHandedOn(const ScalarProgram &program, unsigned result,
                         mlir::AffineMap map, const SpecPoints &points,
                         llvm::ArrayRef<Read> reads);

/// Of reads those that are known to be one number everywhere. A read that isn't
/// there has no value.
llvm::SmallVector<std::optional<Cell>> findKnown(llvm::ArrayRef<Read> reads);

/// `tensor`, of rank 0, as a value of the type of `like`, maybe a scalar.
mlir::Value asScalarLike(mlir::Value tensor, mlir::Value like,
                         mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_INTERFACES_POINTPROGRAMS_H
