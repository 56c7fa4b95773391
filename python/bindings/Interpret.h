//===- Interpret.h - the reference interpreter in Python --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_INTERPRET_H
#define AG_PYTHON_BINDINGS_INTERPRET_H

#include "Trace.h"
#include <nanobind/nanobind.h>
#include <string>

namespace ag::python {

/// Interprets the module's function `name` and returns a list of its results.
/// Arguments and results are tuples (element type, shape, bytes); `parameter`
/// maps the name of a parameter to such a tuple. If `inDouble`, floats are not
/// rounded to their types, and are returned as f64. Throws a Failure if the
/// interpreter reports an error.
nanobind::list interpretFunction(Module &module, const std::string &name,
                                 const nanobind::list &arguments,
                                 const nanobind::callable &parameter,
                                 bool inDouble);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_INTERPRET_H
