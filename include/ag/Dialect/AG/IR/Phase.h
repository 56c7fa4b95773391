//===- Phase.h - how far a program is ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_PHASE_H
#define AG_DIALECT_AG_IR_PHASE_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// On a module, the name of the last phase that it has been through.
constexpr llvm::StringLiteral phaseAttrName = "ag.phase";

/// On a module whose groups were opened, or where pins were in their way, for
/// ag-fuse to make some once it is shared among ranks.
constexpr llvm::StringLiteral fuseAgainAttrName = "ag.fuse_again";

} // namespace ag

#endif // AG_DIALECT_AG_IR_PHASE_H
