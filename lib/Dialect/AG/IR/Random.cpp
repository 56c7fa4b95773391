//===- Random.cpp - bits that depend on a key and a place alone -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Extents.h"
#include "ag/Dialect/AG/IR/AGOps.h"
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

/// The bits of the element at the loops' indices.
static Expr randomBits(ScalarProgram &body, Block key, unsigned rank) {
  Expr zero = body.intConstant(0, ScalarType::UI32);
  auto index = [&](unsigned loop) {
    return loop < rank ? body.cast(body.index(loop), ScalarType::UI32) : zero;
  };
  Block state = threefry(key, {index(0), index(1)});
  for (unsigned loop = 2; loop < rank; loop += 2)
    state = threefry(key, {state[0] + index(loop), state[1] + index(loop + 1)});
  return state[0];
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
                        report)))
    return failure();

  Spec spec;
  MLIRContext *context = key.getContext();
  spec.loops = toExtents(sizes, /*firstOperand=*/1);
  unsigned rank = sizes.size();
  std::array<unsigned, 2> words = {0, 1};
  SmallVector<Expr> keyWords;
  for (unsigned word : words) {
    spec.inputs.push_back(
        {0, AffineMap::get(rank, 0, getAffineConstantExpr(word, context))});
    keyWords.push_back(spec.body.input(ScalarType::UI32));
  }
  spec.body.yield(randomBits(spec.body, {keyWords[0], keyWords[1]}, rank));
  spec.results.push_back({AffineMap::getMultiDimIdentityMap(rank, context),
                          ScalarType::UI32, ScalarType::UI32});
  return spec;
}

} // namespace ag
