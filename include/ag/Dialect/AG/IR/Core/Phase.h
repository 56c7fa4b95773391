//===- Phase.h - how far a program is ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_PHASE_H
#define AG_DIALECT_AG_IR_CORE_PHASE_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// On a module: the name of the last phase that has run.
constexpr llvm::StringLiteral phaseAttrName = "ag.phase";

/// On a module whose groups were inlined, or in which pins were in the way of
/// groups: ag-fuse creates groups after the program is sharded.
constexpr llvm::StringLiteral fuseAgainAttrName = "ag.fuse_again";

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_PHASE_H
