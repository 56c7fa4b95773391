//===- Terms.h - tensors along loops ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do tensors that are indexed by some of a Spec's loops come together? A
// term has the loops that its values depend on as its dimensions, in any order,
// so that x at (i, j) -> (j, i) is a term of (j, i), as it lies, and a constant
// one of no loops. Only where terms meet, one is turned or broadcast.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H

#include "ag/Interfaces/Spec.h"
#include "mlir/IR/BuiltinAttributes.h"
#include <map>

namespace ag {

struct Term {
  /// None of a constant.
  mlir::Value value;
  /// The loop of each dimension of the value.
  llvm::SmallVector<unsigned> loops;
  /// A constant, as a tensor of rank 0.
  mlir::DenseElementsAttr constant = {};
};

/// Builds terms of one Spec over its operands, and the ops of ag that move them
/// about: slice, reshape, transpose, broadcast, pad and update.
class Terms {
public:
  Terms(const Spec &spec, mlir::ValueRange operands, mlir::OpBuilder &builder,
        mlir::Location loc);

  /// What an input reads; each dimension at one loop, with a stride from 1 on
  /// and any offset, or at one place.
  Term read(const SpecInput &input);
  /// The index of a loop, as i64.
  Term index(unsigned loop);
  Term constant(Cell value, ScalarType type);

  /// All loops of some terms: in the order of a term that has them all, else in
  /// the first result's.
  llvm::SmallVector<unsigned> unite(llvm::ArrayRef<Term> terms) const;

  /// The term's value with these dimensions; they are all of its loops, and
  /// more.
  mlir::Value arrange(const Term &term, llvm::ArrayRef<unsigned> loops);

  /// A result of which `term` is what is written; each dimension is named as by
  /// an input, and no two by one loop.
  mlir::Value place(const Term &term, const SpecResult &result);

private:
  mlir::OpFoldResult sizeOf(unsigned loop);
  mlir::Value keepDims(mlir::Value value, llvm::ArrayRef<unsigned> kept);
  mlir::Value makeArranged(const Term &term, llvm::ArrayRef<unsigned> loops);
  mlir::Value broadcast(mlir::Value value, llvm::ArrayRef<int64_t> dims,
                        llvm::ArrayRef<mlir::OpFoldResult> sizes);
  mlir::Value slice(mlir::Value value, mlir::AffineMap map);
  mlir::OpFoldResult widthBehind(mlir::Value value, int64_t dim,
                                 mlir::OpFoldResult low, int64_t stride,
                                 mlir::OpFoldResult size);
  mlir::Value pad(mlir::Value value, const SpecResult &result,
                  llvm::ArrayRef<mlir::OpFoldResult> shape);

  const Spec &spec;
  mlir::ValueRange operands;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  /// What the operands' types tell of the loops' extents.
  llvm::SmallVector<int64_t> extents;
  // What was made before: the loops' sizes; and values and constants, from
  // their own loops to others.
  llvm::SmallVector<mlir::OpFoldResult> sizes;
  using Loops = std::vector<unsigned>;
  std::map<std::tuple<const void *, Loops, Loops>, mlir::Value> arranged;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H
