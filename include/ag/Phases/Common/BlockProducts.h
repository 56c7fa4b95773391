//===- BlockProducts.h - products that a block computes ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops read each element of their operands for many results?
//
//   y[b, m, n] = sum of x[b, m, k] * w[b, n, k] over k
//
// reads x for all n, and w for all m. A block computes a tile of the places of
// m, the rows, by the places of n, the columns, of which it reads each operand
// once. Each of b, m, n and k may be several loops, in any order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_BLOCKPRODUCTS_H
#define AG_PHASES_COMMON_BLOCKPRODUCTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Rows, and columns, that a block computes at most, of one place of the
/// batch.
constexpr int64_t productTile = 64;

/// One side of a product: the number of its operand, and the parallel loops
/// along which that operand alone moves.
struct ProductSide {
  unsigned operand;
  llvm::SmallVector<unsigned> loops;
};

/// The loops of a product. The last loop that moves along the result's last
/// dimension is one of columns, or of the batch.
struct BlockProduct {
  ProductSide rows, columns;
  llvm::SmallVector<unsigned> batch, sums;
};

/// Returns the loops of an op that is such a product, of so many rows and
/// columns that a tile of them is worth a block: not known to be fewer. It
/// follows from the op alone, and is the same for its tile.
std::optional<BlockProduct> findBlockProduct(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_PHASES_COMMON_BLOCKPRODUCTS_H
