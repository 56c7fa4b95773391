//===- Interpret.h - running programs slowly --------------------*- C++ -*-===//
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

/// The results of the module's function `name` as tuples (element type, shape,
/// bytes), as the arguments are given and as `parameter` gives that of a name.
/// In `inDouble` floats are not rounded to their types, and are returned as
/// f64.
nanobind::list interpretFunction(Module &module, const std::string &name,
                                 const nanobind::list &arguments,
                                 const nanobind::callable &parameter,
                                 bool inDouble);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_INTERPRET_H
