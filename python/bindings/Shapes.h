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

/// Returns the shape of each result of `op` as a list of sizes, or None if the
/// result is a scalar. `operands` has, for each operand, its shape as a
/// sequence of sizes, or the value of an index operand. Sizes are integers or
/// Python objects with the arithmetic operators of integers. A size that is
/// unknown is None.
nanobind::list shapesOfResults(mlir::Operation *op,
                               const nanobind::list &operands);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_SHAPES_H
