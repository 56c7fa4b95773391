//===- FormLoops.cpp - loops of forms -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormLoops.h"

namespace ag {

unsigned FormLoops::addDimension(std::optional<int64_t> size) {
  sizes.push_back(size);
  return sizes.size() - 1;
}

unsigned FormLoops::addLoop(unsigned dimension) {
  dimensions.push_back(dimension);
  return dimensions.size() - 1;
}

unsigned FormLoops::getOwnLoop(unsigned dimension, unsigned place) {
  auto [entry, isNew] = ownLoops.try_emplace({dimension, place}, 0);
  if (isNew)
    entry->second = addLoop(dimension);
  return entry->second;
}

} // namespace ag
