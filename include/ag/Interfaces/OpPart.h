//===- OpPart.h - a part of what an op computes -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of which operands, and where in the whole, is a part of an op?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_OPPART_H
#define AG_INTERFACES_OPPART_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// What a part of an op has of a loop.
struct LoopPart {
  /// Where it begins in the whole, how long it is, and how long the whole is.
  /// Of a loop of a Spec, null where that is not asked for, or not known.
  mlir::OpFoldResult offset, size, extent;
  /// Whether it may end behind the whole. What operands have there is not to be
  /// seen in what the results have elsewhere.
  bool isPadded = false;

  /// Whether it is known to be all of the loop.
  bool isAll() const;
  /// How many of its places are inside of the whole.
  mlir::OpFoldResult countValid(mlir::OpBuilder &builder,
                                mlir::Location loc) const;
};

struct OpPart {
  /// Parts of what the op reads, in the order of its operands; of an op with a
  /// Spec, of those that it numbers.
  mlir::ValueRange operands;
  /// For each loop of the op's Spec, or of its dimension rule. Of the latter,
  /// null where it is whole, and neither picked nor cut; none where the rule is
  /// plain, nothing that is picked or cut is in parts, and nothing is padded.
  llvm::ArrayRef<LoopPart> loops = {};
  /// The types of the part's results, of an op with a Spec.
  mlir::TypeRange results = {};

  llvm::SmallVector<mlir::OpFoldResult> getSizes() const;
};

/// The op on other operands, with results of other types.
mlir::Operation *clonePart(mlir::OpBuilder &builder, mlir::Operation *op,
                           const OpPart &part);

} // namespace ag

#endif // AG_INTERFACES_OPPART_H
