//===- Passes.h - the pass of differentiate ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_PASSES_H
#define AG_PHASES_DIFFERENTIATE_PASSES_H

#include "ag/Phases/Common/WithModels.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ag {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Differentiate/Passes.h.inc"

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_PASSES_H
