//===- SizeArithmetic.h - how indices are computed --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arithmetic computes an index? readStep reads one op, or one operator of
// an affine map, so that an analysis of sizes states a rule for each kind:
//
//   %a = arith.muli %n, %c4                   Product of %n and %c4
//   %b = affine.apply
//     affine_map<(d0)[s0] -> (d0 floordiv 2 + s0)>(%a)[%n]
//                                             Sum of (d0 floordiv 2) and %n
//   (d0 floordiv 2)                           Quotient of %a and 2
//
// The proof of the memory plan (SizeTerms) reads ops by itself.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZEARITHMETIC_H
#define AG_ANALYSIS_SIZEARITHMETIC_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/ValueRange.h"

namespace ag {

struct SizeStep;

/// An index, or a part of an affine map over indices.
class SizeTerm {
public:
  SizeTerm(mlir::Value value) : value(value) {}
  /// A part of the map of an op with these operands, those of dimensions first.
  SizeTerm(mlir::AffineExpr expr, mlir::ValueRange operands, unsigned dims);

  /// Returns the index, or null for a part that is no operand of its map.
  mlir::Value getValue() const { return value; }
  /// Returns the value of a constant.
  std::optional<int64_t> getNumber() const;

private:
  friend SizeStep readStep(const SizeTerm &term);

  mlir::Value value;
  mlir::AffineExpr expr;
  mlir::ValueRange operands;
  unsigned dims = 0;
};

/// How one op, or one operator of an affine map, computes an index.
struct SizeStep {
  /// Quotients are rounded as the op says. A Choice is one of its parts; Least
  /// and Greatest have one part or more, all others two. Anything else is
  /// Unknown.
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
  /// Whether parts are numbers without sign, as those of arith.divui.
  bool isUnsigned = false;
  /// The operator of an affine map; null if an op computes the index.
  mlir::AffineExpr expr = nullptr;
  /// The value of a Number, or which dimension of `shaped` a Dimension is.
  int64_t number = 0;
  mlir::Value shaped = nullptr;
};

SizeStep readStep(const SizeTerm &term);

} // namespace ag

#endif // AG_ANALYSIS_SIZEARITHMETIC_H
