//===- ThreadProducts.cpp - products by the threads of a block ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ThreadProducts.h"
#include "PlacedOp.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/LoopNest.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace ag {

namespace {
/// Threads along each side of a tile, and results of a thread along it.
constexpr int64_t sideThreads = 16, sideResults = productTile / sideThreads;
static_assert(sideThreads * sideThreads == blockThreads);

/// Terms in shared memory at a time, and terms that are added without a loop.
constexpr int64_t chunkTerms = 16, unrolledTerms = 4;

/// The distance between terms in shared memory. Neighbours along terms are in
/// different banks, and the elements that a thread reads stay aligned.
constexpr int64_t pitch = productTile + sideResults;
static_assert(2 * chunkTerms * pitch + blockThreads == stagedElements);

/// The rows, or the columns, of a product.
struct Side {
  const ProductSide &product;
  OpOperand &operand;
  /// Their number, the first of the tile, and the thread's first in the tile.
  Value count, tile, thread;
  Value shared;
};

/// Emits the product of one op.
class ThreadProduct {
public:
  ThreadProduct(RewriterBase &rewriter, ThreadMemory &memory,
                linalg::LinalgOp op, const BlockProduct &product);

  void write();

private:
  Side makeSide(ThreadMemory &memory, const ProductSide &product, Value thread);
  void writeTile(OpBuilder &builder);
  void setPlace(OpBuilder &builder, Side &side, Value number);
  void setPlace(OpBuilder &builder, int64_t row, int64_t column);
  SmallVector<Value> readInits(OpBuilder &builder);
  void writeResults(OpBuilder &builder, ValueRange sums);
  SmallVector<Value> addChunk(OpBuilder &builder, Value chunk, ValueRange sums);
  void stage(OpBuilder &builder, Side &side, Value firstTerm);
  SmallVector<Value> addTerms(OpBuilder &builder, OpFoldResult count,
                              int64_t step, ValueRange sums);
  SmallVector<Value> addTerm(OpBuilder &builder, Value term, ValueRange sums);
  SmallVector<Value> readShared(OpBuilder &builder, Side &side, Value term);
  Value index(OpBuilder &builder, int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(OpBuilder &builder, Value a, int64_t b) {
    return builder.createOrFold<arith::AddIOp>(loc, a, index(builder, b));
  }

  RewriterBase &rewriter;
  linalg::LinalgOp op;
  const BlockProduct &product;
  Location loc;
  PlacedOp at;
  Value thread, terms;
  Side rows, columns;
};
} // namespace

/// Returns `a / b`, or `a % b`.
template <typename Op>
static Value divide(OpBuilder &builder, Location loc, Value a, int64_t b) {
  return Op::create(builder, loc, a,
                    arith::ConstantIndexOp::create(builder, loc, b));
}

ThreadProduct::ThreadProduct(RewriterBase &rewriter, ThreadMemory &memory,
                             linalg::LinalgOp op, const BlockProduct &product)
    : rewriter(rewriter), op(op), product(product), loc(op.getLoc()),
      at(rewriter, op),
      thread(gpu::ThreadIdOp::create(rewriter, loc, gpu::Dimension::x)),
      terms(at.countPlaces(rewriter, product.sums)),
      rows(
          makeSide(memory, product.rows,
                   divide<arith::DivUIOp>(rewriter, loc, thread, sideThreads))),
      columns(makeSide(
          memory, product.columns,
          divide<arith::RemUIOp>(rewriter, loc, thread, sideThreads))) {}

Side ThreadProduct::makeSide(ThreadMemory &memory, const ProductSide &product,
                             Value thread) {
  OpOperand &operand = *op.getDpsInputOperand(product.operand);
  Value shared =
      memory.get({chunkTerms, pitch}, getElementTypeOrSelf(operand.get()),
                 product.operand, loc);
  Value first = arith::MulIOp::create(rewriter, loc, thread,
                                      index(rewriter, sideResults));
  return {product, operand, at.countPlaces(rewriter, product.loops),
          nullptr, first,   shared};
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// Moves to row, or column, `number` of the tile, or to the last one that
/// exists.
void ThreadProduct::setPlace(OpBuilder &builder, Side &side, Value number) {
  Value last = add(builder, side.count, -1);
  Value place = arith::AddIOp::create(builder, loc, side.tile, number);
  place = arith::MinUIOp::create(builder, loc, place, last);
  at.setPlace(builder, side.product.loops, place);
}

/// Moves to one of the thread's results.
void ThreadProduct::setPlace(OpBuilder &builder, int64_t row, int64_t column) {
  setPlace(builder, rows, add(builder, rows.thread, row));
  setPlace(builder, columns, add(builder, columns.thread, column));
}

SmallVector<Value> ThreadProduct::readInits(OpBuilder &builder) {
  SmallVector<Value> inits;
  for (int64_t row = 0; row < sideResults; ++row)
    for (int64_t column = 0; column < sideResults; ++column) {
      setPlace(builder, row, column);
      llvm::append_range(inits, at.readInits(builder));
    }
  return inits;
}

void ThreadProduct::writeResults(OpBuilder &builder, ValueRange sums) {
  auto ifInside = [&](OpBuilder &outer, Side &side, int64_t number) {
    Value place = arith::AddIOp::create(outer, loc, side.tile,
                                        add(outer, side.thread, number));
    Value isInside = arith::CmpIOp::create(
        outer, loc, arith::CmpIPredicate::ult, place, side.count);
    return scf::IfOp::create(outer, loc, isInside, /*hasElse=*/false)
        .getThenBodyBuilder();
  };
  for (int64_t row = 0; row < sideResults; ++row) {
    OpBuilder inRow = ifInside(builder, rows, row);
    for (int64_t column = 0; column < sideResults; ++column) {
      OpBuilder inside = ifInside(inRow, columns, column);
      setPlace(inside, row, column);
      at.writeResults(inside, sums[row * sideResults + column]);
    }
  }
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

/// Copies the elements of `side` for the terms from `firstTerm` on to shared
/// memory. Each thread copies a part; neighbouring threads read neighbouring
/// elements.
void ThreadProduct::stage(OpBuilder &builder, Side &side, Value firstTerm) {
  AffineMap map = op.getMatchingIndexingMap(&side.operand);
  auto last = cast<AffineDimExpr>(map.getResults().back());
  bool isAlongTerms = llvm::is_contained(product.sums, last.getPosition());
  int64_t inner = isAlongTerms ? chunkTerms : productTile;
  Value near = divide<arith::RemUIOp>(builder, loc, thread, inner);
  Value far = divide<arith::DivUIOp>(builder, loc, thread, inner);
  for (int64_t done = 0; done < chunkTerms * productTile;
       done += blockThreads) {
    Value outer = add(builder, far, done / inner);
    auto [term, place] =
        isAlongTerms ? std::pair(near, outer) : std::pair(outer, near);
    setPlace(builder, side, place);
    Value number = arith::AddIOp::create(builder, loc, firstTerm, term);
    number =
        arith::MinUIOp::create(builder, loc, number, add(builder, terms, -1));
    at.setPlace(builder, product.sums, number);
    memref::StoreOp::create(builder, loc, at.read(builder, side.operand),
                            side.shared, ValueRange{term, place});
  }
}

SmallVector<Value> ThreadProduct::readShared(OpBuilder &builder, Side &side,
                                             Value term) {
  SmallVector<Value> values;
  for (int64_t number = 0; number < sideResults; ++number)
    values.push_back(memref::LoadOp::create(
        builder, loc, side.shared,
        ValueRange{term, add(builder, side.thread, number)}));
  return values;
}

SmallVector<Value> ThreadProduct::addTerm(OpBuilder &builder, Value term,
                                          ValueRange sums) {
  SmallVector<Value> next;
  SmallVector<Value> ofRows = readShared(builder, rows, term);
  SmallVector<Value> ofColumns = readShared(builder, columns, term);
  SmallVector<Value> inputs(op.getNumDpsInputs());
  for (Value row : ofRows)
    for (Value column : ofColumns) {
      inputs[product.rows.operand] = row;
      inputs[product.columns.operand] = column;
      llvm::append_range(next, at.compute(builder, inputs, sums[next.size()]));
    }
  return next;
}

/// Adds the first `count` terms in shared memory, in a loop with `step` terms
/// in each iteration. `step` divides `count`.
SmallVector<Value> ThreadProduct::addTerms(OpBuilder &builder,
                                           OpFoldResult count, int64_t step,
                                           ValueRange sums) {
  return buildLoop(
      builder, loc, LoopKind::Sequential, builder.getIndexAttr(0), count, step,
      sums, [&](OpBuilder &nested, Value first, ValueRange inner) {
        SmallVector<Value> values(inner);
        for (int64_t term = 0; term < step; ++term)
          values = addTerm(nested, add(nested, first, term), values);
        return values;
      });
}

SmallVector<Value> ThreadProduct::addChunk(OpBuilder &builder, Value chunk,
                                           ValueRange sums) {
  Value first =
      arith::MulIOp::create(builder, loc, chunk, index(builder, chunkTerms));
  gpu::BarrierOp::create(builder, loc);
  stage(builder, rows, first);
  stage(builder, columns, first);
  gpu::BarrierOp::create(builder, loc);
  OpFoldResult all = getAsOpFoldResult(terms);
  OpFoldResult whole = builder.getIndexAttr(chunkTerms);
  std::optional<int64_t> known = getConstantIntValue(all);
  if (known && *known % chunkTerms == 0)
    return addTerms(builder, whole, unrolledTerms, sums);
  OpFoldResult rest = applyRest(builder, loc, first, all, chunkTerms);
  Value isWhole = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::eq,
      getValueOrCreateConstantIndexOp(builder, loc, rest),
      getValueOrCreateConstantIndexOp(builder, loc, whole));
  auto choose = [&](OpFoldResult count, int64_t step) {
    return [&, count, step](OpBuilder &nested, Location) {
      scf::YieldOp::create(nested, loc, addTerms(nested, count, step, sums));
    };
  };
  auto choice = scf::IfOp::create(
      builder, loc, isWhole, choose(whole, unrolledTerms), choose(rest, 1));
  return llvm::to_vector_of<Value>(choice.getResults());
}

void ThreadProduct::writeTile(OpBuilder &builder) {
  SmallVector<Value> inits = readInits(builder);
  // All threads read before any writes: results past the last row or column are
  // other threads'.
  gpu::BarrierOp::create(builder, loc);
  SmallVector<OpFoldResult> chunks = {
      applyExpr(builder, loc, builder.getAffineDimExpr(0).ceilDiv(chunkTerms),
                {getAsOpFoldResult(terms)})};
  SmallVector<Value> indices(1);
  SumResults results = findSums(op);
  results.terms *= chunkTerms;
  const unsigned loop = 0;
  SumLoops sums{loop, chunks, indices, inits, results};
  writeResults(builder, buildSums(builder, loc, std::move(sums),
                                  [&](OpBuilder &nested, ValueRange inner) {
                                    return addChunk(nested, indices.front(),
                                                    inner);
                                  }));
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

void ThreadProduct::write() {
  auto forTiles = [&](OpBuilder &builder, Side &side, auto body) {
    buildLoop(builder, loc, LoopKind::Sequential, builder.getIndexAttr(0),
              getAsOpFoldResult(side.count), productTile, {},
              [&](OpBuilder &nested, Value first, ValueRange) {
                side.tile = first;
                body(nested);
                return SmallVector<Value>();
              });
  };
  buildNest(rewriter, loc, LoopKind::Sequential, product.batch, at.extents,
            at.indices, {}, [&](OpBuilder &nested, ValueRange) {
              forTiles(nested, rows, [&](OpBuilder &inRows) {
                forTiles(inRows, columns,
                         [&](OpBuilder &inTile) { writeTile(inTile); });
              });
              return SmallVector<Value>();
            });
  rewriter.eraseOp(op);
}

void multiplyByThreads(RewriterBase &rewriter, ThreadMemory &memory,
                       linalg::LinalgOp op, const BlockProduct &product) {
  ThreadProduct(rewriter, memory, op, product).write();
}

} // namespace ag
