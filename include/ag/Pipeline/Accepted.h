//===- Accepted.h - the programs that ag takes ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops and types may a program contain before the first phase, and which
// tool lowers other ops to these? The accepted ops are those that the
// interpreter can run. A scalar may have any type, as it has a register, but
// what is in memory has an element type of docs/Spec.md, or index.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_ACCEPTED_H
#define AG_PIPELINE_ACCEPTED_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"

namespace ag {

/// Returns success if ag accepts all ops of a program that no phase has
/// changed, and all their types. Reports each kind of op that it rejects, at
/// the first such op, with their number. Names the tool to run before, if one
/// is known. Reports the first type that it rejects if all ops are accepted.
mlir::LogicalResult checkAccepted(mlir::ModuleOp module);

/// Returns the results of the op and the arguments of its blocks.
llvm::SmallVector<mlir::Value> getDefinedValues(mlir::Operation *op);

/// Reports the first of these values that is a tensor or a memref of elements
/// that ag has no memory for, with what to do. Kernels would take them for
/// whole bytes: vectors of i4 are packed, and i48 takes six bytes or eight.
mlir::LogicalResult checkElements(mlir::Operation *op);

/// Returns the dialects that ag rejects and has advice for.
llvm::SmallVector<llvm::StringRef> getForeignDialects();

/// Returns what to do with a program in this dialect, as a sentence without a
/// full stop. Returns an empty string if there is no advice for the dialect.
llvm::StringRef getAdvice(llvm::StringRef dialect);

} // namespace ag

#endif // AG_PIPELINE_ACCEPTED_H
