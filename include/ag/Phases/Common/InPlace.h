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

/// Makes what one terminator hands on live in the arguments' buffers.
class InPlace {
public:
  InPlace(llvm::ArrayRef<mlir::BlockArgument> arguments,
          const PassRemarks &remarks)
      : arguments(arguments), remarks(remarks), state(options) {}

  /// Each of `values` in the argument of the same number. Fails, with an error,
  /// if sizes differ.
  mlir::LogicalResult
  materialize(llvm::MutableArrayRef<mlir::OpOperand> values);

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

  llvm::ArrayRef<mlir::BlockArgument> arguments;
  const PassRemarks &remarks;
  mlir::bufferization::BufferizationOptions options;
  mlir::bufferization::AnalysisState state;
  /// The arguments that were written, and the values that went into them.
  llvm::DenseSet<mlir::Value> spent;
};

} // namespace ag

#endif // AG_PHASES_COMMON_INPLACE_H
