//===- Origin.h - what in the user's program an op comes from ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which op of the user's program does an op originate, and what is the
// name of its value there?
//
// Locations carry this information through all phases:
//
//   loc("h"("mlp.py":4:8))                  a variable of Python
//   loc(fused<["encoder", "model"]>[...])   inlined regions, the innermost
//                                           first
//   loc(fused<"contract">[...])             the op's kind before it was lowered
//
// Together, these locations give the name "model.encoder.h contract".
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_ORIGIN_H
#define AG_INTERFACES_FLOW_ORIGIN_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// Records the kind of `op` in its location: "contract" for ag.contract, or the
/// full name, such as "linalg.matmul", for ops of other dialects.
void recordKind(mlir::Operation *op);

/// Returns the names of the inlined regions around a location, the innermost
/// first. For a fused location, those of the first location in it that has any.
llvm::ArrayRef<mlir::Attribute> findRegions(mlir::Location location);

/// Returns `location`, of an op in a region with this name, for use after the
/// region is inlined. Names in `around`, those of regions around it that were
/// inlined before, are already part of the op's location; names of regions
/// within it, which may have been inlined before, are more local.
mlir::Location addRegion(mlir::Location location, mlir::StringAttr name,
                         llvm::ArrayRef<mlir::Attribute> around);

/// Returns the name for the reverse-mode code of a region,
/// "attention.backward". A name of this form stays as it is.
mlir::StringAttr nameBackward(mlir::StringAttr name);

/// Returns the location of reverse-mode code, with such names of inlined
/// regions.
mlir::Location nameBackward(mlir::Location location);

/// Returns the names in a location, outermost first, and the recorded kind;
/// empty if it has neither.
std::string findName(mlir::Location location);

} // namespace ag

#endif // AG_INTERFACES_FLOW_ORIGIN_H
