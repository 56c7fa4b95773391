//===- GroupEffects.h - ops with effects in groups --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which advice does the error have for an op with effects in a group? A pass of
// upstream may add one, such as generate-runtime-verification.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONS_GROUPEFFECTS_H
#define AG_DIALECT_AG_IR_REGIONS_GROUPEFFECTS_H

#include "llvm/ADT/StringRef.h"

namespace ag {

constexpr llvm::StringLiteral adviceOnEffects =
    "run ag-open-groups before a pass that adds such ops";

} // namespace ag

#endif // AG_DIALECT_AG_IR_REGIONS_GROUPEFFECTS_H
