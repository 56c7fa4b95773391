//===- ProgramPart.h - a part of a function, alone --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a part of a function compute by itself? It becomes a function of
// what it reads of the rest:
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
  /// As all handles of ops, it has no const methods.
  mutable mlir::func::FuncOp function;
  /// What its arguments are in the function that it is a part of.
  llvm::SmallVector<mlir::Value> inputs;

  /// Copies `ops` to a new function behind `beside`. Its first arguments are
  /// `first`; then comes what else is read, but constants, which are made
  /// again.
  static ProgramPart make(mlir::func::FuncOp beside,
                          llvm::iterator_range<mlir::Block::iterator> ops,
                          mlir::ValueRange first, mlir::ValueRange outputs);

  /// From the function's arguments to `values`, which stand in front of `end`.
  static ProgramPart makeFront(mlir::func::FuncOp function,
                               mlir::Operation *end, mlir::ValueRange values);
  /// What comes of `op` and all behind it.
  static ProgramPart makeRest(mlir::func::FuncOp function, mlir::Operation *op);
  /// The op alone.
  static ProgramPart makeOp(mlir::func::FuncOp function, mlir::Operation *op);
  /// A region of an op in the function.
  static ProgramPart makeBody(mlir::func::FuncOp function,
                              mlir::Region &region);
};

} // namespace ag

#endif // AG_REFERENCE_PROOF_PROGRAMPART_H
