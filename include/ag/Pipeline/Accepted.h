//===- Accepted.h - the programs that ag takes ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops may a program have before the first phase, and what makes others
// such? Those of which the interpreter knows the meaning.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_ACCEPTED_H
#define AG_PIPELINE_ACCEPTED_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"

namespace ag {

/// Reports the ops of a program, as it was written, that ag does not take: of
/// each kind the first, how many there are, and what to run before.
mlir::LogicalResult checkAccepted(mlir::ModuleOp module);

/// The dialects that ag does not take and has advice for.
llvm::SmallVector<llvm::StringRef> getForeignDialects();

/// What to do with a program in such a dialect, as a sentence without its end;
/// empty if nothing is known.
llvm::StringRef getAdvice(llvm::StringRef dialect);

} // namespace ag

#endif // AG_PIPELINE_ACCEPTED_H
