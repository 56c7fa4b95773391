//===- InPlace.h - forwarded values in given buffers ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are values that a terminator forwards written to the buffers of region
// arguments, such that no value is overwritten that is still needed?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INPLACE_H
#define AG_PHASES_COMMON_INPLACE_H

#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"

namespace ag {

/// The values that a loop's terminator forwards, and the region arguments whose
/// buffers these values must be written to, in the same order.
struct Forwarded {
  llvm::MutableArrayRef<mlir::OpOperand> values;
  llvm::ArrayRef<mlir::BlockArgument> arguments;
};

/// Returns the forwarded values of each terminator of `op`, if it is an scf.for
/// or scf.while; else an empty list.
llvm::SmallVector<Forwarded, 2> getForwarded(mlir::Operation *op);

/// Returns true if `use` is the destination of a value that a loop yields,
/// which is written at the end, after all reads.
bool isPutInEnd(mlir::OpOperand &use);

/// Materializes forwarded values in the buffers of the arguments.
class InPlace {
public:
  explicit InPlace(const PassRemarks &remarks)
      : remarks(remarks), state(options) {}

  /// Materializes each value in the argument of the same number. Fails, with an
  /// error, if their sizes differ.
  mlir::LogicalResult materialize(const Forwarded &forwarded);

private:
  mlir::LogicalResult handOn(mlir::OpOperand &operand,
                             mlir::BlockArgument argument);
  mlir::LogicalResult handOnChosen(llvm::ArrayRef<mlir::OpOperand *> chosen,
                                   mlir::BlockArgument argument);
  mlir::LogicalResult write(mlir::OpOperand &operand,
                            mlir::BlockArgument argument, bool isCopied);
  llvm::SetVector<mlir::Value> findOrigins(mlir::OpOperand &operand,
                                           bool followsParts);
  bool canChooseInPlace(mlir::OpOperand &operand, mlir::BlockArgument argument);
  bool isArgument(mlir::OpOperand &operand, mlir::BlockArgument argument);
  bool mayShare(mlir::OpOperand &operand, mlir::BlockArgument argument);
  bool isNeededBehind(mlir::Operation *choice, mlir::BlockArgument argument,
                      mlir::Value result);
  bool isOverwritten(mlir::OpOperand &operand);

  const PassRemarks &remarks;
  mlir::bufferization::BufferizationOptions options;
  mlir::bufferization::AnalysisState state;
  /// The arguments that were written, and the values in their buffers.
  llvm::DenseSet<mlir::Value> spent;
  /// The results of choices whose branches write them to an argument's buffer.
  llvm::DenseSet<std::pair<mlir::Value, mlir::BlockArgument>> inPlace;
  /// How many choices later ones forward, by argument.
  llvm::DenseMap<mlir::BlockArgument, unsigned> forwardings;
};

} // namespace ag

#endif // AG_PHASES_COMMON_INPLACE_H
