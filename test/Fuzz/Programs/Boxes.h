//===- Boxes.h - groups in random programs ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a random program stand in an ag.fused? Some that follow each
// other in a block, of which one may be a loop; what is used behind them are
// the results. The program means what it meant.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_BOXES_H
#define AG_TEST_FUZZ_PROGRAMS_BOXES_H

#include "Sketch.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Puts boxes around runs of ops, in some programs, at most one for a block.
void addBoxes(Sketch &sketch, mlir::func::FuncOp function);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_BOXES_H
