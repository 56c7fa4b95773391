//===- KernelWords.cpp - integers as arguments of kernels -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CUDA/KernelWords.h"
#include "ag/Phases/Common/Captures.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

static constexpr unsigned longestWord = 64;

/// Returns the width of the words that an integer is passed in.
static unsigned getWordWidth(unsigned width) {
  auto whole = static_cast<unsigned>(llvm::PowerOf2Ceil(width));
  return std::clamp(whole, 8U, longestWord);
}

/// Returns true if PTX has no parameter of the type. An i1 is passed as a byte.
static bool needsWords(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer && integer.getWidth() > 1 &&
         integer.getWidth() != getWordWidth(integer.getWidth());
}

static Value makeWordNumber(OpBuilder &builder, Location loc, Type type,
                            unsigned number) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, number));
}

/// Returns the words of `value`, the lowest first.
static SmallVector<Value> split(OpBuilder &builder, Value value) {
  Location loc = value.getLoc();
  Type type = value.getType();
  unsigned width = type.getIntOrFloatBitWidth();
  Type word = builder.getIntegerType(getWordWidth(width));
  if (width < word.getIntOrFloatBitWidth())
    return {arith::ExtUIOp::create(builder, loc, word, value)};
  SmallVector<Value> words;
  for (unsigned bit = 0; bit < width; bit += longestWord) {
    Value rest = arith::ShRUIOp::create(
        builder, loc, value, makeWordNumber(builder, loc, type, bit));
    words.push_back(arith::TruncIOp::create(builder, loc, word, rest));
  }
  return words;
}

/// Returns the integer of the type that has these words.
static Value join(OpBuilder &builder, Location loc, Type type,
                  ArrayRef<Value> words) {
  if (type.getIntOrFloatBitWidth() < longestWord)
    return arith::TruncIOp::create(builder, loc, type, words.front());
  Value all;
  for (auto [number, word] : llvm::enumerate(words)) {
    Value wide = arith::ExtUIOp::create(builder, loc, type, word);
    Value own = arith::ShLIOp::create(
        builder, loc, wide,
        makeWordNumber(builder, loc, type, number * longestWord));
    all = all ? arith::OrIOp::create(builder, loc, all, own).getResult() : own;
  }
  return all;
}

void useWords(scf::ForallOp loop) {
  OpBuilder outside(loop);
  auto inside = OpBuilder::atBlockBegin(loop.getBody());
  for (Value value : Captures(loop.getRegion()).arguments)
    if (needsWords(value.getType())) {
      Value own =
          join(inside, loop.getLoc(), value.getType(), split(outside, value));
      replaceAllUsesInRegionWith(value, own, loop.getRegion());
    }
}

} // namespace ag
