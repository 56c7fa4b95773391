//===- Attributes.h - types, attributes, locations from Python --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python spell the types, attributes and location of an op?
//
//   element type   its name: "f32", "index"
//   type           element type and shape; the shape is None for a scalar, and
//                  a dynamic size is -1
//   attribute      (kind, value); see attributeFrom
//   location       (file, line, column, name)
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

/// Returns the type called `name`. Throws a Failure if there is none.
mlir::Type elementTypeFrom(llvm::StringRef name);

/// Returns a tensor type, or a scalar type if `shape` is None.
mlir::Type typeFrom(llvm::StringRef element, nanobind::handle shape);

/// Returns the name of the type, or of a tensor's element type. Empty if ag has
/// no such type.
std::string elementName(mlir::Type type);

/// Returns the shape as a tuple with -1 for dynamic sizes; None for a scalar.
nanobind::object shapeOf(mlir::Type type);

/// Returns the attribute that a tuple (kind, value) spells. Throws a Failure if
/// the kind is unknown or the value is not of that kind. The kinds are
///   ("i64", 3) ("i32", 3) ("index", 3) ("str", "a") ("type", "f32")
///   ("symbol", "f") ("unit", None)
///   ("i64s", [1, 2]) ("i32s", [1, 2])
///   ("dense", "f32", shape, bytes)   in row-major order, or one element's
///                                    bytes for a splat
///   ("list", [attribute, ...]) ("dict", {name: attribute})
mlir::Attribute attributeFrom(nanobind::handle spelled);

mlir::NamedAttrList attributesFrom(const nanobind::dict &spelled);

/// Returns the location (file, line, column, name). If the name is not empty,
/// values at the location have it in the printed IR.
mlir::Location locationFrom(const nanobind::tuple &place);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_ATTRIBUTES_H
