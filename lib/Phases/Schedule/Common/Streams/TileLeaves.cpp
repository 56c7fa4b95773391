//===- TileLeaves.cpp - tiles that an op reads ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/TileLeaves.h"

using namespace mlir;

namespace ag {

FailureOr<FormTile> readTile(const FormTable &table, const FormAtom &element,
                             const FormTile &tile) {
  FormTile read{tile.tensor, {}};
  SmallVector<unsigned> own;
  for (Form index : element.operands) {
    std::optional<unsigned> single = table.singleAtom(index);
    if (!single || table.atom(*single).kind != FormAtom::Index)
      return failure();
    own.push_back(table.atom(*single).number);
  }
  for (unsigned loop : tile.loops) {
    auto *same = llvm::find_if(own, [&](unsigned other) {
      return table.loops().dimensionOf(other) ==
             table.loops().dimensionOf(loop);
    });
    if (same == own.end())
      return failure();
    read.loops.push_back(*same);
  }
  return read;
}

Form readAsInput(FormTable &table, const FormTile &tile) {
  SmallVector<Form> indices;
  for (unsigned loop : tile.loops)
    indices.push_back(table.index(loop));
  return table.element(table.addInput(), indices);
}

bool haveLoops(const TileLeaves &leaves, ArrayRef<unsigned> loops) {
  return llvm::all_of(loops, [&](unsigned loop) {
    return llvm::any_of(leaves, [&](const auto &leaf) {
      return llvm::is_contained(leaf.second.loops, loop);
    });
  });
}

} // namespace ag
