//===- KnownLocation.cpp - where errors at ops are shown ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/KnownLocation.h"

using namespace mlir;

namespace ag {

Location getKnownLocation(Operation *op) {
  Operation *placed = op;
  while (isa<UnknownLoc>(placed->getLoc()) && placed->getParentOp())
    placed = placed->getParentOp();
  return placed->getLoc();
}

} // namespace ag
