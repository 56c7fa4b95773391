//===- InPlace.h - what is handed on lies in given buffers ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do values that a terminator hands on come into the buffers of given
// arguments, one after the other, so that none is lost that is still needed?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INPLACE_H
#define AG_PHASES_COMMON_INPLACE_H

#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"

namespace ag {

/// What a terminator in a loop hands on, and the arguments of its region in
/// whose buffers that is to be.
struct HandedOn {
  llvm::MutableArrayRef<mlir::OpOperand> values;
  llvm::ArrayRef<mlir::BlockArgument> arguments;
};

/// What each terminator of `op` hands on, if it is a loop that has a value of
/// its own in each iteration.
llvm::SmallVector<HandedOn, 2> getHandedOn(mlir::Operation *op);

/// Makes what one terminator hands on live in the arguments' buffers.
class InPlace {
public:
  explicit InPlace(const PassRemarks &remarks)
      : remarks(remarks), state(options) {}

  /// Each of the values in the argument of the same number. Fails, with an
  /// error, if sizes differ.
  mlir::LogicalResult materialize(const HandedOn &handedOn);

private:
  mlir::LogicalResult handOn(mlir::OpOperand &operand,
                             mlir::BlockArgument argument);
  mlir::LogicalResult write(mlir::OpOperand &operand,
                            mlir::BlockArgument argument, bool isCopied);
  llvm::SetVector<mlir::Value> findOrigins(mlir::OpOperand &operand,
                                           bool followsParts);
  bool mayShare(mlir::OpOperand &operand, mlir::BlockArgument argument);
  bool isNeededBehind(mlir::Operation *choice, mlir::BlockArgument argument,
                      mlir::Value result);
  bool isOverwritten(mlir::OpOperand &operand);

  const PassRemarks &remarks;
  mlir::bufferization::BufferizationOptions options;
  mlir::bufferization::AnalysisState state;
  /// The arguments that were written, and the values that went into them.
  llvm::DenseSet<mlir::Value> spent;
};

} // namespace ag

#endif // AG_PHASES_COMMON_INPLACE_H
