//===- Origin.h - what in the user's program an op comes from ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op of the user's program did this one come from, and what is its value
// called there? Locations say so, as they go through all phases:
//
//   loc("h"("mlp.py":4:8))                  a variable of Python
//   loc(fused<["encoder", "model"]>[...])   regions that were opened, the
//                                           innermost first
//   loc(fused<"contract">[...])             what the op was, before it was
//                                           lowered
//
// The above together are called "model.encoder.h contract".
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_ORIGIN_H
#define AG_INTERFACES_ORIGIN_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// Writes into the location of `op` what it is: "contract" of ag.contract, and
/// of other dialects' ops the whole name, "linalg.matmul".
void recordKind(mlir::Operation *op);

/// The names of opened regions that a location stood in, the innermost first;
/// of several places together it is the first.
llvm::ArrayRef<mlir::Attribute> findRegions(mlir::Location location);

/// `location`, of an op in a region of this name, when that is opened. Those
/// `around` the region that were opened before have named the op, too; those in
/// it, which may have been opened before, are nearer to it.
mlir::Location addRegion(mlir::Location location, mlir::StringAttr name,
                         llvm::ArrayRef<mlir::Attribute> around);

/// The name of what reverse mode makes of a region: "attention.backward". Of
/// what has such a name it is the same.
mlir::StringAttr nameBackward(mlir::StringAttr name);

/// The location, of what reverse mode makes, with such names of opened regions.
mlir::Location nameBackward(mlir::Location location);

/// The names in a location, from the outside in, and the kind that was
/// recorded; empty if it has neither.
std::string findName(mlir::Location location);

} // namespace ag

#endif // AG_INTERFACES_ORIGIN_H
