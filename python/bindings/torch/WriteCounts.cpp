//===- WriteCounts.cpp - which tensors were written? ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "bindings/torch/WriteCounts.h"

namespace nb = nanobind;

namespace ag::python {

WriteCounts::WriteCounts(const nb::list &tensors, nb::handle scratch)
    : direct(scratch), areDirect(direct.isUsable()) {
  for (size_t position = 0; position < tensors.size(); ++position) {
    nb::object tensor = tensors[position];
    std::optional<int64_t> count = readCount(tensor);
    if (!count)
      continue;
    aliases.push_back(tensor.attr("detach")());
    const uint32_t *address = nullptr;
    if (areDirect) {
      address = direct.findCount(aliases.back());
      areDirect =
          address && address == direct.findCount(tensor) && *address == *count;
    }
    all.push_back({address, uint32_t(*count), uint32_t(position)});
  }
}

size_t WriteCounts::findWritten(size_t number) const {
  if (areDirect)
    while (number < all.size() &&
           __atomic_load_n(all[number].address, __ATOMIC_RELAXED) ==
               all[number].count)
      ++number;
  else
    while (number < all.size() &&
           readCount(aliases[number]) == all[number].count)
      ++number;
  return number;
}

std::vector<size_t> WriteCounts::written() const {
  std::vector<size_t> positions;
  for (size_t number = findWritten(0); number < all.size();
       number = findWritten(number + 1))
    positions.push_back(all[number].position);
  return positions;
}

} // namespace ag::python
