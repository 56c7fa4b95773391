//===- Extents.h - extents that are numbers or operands ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops hold a list of sizes of which some are numbers and some operands?
// As upstream: an array with kDynamic for those that the operands give in
// order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_EXTENTS_H
#define AG_DIALECT_AG_IR_EXTENTS_H

#include "ag/Interfaces/Spec.h"
#include "mlir/IR/OperationSupport.h"

namespace ag {

/// Whether `count` operands give the dynamic ones among `sizes` and no number
/// is negative; reports [label] otherwise, calling the list `what`.
mlir::LogicalResult checkSizes(llvm::ArrayRef<int64_t> sizes, size_t count,
                               llvm::StringRef what, llvm::StringRef label,
                               const Reporter &report);

/// The extents as loops; the operands begin at number `firstOperand`.
llvm::SmallVector<Extent> toExtents(llvm::ArrayRef<int64_t> sizes,
                                    unsigned firstOperand);

/// The list as numbers or values.
llvm::SmallVector<mlir::OpFoldResult>
toFoldResults(mlir::MLIRContext *context, llvm::ArrayRef<int64_t> sizes,
              mlir::ValueRange operands);

} // namespace ag

#endif // AG_DIALECT_AG_IR_EXTENTS_H
