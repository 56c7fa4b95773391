//===- EntrySizes.h - sizes that are known on entry -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large may a buffer be, said where its entry begins?
//
//   %n = memref.dim %x, 0
//   scf.for %i = 0 to %n {
//     %rest = arith.subi %n, %i
//     %a = memref.alloc(%rest)     // at most %n: %i is 0 at least
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H
#define AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

/// The sizes in an entry that follow from those of its arguments.
class EntrySizes {
public:
  explicit EntrySizes(mlir::func::FuncOp entry) : entry(entry) {}

  /// `size`, of type index and from anywhere in the entry, or a bound above
  /// it, as a value at the builder's place, the entry's beginning. Fails where
  /// none is known.
  mlir::FailureOr<mlir::Value> bound(mlir::Value size,
                                     mlir::OpBuilder &builder);

private:
  bool isArgument(mlir::Value value);
  bool isKnown(mlir::Value value);
  mlir::FailureOr<mlir::Value> findBound(mlir::Value size,
                                         mlir::OpBuilder &builder);
  mlir::Value clone(mlir::Value size, mlir::OpBuilder &builder);
  mlir::FailureOr<mlir::Value> boundByRelations(mlir::Value size,
                                                bool stopsAtKnown,
                                                mlir::OpBuilder &builder);
  mlir::FailureOr<mlir::Value> boundByParts(mlir::Value size,
                                            mlir::OpBuilder &builder);

  mlir::func::FuncOp entry;
  llvm::DenseMap<mlir::Value, bool> known;
};

/// `size` again, at the builder's place, by clones of the ops that it comes
/// from, up to what `mapping` holds. All of these are pure.
mlir::Value cloneSize(mlir::Value size, mlir::OpBuilder &builder,
                      mlir::IRMapping &mapping);

} // namespace ag

#endif // AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H
