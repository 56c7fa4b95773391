//===- FormTiles.cpp - plans of forms, run tile by tile -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FormTiles.h"
#include "Support/Numbers.h"
#include "ag/Support/Forms/FormShifts.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// Returns an element, less its centre if the plan has one.
double TiledRun::read(unsigned input, llvm::ArrayRef<int64_t> indices) {
  for (const FormCentre &centre : plan.centres) {
    if (centre.input != input)
      continue;
    Indices at;
    for (auto [loop, index] :
         llvm::zip_equal(centre.loops, dropPlaces(indices, centre.places)))
      at[loop] = index;
    return given(centre.of, indices) - values.of(centre.value, at);
  }
  return given(input, indices);
}

void TiledRun::forEach(llvm::ArrayRef<unsigned> loops, Indices &indices,
                       llvm::function_ref<void()> visit) {
  if (loops.empty())
    return visit();
  unsigned loop = loops.front();
  bool isTiled = table.loops().dimensionOf(loop) == dimension && begin < end;
  int64_t first = isTiled ? begin : 0, last = isTiled ? end : sizeOf(loop);
  for (int64_t i = first; i < last; ++i) {
    indices[loop] = i;
    forEach(loops.drop_front(), indices, visit);
  }
}

void TiledRun::start(const FormAccumulator &own) {
  double none = own.combiner == Primitive::Add ? 0 : -infinity;
  Indices at;
  begin = end = 0;
  forEach(own.along, at, [&] {
    std::vector<int64_t> place;
    for (unsigned loop : own.along)
      place.push_back(at[loop]);
    held[own.now][place] = own.combiner == Primitive::Min ? infinity : none;
  });
}

void TiledRun::addTile(const FormAccumulator &own) {
  Indices at;
  for (auto &[place, value] : held[own.now]) {
    for (size_t i = 0; i < place.size(); ++i)
      at[own.along[i]] = place[i];
    double sum = values.ofMoved(own.moved, at);
    forEach(own.bound, at, [&] {
      double next = values.of(own.body, at);
      sum = own.combiner == Primitive::Add   ? sum + next
            : own.combiner == Primitive::Max ? std::max(sum, next)
                                             : std::min(sum, next);
    });
    value = sum;
  }
}

void TiledRun::run(int64_t tile) {
  int64_t size = table.loops().sizeOf(dimension).value_or(unknownSize);
  for (const auto &pass : plan.passes) {
    llvm::for_each(pass, [&](const FormAccumulator &own) { start(own); });
    for (int64_t from = 0; from < size; from += tile) {
      begin = from;
      end = std::min(from + tile, size);
      for (const FormAccumulator &own : pass)
        held[own.before] = held[own.now];
      llvm::for_each(pass, [&](const FormAccumulator &own) { addTile(own); });
    }
  }
  begin = end = 0;
}

} // namespace ag
