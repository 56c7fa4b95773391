//===- ProgramPart.h - a part of a function, alone --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a part of a function compute by itself? It becomes a function whose
// arguments are the values that it reads of the rest:
//
//   func.func @f(%x) {                func.func @part(%x, %0) {
//     %0 = ag.exp %x
//     %1 = ag.mul %0, %x                %1 = ag.mul %0, %x
//     %2 = ag.tanh %1                   %2 = ag.tanh %1
//     return %2                         return %2
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_PROGRAMPART_H
#define AG_REFERENCE_PROOF_PROGRAMPART_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

struct ProgramPart {
  /// Mutable because handles of ops have no const methods.
  mutable mlir::func::FuncOp function;
  /// The values of the original function that its arguments stand for.
  llvm::SmallVector<mlir::Value> inputs;

  /// Copies `ops` to a new function after `beside`, which returns `outputs`.
  /// Its first arguments are `first`; other values that the ops read follow.
  /// Constants are copied instead.
  static ProgramPart make(mlir::func::FuncOp beside,
                          llvm::iterator_range<mlir::Block::iterator> ops,
                          mlir::ValueRange first, mlir::ValueRange outputs);

  /// Returns the part that computes `values` from the function's arguments, up
  /// to the op `end`.
  static ProgramPart makeFront(mlir::func::FuncOp function,
                               mlir::Operation *end, mlir::ValueRange values);
  /// Returns the part that begins at `op` and computes the function's results.
  static ProgramPart makeRest(mlir::func::FuncOp function, mlir::Operation *op);
  /// Returns the part that has only `op`.
  static ProgramPart makeOp(mlir::func::FuncOp function, mlir::Operation *op);
  /// Returns the part that computes the yielded values of a region, which has
  /// one block, from its arguments.
  static ProgramPart makeBody(mlir::func::FuncOp function,
                              mlir::Region &region);
};

} // namespace ag

#endif // AG_REFERENCE_PROOF_PROGRAMPART_H
