//===- WriteInPlace.h - updates of what a caller gives away -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops write onto what they read?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WRITEINPLACE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WRITEINPLACE_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// Lets an element-wise op whose result is to lie in the buffer of an argument
/// (by ag.alias, or as a loop carries it) that it reads at the same places
/// write onto that argument.
void writeInPlace(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WRITEINPLACE_H
