//===- OpPart.h - a part of what an op computes -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slices of its operands does a part of an op read, and where is the part
// within the op?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_OPPART_H
#define AG_INTERFACES_OPPART_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// The part of a loop that a part of an op computes.
struct LoopPart {
  /// The offset and size of the part, and the extent of the complete loop. For
  /// a loop of a Spec, null if not needed or not known.
  mlir::OpFoldResult offset, size, extent;
  /// Whether the part may exceed the loop. Elements of operands beyond it must
  /// not affect elements of results within it.
  bool isPadded = false;

  /// Returns true if the part is known to be the complete loop.
  bool isAll() const;
  /// Returns the number of its iterations that are within the loop.
  mlir::OpFoldResult countValid(mlir::OpBuilder &builder,
                                mlir::Location loc) const;
};

struct OpPart {
  /// Slices of the op's operands, in their order; for an op with a Spec, of the
  /// operands that the Spec numbers.
  mlir::ValueRange operands;
  /// The part of each loop of the op's Spec, or of its dimension rule. For a
  /// rule, null for a loop that is unsplit and neither picked nor cut. May be
  /// empty if the rule is plain, no picked or cut loop is split, and no part is
  /// padded.
  llvm::ArrayRef<LoopPart> loops = {};
  /// The types of the part's results, for an op with a Spec.
  mlir::TypeRange results = {};

  llvm::SmallVector<mlir::OpFoldResult> getSizes() const;
};

/// Clones the op with other operands and with results of other types.
mlir::Operation *clonePart(mlir::OpBuilder &builder, mlir::Operation *op,
                           const OpPart &part);

} // namespace ag

#endif // AG_INTERFACES_OPPART_H
