//===- TileOps.h - ops that compute tiles from tiles ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op computes a form from tiles that are there?
//
//   exp(s[i, j] - m[i])           linalg.generic (i, j) %s, %m
//   sum over j of p[i, j] * v[j]  linalg.generic (i, j) %p, %v
//   q[b, i, 3]                    tensor.extract_slice
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILEOPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILEOPS_H

#include "Common/Streams/TileLeaves.h"

namespace ag {

/// Exceptions to the arithmetic of forms.
struct TileRules {
  /// Whether quotients with a divisor of 0 are 0.
  bool guardsDivisions = false;
  /// Whether maxima and minima ignore NaNs.
  bool ignoresNaNs = false;
};

/// Emits ops on tiles at the builder's insertion point.
class TileOps {
public:
  /// Creates an emitter that computes floats in `type`.
  TileOps(FormTable &table, mlir::FloatType type, mlir::OpBuilder &builder,
          mlir::Location loc, const StreamSteps &steps)
      : table(table), type(type), builder(builder), loc(loc), steps(steps) {}

  /// Returns a tile whose elements are all `value`.
  FormTile fill(double value, llvm::ArrayRef<unsigned> loops);
  /// Returns the number of positions of a loop in the step, which must not be
  /// static, as a tile without loops.
  FormTile countPositions(unsigned loop);
  /// Returns the slice of `tensor` that `element`, an input, is in the step.
  /// Fails if it is none.
  mlir::FailureOr<FormTile> cut(const FormAtom &element, mlir::Value tensor);

  /// Computes the form from its leaves for each value of the loops, with
  /// elements of the given type.
  mlir::FailureOr<FormTile> compute(Form form, llvm::ArrayRef<unsigned> loops,
                                    const TileLeaves &leaves,
                                    mlir::Type element, TileRules rules);
  /// Combines `start` with the values of the form over the loops `bound`.
  mlir::FailureOr<FormTile> combine(Primitive combiner, Form form,
                                    llvm::ArrayRef<unsigned> bound,
                                    const TileLeaves &leaves,
                                    const FormTile &start, TileRules rules);
  /// Adds the sum over the loops `bound` of the product of two tiles to
  /// `start`.
  FormTile contract(const FormTile &first, const FormTile &second,
                    llvm::ArrayRef<unsigned> bound, const FormTile &start);

  /// Returns why the last call of compute or combine that failed did.
  llvm::StringRef getReason() const { return reason; }

private:
  /// A form that a generic computes over `loops`. It combines the values over
  /// `bound` with its initial tensor, or overwrites that tensor if there is no
  /// combiner.
  struct Computation {
    Form form;
    llvm::ArrayRef<unsigned> loops, bound;
    std::optional<Primitive> combiner;
    TileRules rules;
  };

  mlir::FailureOr<mlir::Value> makeGeneric(const Computation &computation,
                                           const TileLeaves &leaves,
                                           mlir::Value start);
  mlir::Value makeElement(const Computation &computation,
                          const TileLeaves &leaves, mlir::OpBuilder &nested,
                          mlir::ValueRange elements);
  mlir::Value makeBegin(Form index);

  FormTable &table;
  mlir::FloatType type;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  const StreamSteps &steps;
  std::string reason;
};

/// Returns the neutral element: 0 for a sum, an infinity for a maximum or
/// minimum.
double findNeutral(Primitive combiner);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILEOPS_H
