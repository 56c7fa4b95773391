//===- Random.cpp - bits that depend on a key and a place alone -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Structured/RandomOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/TypeUtilities.h"
#include <array>

using namespace mlir;

namespace ag {

using Block = std::array<Expr, 2>;

static Expr rotateLeft(Expr x, unsigned by) {
  return (x << double(by)) | (x >> double(32 - by));
}

/// Threefry-2x32-20 (Salmon et al. 2011, figure 4 and table 2): twenty rounds
/// of add, rotate, xor, with the key injected after every fourth.
static Block threefry(Block key, Block counter) {
  constexpr std::array<unsigned, 8> rotations = {13, 15, 26, 6, 17, 29, 16, 24};
  constexpr unsigned parity = 0x1BD11BDA;
  std::array<Expr, 3> keys = {key[0], key[1],
                              (key[0] ^ key[1]) ^ double(parity)};
  auto [x, y] = counter;
  x = x + keys[0];
  y = y + keys[1];
  for (unsigned round = 0; round < 20; ++round) {
    x = x + y;
    y = rotateLeft(y, rotations[round % 8]) ^ x;
    if (round % 4 != 3)
      continue;
    unsigned injection = round / 4 + 1;
    x = x + keys[injection % 3];
    y = y + keys[(injection + 1) % 3] + double(injection);
  }
  return {x, y};
}

/// Returns the bits of the element at these indices.
static Expr randomBits(ScalarProgram &body, Block key, ArrayRef<Expr> indices) {
  Expr zero = body.intConstant(0, ScalarType::UI32);
  auto index = [&](unsigned loop) {
    return loop < indices.size() ? indices[loop] : zero;
  };
  Block state = threefry(key, {index(0), index(1)});
  for (unsigned loop = 2; loop < indices.size(); loop += 2)
    state = threefry(key, {state[0] + index(loop), state[1] + index(loop + 1)});
  return state[0];
}

static LogicalResult checkOffsets(RankedTensorType key, Value offsets,
                                  int64_t rank, const Reporter &report) {
  if (!offsets)
    return success();
  auto type = cast<RankedTensorType>(offsets.getType());
  if (type.getElementType() != key.getElementType())
    return report("elements") << "the key has elements " << key.getElementType()
                              << ", the offsets have " << type.getElementType();
  if (type.getRank() != 1)
    return report("ranks") << "the offsets have rank " << type.getRank()
                           << ", expected 1";
  if (type.getDimSize(0) != rank)
    return report("sizes") << "the offsets are a " << type << ", expected "
                           << rank << " of them";
  return success();
}

FailureOr<Spec> RandomBitsOp::describe(Adaptor adaptor,
                                       const Reporter &report) {
  auto key = cast<RankedTensorType>(adaptor.getKey().getType());
  if (key.getShape() != ArrayRef<int64_t>{2} ||
      !key.getElementType().isUnsignedInteger(32))
    return report("key") << "the key is a " << key
                         << ", expected a tensor<2xui32>";
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "sizes", "extents",
                        report)) ||
      failed(checkOffsets(key, adaptor.getOffsets(), sizes.size(), report)))
    return failure();

  Spec spec;
  MLIRContext *context = key.getContext();
  spec.loops = toExtents(sizes, /*firstOperand=*/1);
  unsigned rank = sizes.size();
  auto read = [&](unsigned operand, unsigned element) {
    spec.inputs.push_back(
        {operand,
         AffineMap::get(rank, 0, getAffineConstantExpr(element, context))});
    return spec.body.input(ScalarType::UI32);
  };
  Expr first = read(0, 0), second = read(0, 1);
  SmallVector<Expr> indices;
  for (unsigned loop = 0; loop < rank; ++loop) {
    Expr index = spec.body.cast(spec.body.index(loop), ScalarType::UI32);
    indices.push_back(adaptor.getOffsets()
                          ? index + read(1 + adaptor.getSizes().size(), loop)
                          : index);
  }
  spec.body.yield(randomBits(spec.body, {first, second}, indices));
  spec.results.push_back({AffineMap::getMultiDimIdentityMap(rank, context),
                          ScalarType::UI32, ScalarType::UI32});
  return spec;
}

/// Adds the part's offsets to the op's.
Operation *RandomBitsOp::makePart(OpBuilder &builder, const OpPart &part) {
  SmallVector<Value> sizes;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(part.getSizes(), sizes, statics);
  Value offsets = getOffsets() ? part.operands.back() : Value();
  bool isMoved = llvm::any_of(part.loops, [](const LoopPart &loop) {
    return !isZeroInteger(loop.offset);
  });
  if (isMoved) {
    SmallVector<Value> firsts;
    for (const LoopPart &loop : part.loops)
      firsts.push_back(builder.createOrFold<arith::IndexCastOp>(
          getLoc(), builder.getI64Type(),
          getValueOrCreateConstantIndexOp(builder, getLoc(), loop.offset)));
    Value own = CastOp::create(
        builder, getLoc(),
        tensor::FromElementsOp::create(builder, getLoc(), firsts),
        getElementTypeOrSelf(getType()));
    offsets = offsets ? AddOp::create(builder, getLoc(), offsets, own) : own;
  }
  return RandomBitsOp::create(builder, getLoc(), part.operands.front(), sizes,
                              offsets, statics);
}

} // namespace ag
