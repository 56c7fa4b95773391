//===- BlockProducts.cpp - products that a block computes -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/BlockProducts.h"

using namespace mlir;

namespace ag {

/// Returns true if the loops together have a static number of iterations that
/// is too small for one side of a tile. A tile of `productTile` iterations has
/// too few only if the whole op does.
static bool areFew(linalg::LinalgOp op, ArrayRef<unsigned> loops) {
  constexpr int64_t least = productTile / 4;
  int64_t places = 1;
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  for (unsigned loop : loops)
    if (ShapedType::isDynamic(sizes[loop]) ||
        llvm::MulOverflow(places, sizes[loop], places))
      return false;
  return places < least;
}

std::optional<BlockProduct> findBlockProduct(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      op.hasIndexSemantics())
    return std::nullopt;
  bool areMoved = llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation();
  });
  FailureOr<linalg::ContractionDimensions> dims =
      linalg::inferContractionDims(op);
  // A reduction loop that indexes only one operand is in none of the lists.
  if (!areMoved || failed(dims) ||
      dims->batch.size() + dims->m.size() + dims->n.size() + dims->k.size() !=
          op.getNumLoops())
    return std::nullopt;
  BlockProduct product{{0, llvm::to_vector_of<unsigned>(dims->m)},
                       {1, llvm::to_vector_of<unsigned>(dims->n)},
                       llvm::to_vector_of<unsigned>(dims->batch),
                       llvm::to_vector_of<unsigned>(dims->k)};
  if (areFew(op, product.rows.loops) || areFew(op, product.columns.loops))
    return std::nullopt;
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  auto last = cast<AffineDimExpr>(result.getResults().back());
  if (llvm::is_contained(product.rows.loops, last.getPosition()))
    std::swap(product.rows, product.columns);
  return product;
}

} // namespace ag
