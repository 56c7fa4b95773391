//===- SizeArithmetic.h - how indices are computed --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arithmetic computes an index? readStep reads one op, or one operator of
// an affine map, so that an analysis of sizes needs one rule for each kind:
//
//   %a = arith.muli %n, %c4                   Product of %n and %c4
//   %b = affine.apply
//     affine_map<(d0)[s0] -> (d0 floordiv 2 + s0)>(%a)[%n]
//                                             Sum of (d0 floordiv 2) and %n
//   (d0 floordiv 2)                           Quotient of %a and 2
//
// The verifier of the memory plan (SizeTerms) reads ops independently of this.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZES_SIZEARITHMETIC_H
#define AG_ANALYSIS_SIZES_SIZEARITHMETIC_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/ValueRange.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

struct SizeStep;

/// An index, or a subexpression of an affine map over indices.
class SizeTerm {
public:
  SizeTerm(mlir::Value value) : value(value) {}
  /// A subexpression of the map of an op with these operands, `dims` of which
  /// are its dimensions and come first.
  SizeTerm(mlir::AffineExpr expr, mlir::ValueRange operands, unsigned dims);

  /// Returns the index, or null if the subexpression is no operand of its map.
  mlir::Value getValue() const { return value; }
  /// Returns the value of a constant, or std::nullopt.
  std::optional<int64_t> getNumber() const;
  /// Returns the index or the subexpression, for questions to ValueBounds.
  mlir::ValueBoundsConstraintSet::Variable getVariable() const;

private:
  friend SizeStep readStep(const SizeTerm &term);

  mlir::Value value;
  mlir::AffineExpr expr;
  mlir::ValueRange operands;
  unsigned dims = 0;
};

/// How one op, or one operator of an affine map, computes an index.
struct SizeStep {
  /// Quotients are rounded as the op says. A Choice is one of its parts. Least
  /// and Greatest have one part or more, the other operators two.
  enum Kind : uint8_t {
    Unknown,
    Number,
    Dimension,
    Sum,
    Difference,
    Product,
    Quotient,
    Remainder,
    Least,
    Greatest,
    Choice
  };

  Kind kind = Unknown;
  llvm::SmallVector<SizeTerm, 2> parts = {};
  /// Whether the parts are unsigned numbers, as those of arith.divui.
  bool isUnsigned = false;
  /// The operator of an affine map; null if an op computes the index.
  mlir::AffineExpr expr = nullptr;
  /// The value of a Number, or the number of the dimension of `shaped` that a
  /// Dimension is.
  int64_t number = 0;
  mlir::Value shaped = nullptr;
};

SizeStep readStep(const SizeTerm &term);

} // namespace ag

#endif // AG_ANALYSIS_SIZES_SIZEARITHMETIC_H
