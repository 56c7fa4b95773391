//===- SpecPoints.h - other programs over a Spec's loops --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is read at the points of a Spec's loops, and how does another program
// over the same points become a Spec of its own? The derivatives of a Spec are
// such programs: they read more (results, their cotangents, tangents), and
// write elsewhere (to where an operand was read).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPECPOINTS_H
#define AG_LIB_INTERFACES_SPECPOINTS_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// A value of which each point reads the element that the map names: one of the
/// Spec's operands, or a tensor of the shape of a result, which is as long as
/// the loops. A scalar has a map without results.
struct Read {
  mlir::Value value;
  mlir::AffineMap map;
  bool isOfResult = false;
};

/// A result of a program over points: its number there, and of the tensor that
/// it is written to the map, the element type (into which sums are rounded
/// once), and a value of its shape; null if that is a result's.
struct Write {
  unsigned result;
  mlir::AffineMap map;
  ScalarType type;
  mlir::Value like = nullptr;
};

class SpecPoints {
public:
  explicit SpecPoints(StructuredOpInterface op);

  const Spec &spec() const { return theSpec; }

  /// What the points read: each value and map once.
  llvm::ArrayRef<Read> reads() const { return allReads; }

  /// The body on these reads, with what is known of them put in.
  const ScalarProgram &body() const { return theBody; }

  /// Result number `result` of the op, where a point writes it.
  Read readResult(unsigned result) const;

  /// Whether an operand with that map has an element for each point of the
  /// loops that it names, and no others.
  bool isWhole(mlir::AffineMap map) const;

  /// What is wrong with an op that reads in front of an operand's first
  /// element, which upstream takes where sizes are dynamic.
  std::optional<std::string> findOutside() const;

  /// Whether two points name the same element: then writes there are summed.
  bool meets(mlir::AffineMap map) const;

  /// Whether, by the types, a point names each element of a result.
  bool nameAll(const SpecResult &result) const;

  /// Writes results of `program`, whose inputs are `reads`, to tensors with one
  /// map. Places that no point names are 0.
  llvm::SmallVector<mlir::Value> write(const ScalarProgram &program,
                                       llvm::ArrayRef<Read> reads,
                                       llvm::ArrayRef<Write> writes,
                                       DerivativeContext &context) const;

  StructuredOpInterface op() const { return theOp; }

  /// The operands that the Spec numbers.
  mlir::ValueRange operands() const { return theOperands; }

private:
  void collectReads();

  StructuredOpInterface theOp;
  Spec theSpec;
  llvm::SmallVector<mlir::Value> theOperands;
  /// Of the loops, as far as types tell.
  llvm::SmallVector<int64_t> extents;
  llvm::SmallVector<Read> allReads;
  ScalarProgram theBody;
};

} // namespace ag

#endif // AG_LIB_INTERFACES_SPECPOINTS_H
