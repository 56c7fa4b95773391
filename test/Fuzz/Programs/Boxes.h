//===- Boxes.h - groups in random programs ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a random program are put into an ag.fused? A run of adjacent ops
// of a block, which may include a loop. The results are the values that are
// used after it. The program keeps its meaning.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_BOXES_H
#define AG_TEST_FUZZ_PROGRAMS_BOXES_H

#include "Sketch.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Puts some runs of ops into groups, at most one run in each block.
void addBoxes(Sketch &sketch, mlir::func::FuncOp function);

/// Puts all ops of the function into a group, if one may have them. The group
/// has a stream for the processor `march`, if its ops have one.
void addStream(Sketch &sketch, mlir::func::FuncOp function,
               llvm::StringRef march);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_BOXES_H
