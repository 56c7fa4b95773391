//===- AliveCounter.h - what a run holds at once ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many bytes are alive at once while a function is interpreted, as
// ag/Dialect/AG/IR/AliveValues.h has it? The interpreter tells what comes into
// being and what was used for the last time; of whose cells tensors share, and
// in which precision it computes, that knows nothing.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_ALIVECOUNTER_H
#define AG_LIB_REFERENCE_ALIVECOUNTER_H

#include "ag/Interfaces/InterpretableOp.h"
#include "llvm/ADT/StringSet.h"

namespace ag {

class AliveCounter {
public:
  /// What the function is given: it is held all the time.
  void hold(mlir::ValueRange arguments, llvm::ArrayRef<Tensor> tensors);
  /// What a block is given.
  void enter(mlir::Block &block, llvm::ArrayRef<Tensor> tensors);
  /// An op is about to run; it is the last in its block to use `last`.
  void begin(mlir::Operation &op, llvm::ArrayRef<mlir::Value> last);
  /// It has run, and gives `results`; a terminator none.
  void end(mlir::Operation &op, llvm::ArrayRef<Tensor> results,
           llvm::ArrayRef<mlir::Value> last);

  int64_t getMost() const { return held + most; }

private:
  void add(mlir::Value value, const Tensor &tensor);
  void remove(mlir::Value value);

  /// Of each value, in each function that is being run.
  llvm::DenseMap<mlir::Value, llvm::SmallVector<int64_t, 1>> bytes;
  llvm::StringSet<> parameters;
  int64_t held = 0, alive = 0, most = 0;
};

} // namespace ag

#endif // AG_LIB_REFERENCE_ALIVECOUNTER_H
