//===- Terms.h - tensors along loops ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are tensors combined that are indexed by different loops of a Spec? The
// dimensions of a term are the loops that its values depend on, in any order.
// Thus x at (i, j) -> (j, i) is a term of (j, i) without a transposition, and a
// constant is a term of no loops. A term is transposed or broadcast only when
// it is combined with others.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/BuiltinAttributes.h"
#include <map>

namespace ag {

struct Term {
  /// Null for a constant.
  mlir::Value value;
  /// The loop of each dimension of the value.
  llvm::SmallVector<unsigned> loops;
  /// A constant, as a tensor of rank 0.
  mlir::DenseElementsAttr constant = {};
};

/// Builds the terms of one Spec over its operands, and the ops of ag that
/// rearrange them: slice, reshape, transpose, broadcast, pad and update.
class Terms {
public:
  Terms(const Spec &spec, mlir::ValueRange operands, mlir::OpBuilder &builder,
        mlir::Location loc);

  /// Returns the elements that an input reads. Each dimension must be indexed
  /// by no loop, or by a single loop with a positive stride and any offset.
  Term read(const SpecInput &input);
  /// Returns the index of a loop, as i64.
  Term index(unsigned loop);
  Term constant(Cell value, ScalarType type);

  /// Returns all loops of some terms, in the order of a term that has them all.
  /// If there is none, those of the first result come first, in its order.
  llvm::SmallVector<unsigned> unite(llvm::ArrayRef<Term> terms) const;

  /// Returns the term's value with the dimensions `loops`. A loop of the term
  /// that is not among them must have one iteration.
  mlir::Value arrange(const Term &term, llvm::ArrayRef<unsigned> loops);

  /// Returns a result to which `term` is written. Each dimension is indexed as
  /// that of an input, and no two by the same loop.
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
  /// The loops' extents, as far as the operands' types determine them.
  llvm::SmallVector<int64_t> extents;
  // Caches: the loops' sizes, and the values and constants that were arranged
  // from their own loops to others.
  llvm::SmallVector<mlir::OpFoldResult> sizes;
  using Loops = std::vector<unsigned>;
  std::map<std::tuple<const void *, Loops, Loops>, mlir::Value> arranged;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_TERMS_H
