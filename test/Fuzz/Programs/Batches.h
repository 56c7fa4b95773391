//===- Batches.h - random programs on batches ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function computed for each element of a batch?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_BATCHES_H
#define AG_TEST_FUZZ_PROGRAMS_BATCHES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// The number of elements of a batch.
constexpr int64_t batchSize = 3;

/// Adds a function beside `function` that maps it over the elements of a batch.
/// The arguments for which `differs` is false are the same for all elements.
mlir::func::FuncOp addBatch(mlir::func::FuncOp function, llvm::StringRef name,
                            llvm::ArrayRef<bool> differs);

/// Returns the program with @main on a batch of elements, as ag-batch writes
/// it. `seed` determines which arguments differ. Returns the program itself if
/// it has no batched form.
std::string makeBatch(mlir::MLIRContext &context, llvm::StringRef text,
                      uint64_t seed);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_BATCHES_H
