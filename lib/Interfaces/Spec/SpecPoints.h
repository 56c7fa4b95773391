//===- SpecPoints.h - other programs over a Spec's loops --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements are read at the points of a Spec's loops, and how does another
// program over the same points become a Spec?
//
// The derivatives of a Spec are such programs. They read more tensors (results,
// cotangents, tangents), and write to other positions (those at which an
// operand was read).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPEC_SPECPOINTS_H
#define AG_LIB_INTERFACES_SPEC_SPECPOINTS_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// A value of which each point reads the element that the map selects: one of
/// the Spec's operands, or a tensor with the shape of a result, whose
/// dimensions are as long as the loops. A scalar has a map without results.
struct Read {
  mlir::Value value;
  mlir::AffineMap map;
  bool isOfResult = false;
};

/// A result of a program over points: its number, the map to the position at
/// which it is written, the element type (to which sums are rounded once), and
/// a value with the tensor's shape, or null if it is a result's.
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

  /// Returns the reads of the points; each pair of value and map occurs once.
  llvm::ArrayRef<Read> reads() const { return allReads; }

  /// Returns the body on these reads, simplified with their known values.
  const ScalarProgram &body() const { return theBody; }

  /// Returns result number `result` of the op as a read at the positions where
  /// points write it.
  Read readResult(unsigned result) const;

  /// Returns true if the dimensions of an operand with this map are exactly as
  /// long as its loops.
  bool isWhole(mlir::AffineMap map) const;

  /// Returns the error of an op that reads before an operand's first element,
  /// which upstream accepts if sizes are dynamic; std::nullopt if it does not.
  std::optional<std::string> findOutside() const;

  /// Returns true if two points select the same element; writes there are
  /// summed.
  bool meets(mlir::AffineMap map) const;

  /// Returns true if types imply that some point selects each element of a
  /// result.
  bool nameAll(const SpecResult &result) const;

  /// Writes results of `program`, whose inputs are `reads`, to tensors with one
  /// map. Positions that no point selects are 0.
  llvm::SmallVector<mlir::Value> write(const ScalarProgram &program,
                                       llvm::ArrayRef<Read> reads,
                                       llvm::ArrayRef<Write> writes,
                                       DerivativeContext &context) const;

  StructuredOpInterface op() const { return theOp; }

  /// Returns the operands that the Spec numbers.
  mlir::ValueRange operands() const { return theOperands; }

private:
  void collectReads();

  StructuredOpInterface theOp;
  Spec theSpec;
  llvm::SmallVector<mlir::Value> theOperands;
  /// The extents of the loops, as far as types determine them.
  llvm::SmallVector<int64_t> extents;
  llvm::SmallVector<Read> allReads;
  ScalarProgram theBody;
};

} // namespace ag

#endif // AG_LIB_INTERFACES_SPEC_SPECPOINTS_H
