//===- Shapes.h - the sizes of results --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_SHAPES_H
#define AG_PYTHON_BINDINGS_SHAPES_H

#include "mlir/IR/Operation.h"
#include <nanobind/nanobind.h>

namespace ag::python {

/// The shape of each tensor result of `op`, as a tuple of sizes. `operands`
/// gives each operand's shape as such a tuple, or the value of an index
/// operand; sizes that are not numbers are objects with the operators of
/// integers. A size of which nothing is known is None.
nanobind::list shapesOfResults(mlir::Operation *op,
                               const nanobind::list &operands);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_SHAPES_H
