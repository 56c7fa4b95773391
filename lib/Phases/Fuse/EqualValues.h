//===- EqualValues.h - values that are computed again -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values of a block are the same, as what is computed again is where it
// was computed first?
//
//   %e = ag.exp %x
//   %again = ag.barrier %x after %g         x
//   %f = ag.exp %again                      e
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EQUALVALUES_H
#define AG_LIB_PHASES_FUSE_EQUALVALUES_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class EqualValues {
public:
  explicit EqualValues(mlir::Block &block);

  /// The first of the values that are equal to this.
  mlir::Value getFirst(mlir::Value value) const {
    mlir::Value first = firsts.lookup(value);
    return first ? first : value;
  }

private:
  llvm::DenseMap<mlir::Value, mlir::Value> firsts;
};

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EQUALVALUES_H
