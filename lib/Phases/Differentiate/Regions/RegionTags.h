//===- RegionTags.h - regions of a derivative -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the regions of a function become regions of its derivative?
// Derivatives are built from a flat program, so that facts from outside a
// region are known inside. Regions are therefore inlined first, and the
// location of each op in them gets a tag. Ops that rewrites build from this op
// take over the tag. So do ops of the reverse, which are also tagged as
// backward. In the end adjacent ops with equal tags become a region again, and
// all tags are erased.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H

#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Inlines and tags regions, except those with a derivative rule of their own.
void openRegions(mlir::func::FuncOp function);

/// Moves tagged ops back into regions; those of the reverse get regions marked
/// `backward`. Erases all tags.
void closeRegions(mlir::func::FuncOp function);

/// Replaces the body's uses of outer values by inputs, and of outer constants
/// by clones.
void isolate(RegionOp region);

/// Returns true if the op was built in reverse.
bool isBackward(mlir::Operation *op);

/// Tags ops that a builder inserts as built in reverse.
struct BackwardTagging : mlir::OpBuilder::Listener {
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint from) override;
};

/// Returns the tag of the outermost region marked `checkpoint` that contained
/// the op but not its parent; null if there is none.
mlir::Attribute getCheckpoint(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H
