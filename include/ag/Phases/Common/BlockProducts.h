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
// reads x for all n, and w for all m. A block computes a tile of rows m and
// columns n, so that it reads each operand once. Each of b, m, n and k may be
// several loops, in any order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_BLOCKPRODUCTS_H
#define AG_PHASES_COMMON_BLOCKPRODUCTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// The greatest number of rows, and of columns, that a block computes for one
/// position of the batch loops.
constexpr int64_t productTile = 64;

/// One side of a product: the number of its operand, and the parallel loops
/// that index that operand and not the other one.
struct ProductSide {
  unsigned operand;
  llvm::SmallVector<unsigned> loops;
};

/// The loops of a product. The loop that indexes the result's last dimension is
/// one of the columns or of the batch.
struct BlockProduct {
  ProductSide rows, columns;
  llvm::SmallVector<unsigned> batch, sums;
};

/// Returns the loops of `op` if it is a product that is worth tiling over
/// blocks, else std::nullopt. A product with few rows or columns is not, if
/// their number is static. A tile of `op` gives the same answer.
std::optional<BlockProduct> findBlockProduct(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_PHASES_COMMON_BLOCKPRODUCTS_H
