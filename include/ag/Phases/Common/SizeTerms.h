//===- SizeTerms.h - sizes of an entry in terms of its symbols --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do index values of an entry, on tensors or on buffers, and of the
// functions that compute its shapes and its workspace from its symbols, say of
// the same sizes?
//
//   %n = memref.dim %x, %c0       // the symbol n, by the entry's signature
//   %0 = arith.muli %n, %c4       // 4 n
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_SIZETERMS_H
#define AG_PHASES_COMMON_SIZETERMS_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Translates index values to sizes; overflow aside, which the function that
/// computes the workspace reports.
class SizeTerms {
public:
  /// Of the entry of that signature, whose symbols the algebra knows less the
  /// least that they may be. Its shapes are what `shapes` computes from
  /// the symbols; null if no result's size is asked for.
  SizeTerms(SizeAlgebra &algebra, const EntrySignature &signature,
            mlir::func::FuncOp entry, mlir::func::FuncOp shapes)
      : algebra(algebra), signature(signature), abi(signature), entry(entry),
        shapes(shapes) {}

  Size of(mlir::Value value);
  /// A dimension of a tensor or buffer.
  Size ofShapedDim(mlir::Value shaped, int64_t dim);
  /// What a function of the symbols returns.
  Size resultOf(mlir::func::FuncOp function, unsigned number);

private:
  Size symbol(unsigned index);
  Size translate(mlir::Value value);
  Size ofArgument(mlir::BlockArgument argument);
  Size ofDim(mlir::ShapedDimOpInterface op);
  Size ofArgumentDim(unsigned argument, int64_t dim);
  Size asDim(const Size &size);
  Size findDim(mlir::Value shaped, int64_t dim);
  std::optional<Size> ofArith(mlir::OpResult value);
  std::optional<Size> ofAffine(mlir::Operation *op);
  Size ofExpr(mlir::AffineExpr expr, llvm::ArrayRef<Size> operands,
              unsigned dims);
  Size quotient(const Size &a, const Size &b, int64_t kind, bool isUp,
                bool isEven);
  Size remainder(const Size &a, const Size &b, int64_t kind, bool isSigned,
                 bool isFloor = false);
  Size ofPureOp(mlir::OpResult value);
  /// A number of which nothing but its origin is known.
  Size opaque(mlir::Value value, const std::optional<Size> &lower = {},
              const std::optional<Size> &upper = {});
  /// Of an index, or of that dimension of a buffer.
  std::optional<Size> boundAbove(mlir::Value value,
                                 std::optional<int64_t> dim = {});
  int64_t numberOf(const void *thing) {
    return things.try_emplace(thing, things.size()).first->second;
  }

  SizeAlgebra &algebra;
  const EntrySignature &signature;
  EntryABI abi;
  mlir::func::FuncOp entry, shapes;
  llvm::DenseMap<mlir::Value, Size> known;
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, Size> knownDims;
  /// Names, attributes and values, by their order.
  llvm::DenseMap<const void *, int64_t> things;
};

} // namespace ag

#endif // AG_PHASES_COMMON_SIZETERMS_H
