//===- Origin.cpp - what in the user's program an op comes from -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Origin.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace ag {

void recordKind(Operation *op) {
  StringRef kind = op->getName().getStringRef();
  kind.consume_front("ag.");
  MLIRContext *context = op->getContext();
  op->setLoc(
      FusedLoc::get({op->getLoc()}, StringAttr::get(context, kind), context));
}

std::string findName(Location location) {
  std::string names;
  StringRef kind;
  // Of several places together it is the first, as in findPlace.
  location->walk([&](Location part) {
    if (auto named = dyn_cast<NameLoc>(part))
      names += (names.empty() ? "" : ".") + named.getName().str();
    if (auto fused = dyn_cast<FusedLoc>(part))
      if (auto recorded = dyn_cast_or_null<StringAttr>(fused.getMetadata()))
        kind = kind.empty() ? recorded.getValue() : kind;
    return isa<FileLineColRange>(part) ? WalkResult::interrupt()
                                       : WalkResult::advance();
  });
  bool hasBoth = !names.empty() && !kind.empty();
  return names + (hasBoth ? " " : "") + kind.str();
}

} // namespace ag
