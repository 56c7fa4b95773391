//===- Attributes.h - types, attributes and places from Python --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python spell what an op has besides operands? An element type is its
// name ("f32", or "index"), a type its element type and shape (None for a
// scalar, -1 for a dynamic size), an attribute a tuple whose first part says
// its kind, a place a tuple (file, line, column, name).
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_ATTRIBUTES_H
#define AG_PYTHON_BINDINGS_ATTRIBUTES_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OperationSupport.h"
#include <nanobind/nanobind.h>

namespace ag::python {

mlir::Type elementTypeFrom(llvm::StringRef name);

/// A tensor, or a scalar where the shape is None.
mlir::Type typeFrom(llvm::StringRef element, nanobind::handle shape);

/// The element type's name; of a tensor, that of its elements.
std::string elementName(mlir::Type type);

/// The shape as a tuple with -1 for dynamic sizes; None for a scalar.
nanobind::object shapeOf(mlir::Type type);

/// The kinds are
///   ("i64", 3) ("i32", 3) ("index", 3) ("str", "a") ("type", "f32")
///   ("symbol", "f") ("unit", None)
///   ("i64s", [1, 2]) ("i32s", [1, 2])
///   ("dense", "f32", shape, bytes)   in numpy's layout, row by row
///   ("list", [attribute, ...]) ("dict", {name: attribute})
mlir::Attribute attributeFrom(nanobind::handle spelled);

mlir::NamedAttrList attributesFrom(const nanobind::dict &spelled);

/// The name, where there is one, is what the value is called in the text.
mlir::Location locationFrom(const nanobind::tuple &place);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_ATTRIBUTES_H
