//===- LiveCounter.h - what a run holds at once -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many bytes are alive at once while a function is interpreted, by the
// definition in ag/Dialect/AG/IR/Regions/LiveValues.h? The interpreter reports
// each value that is defined and each last use. The count follows from the
// types: it ignores that tensors may share storage, and the precision of the
// interpreter.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_LIVECOUNTER_H
#define AG_LIB_REFERENCE_LIVECOUNTER_H

#include "ag/Interfaces/InterpretableOp.h"
#include "llvm/ADT/StringSet.h"

namespace ag {

class LiveCounter {
public:
  /// Adds the arguments of the function, which are held all the time.
  void hold(mlir::ValueRange arguments, llvm::ArrayRef<Tensor> tensors);
  /// Adds the arguments of a block that is entered.
  void enter(mlir::Block &block, llvm::ArrayRef<Tensor> tensors);
  /// Records that `op` is about to run. It is the last op in its block that
  /// uses `last`.
  void begin(mlir::Operation &op, llvm::ArrayRef<mlir::Value> last);
  /// Records that `op` has run and has `results`; a terminator has none.
  void end(mlir::Operation &op, llvm::ArrayRef<Tensor> results,
           llvm::ArrayRef<mlir::Value> last);

  int64_t getMost() const { return held + most; }

private:
  void add(mlir::Value value, const Tensor &tensor);
  void remove(mlir::Value value);

  /// The bytes of each value, with an entry for each call of its function that
  /// is running.
  llvm::DenseMap<mlir::Value, llvm::SmallVector<int64_t, 1>> bytes;
  llvm::StringSet<> parameters;
  int64_t held = 0, alive = 0, most = 0;
};

} // namespace ag

#endif // AG_LIB_REFERENCE_LIVECOUNTER_H
