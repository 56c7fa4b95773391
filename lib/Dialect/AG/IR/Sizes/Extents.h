//===- Extents.h - extents that are numbers or operands ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops represent a list of static and dynamic sizes?
//
// They follow upstream: an array has kDynamic for each size that is given by
// the next operand.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_SIZES_EXTENTS_H
#define AG_LIB_DIALECT_AG_IR_SIZES_EXTENTS_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/OperationSupport.h"

namespace ag {

/// Checks that the number of dynamic `sizes` is `count` and that no static one
/// is negative. Reports [label] otherwise, with `what` as the list's name.
mlir::LogicalResult checkSizes(llvm::ArrayRef<int64_t> sizes, size_t count,
                               llvm::StringRef what, llvm::StringRef label,
                               const Reporter &report);

/// Returns the sizes as extents of loops. The operands begin at number
/// `firstOperand`.
llvm::SmallVector<Extent> toExtents(llvm::ArrayRef<int64_t> sizes,
                                    unsigned firstOperand);

/// Returns the list as numbers or values.
llvm::SmallVector<mlir::OpFoldResult>
toFoldResults(mlir::MLIRContext *context, llvm::ArrayRef<int64_t> sizes,
              mlir::ValueRange operands);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_SIZES_EXTENTS_H
