//===- NestAttr.cpp - the loops that a group is computed in ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGAttrs.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace ag {

LogicalResult NestLoopAttr::verify(function_ref<InFlightDiagnostic()> report,
                                   NestLoopKind, NestSide, unsigned, unsigned,
                                   ArrayRef<int64_t> tiles) {
  constexpr size_t mostLevels = 4;
  if (tiles.empty() || tiles.size() > mostLevels)
    return report() << tiles.size() << " tile sizes of a loop, expected 1 to "
                    << mostLevels;
  for (int64_t tile : tiles)
    if (tile < 1)
      return report() << "a tile of " << tile << ", expected at least 1";
  return success();
}

static bool isSameDimension(NestLoopAttr a, NestLoopAttr b) {
  return a.getSide() == b.getSide() && a.getNumber() == b.getNumber() &&
         a.getDim() == b.getDim();
}

std::string NestLoopAttr::spellDimension() const {
  return (stringifyNestSide(getSide()) + " " + Twine(getNumber()) + " dim " +
          Twine(getDim()))
      .str();
}

LogicalResult NestAttr::verify(function_ref<InFlightDiagnostic()> report,
                               StringAttr, ArrayRef<NestLoopAttr> loops,
                               DictionaryAttr) {
  for (size_t place = 0; place < loops.size(); ++place) {
    NestLoopAttr loop = loops[place];
    if (llvm::any_of(loops.take_front(place), [&](NestLoopAttr other) {
          return isSameDimension(loop, other);
        }))
      return report() << loop.spellDimension()
                      << " has two loops, expected one";
    if (loop.getKind() == NestLoopKind::stream && place + 1 < loops.size())
      return report() << "the stream along " << loop.spellDimension()
                      << " has loops in it, expected it to be the innermost";
  }
  return success();
}

} // namespace ag
