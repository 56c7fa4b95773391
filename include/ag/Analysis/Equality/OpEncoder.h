//===- OpEncoder.h - ops as sequences of words ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sequences of words are equal for equal ops only? For
//
//   %y = ag.exp %x : tensor<4xf32>
//   %z = ag.mul %y, %x : tensor<4xf32>
//
// the words are: ag.exp, its attributes, 1 operand: value 0, 1 result: value 1
// and its type; ag.mul, its attributes, 2 operands: values 1 and 0, 1 result:
// value 2 and its type. Values and blocks are numbered in the order in which
// they first occur. Names and locations do not count.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_OPENCODER_H
#define AG_ANALYSIS_EQUALITY_OPENCODER_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class OpEncoder {
public:
  virtual ~OpEncoder() = default;

  /// Encodes `op` with these operands, and the contents of its regions.
  void encode(mlir::Operation *op, mlir::ValueRange operands);
  /// Encodes the number of `value`, which is read.
  void encode(mlir::Value value);

protected:
  /// Encodes a number: a count of parts that follow, a number of a value or
  /// block.
  virtual void append(uint64_t word) = 0;
  /// Encodes the name of an op. Different names have different encodings.
  virtual void append(mlir::OperationName name) = 0;
  /// Encodes properties and discardable attributes.
  virtual void appendAttributes(mlir::Operation *op) = 0;
  /// Encodes the type of a value where it is defined.
  virtual void appendType(mlir::Value value) = 0;
  /// Encodes what is known of a value that none of the encoded ops computes, at
  /// its first read.
  virtual void appendOutside(mlir::Value value) {}

private:
  void define(mlir::Value value);
  void encode(mlir::Block &block);
  void number(mlir::Block *block);

  llvm::DenseMap<mlir::Value, size_t> values;
  llvm::DenseMap<mlir::Block *, size_t> blocks;
};

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_OPENCODER_H
