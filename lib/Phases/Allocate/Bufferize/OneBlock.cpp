//===- OneBlock.cpp - functions without branches between blocks -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "OneBlock.h"

using namespace mlir;

namespace ag {

LogicalResult checkOneBlock(func::FuncOp function) {
  if (function.isExternal() || function.getBody().hasOneBlock())
    return success();
  return function.emitError("has several blocks; run ag-opt --lift-cf-to-scf "
                            "first");
}

} // namespace ag
