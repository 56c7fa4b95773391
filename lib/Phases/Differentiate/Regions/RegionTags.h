//===- RegionTags.h - named parts of a derivative ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the regions of a function come to be regions of its derivative?
// Derivatives are made of one flat program, in which what is known from outside
// of a region is known inside. So regions are opened first, and each op that
// was in one has a tag in its location, which what is made of the op takes
// over: what rewrites build, and what is built in reverse, tagged so too. In
// the end neighbours of equal tags are a region again, and no tag is left.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H

#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Puts regions' bodies in place of them, except where a region has a
/// derivative of its own.
void openRegions(mlir::func::FuncOp function);

/// Puts into regions what was in such, that of `backward` ops into some marked
/// so; takes away all tags.
void closeRegions(mlir::func::FuncOp function);

/// Lets the body use what is outside by inputs alone, and constants of its own.
void isolate(RegionOp region);

/// Whether the op was built in reverse.
bool isBackward(mlir::Operation *op);

/// Tags what a builder inserts as built in reverse.
struct BackwardTagging : mlir::OpBuilder::Listener {
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint from) override;
};

/// Which region marked `checkpoint` the op was in, the outermost in which the
/// op around it was not; null if none.
mlir::Attribute getCheckpoint(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_REGIONTAGS_H
