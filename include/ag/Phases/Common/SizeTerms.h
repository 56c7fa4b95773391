//===- SizeTerms.h - sizes of an entry in terms of its symbols --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are index values stated as sizes in the entry's symbols?
//
// The values may be in the entry, on tensors or on buffers, or in the functions
// that compute its shapes and its workspace from the symbols.
//
//   %n = memref.dim %x, %c0       // the symbol n, by the entry's signature
//   %0 = arith.muli %n, %c4       // 4 n
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_SIZETERMS_H
#define AG_PHASES_COMMON_SIZETERMS_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Support/Sizes/SizeProver.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Translates index values to sizes. Ignores overflow, which the function that
/// computes the workspace reports.
class SizeTerms {
public:
  /// Translates values of `entry`, which has that signature. A symbol of the
  /// algebra is the size minus the least size that the entry takes. `shapes` is
  /// the function that computes the result's sizes from the symbols. It may be
  /// null if no result's size is translated.
  SizeTerms(SizeProver &prover, const EntrySignature &signature,
            mlir::func::FuncOp entry, mlir::func::FuncOp shapes)
      : prover(prover), algebra(prover.getAlgebra()), signature(signature),
        abi(signature), entry(entry), shapes(shapes) {}

  /// Returns an index value as a size.
  Size of(mlir::Value value);
  /// Returns the size of a dimension of a tensor or buffer.
  Size ofShapedDim(mlir::Value shaped, int64_t dim);
  /// Returns result `number` of a function of the symbols as a size.
  Size resultOf(mlir::func::FuncOp function, unsigned number);

private:
  Size symbol(unsigned index);
  Size translate(mlir::Value value);
  Size ofArgument(mlir::BlockArgument argument);
  Size ofDim(mlir::ShapedDimOpInterface op);
  Size ofArgumentDim(unsigned argument, int64_t dim);
  Size findDim(mlir::Value shaped, int64_t dim);
  std::optional<Size> ofArith(mlir::OpResult value);
  std::optional<Size> ofAffine(mlir::Operation *op);
  Size ofPureOp(mlir::OpResult value);
  /// Returns an unknown number that stands for `value`.
  Size opaque(mlir::Value value, const std::optional<Size> &lower = {},
              const std::optional<Size> &upper = {});
  /// Bounds an index, or dimension `dim` of a buffer, from above. Returns
  /// std::nullopt if upstream finds no bound.
  std::optional<Size> boundAbove(mlir::Value value,
                                 std::optional<int64_t> dim = {});
  int64_t numberOf(const void *thing) {
    return things.try_emplace(thing, things.size()).first->second;
  }

  SizeProver &prover;
  SizeAlgebra &algebra;
  const EntrySignature &signature;
  EntryABI abi;
  mlir::func::FuncOp entry, shapes;
  llvm::DenseMap<mlir::Value, Size> known;
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, Size> knownDims;
  /// Numbers names, attributes and values in the order of their first use.
  llvm::DenseMap<const void *, int64_t> things;
};

} // namespace ag

#endif // AG_PHASES_COMMON_SIZETERMS_H
