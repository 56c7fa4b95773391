//===- KnownLocation.h - where errors at ops are shown ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where is the error of an op shown that has no location of its own, as ops in
// the bodies of linalg's named ops have none?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_KNOWNLOCATION_H
#define AG_INTERFACES_KNOWNLOCATION_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns the location of the op, or of the first op around it that has one.
mlir::Location getKnownLocation(mlir::Operation *op);

} // namespace ag

#endif // AG_INTERFACES_KNOWNLOCATION_H
