//===- FormTiles.h - plans of forms, run tile by tile -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SCALAR_FORMTILES_H
#define AG_TEST_UNIT_SUPPORT_SCALAR_FORMTILES_H

#include "FormValues.h"
#include "ag/Support/Forms/FormPlan.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Runs a plan over tiles of the dimension, one after the other.
class TiledRun {
public:
  using Indices = std::map<unsigned, int64_t>;

  TiledRun(const FormTable &table, const FormPlan &plan, unsigned dimension,
           ElementOfInput elements, int64_t unknownSize)
      : table(table), plan(plan), dimension(dimension),
        given(std::move(elements)), unknownSize(unknownSize),
        values(
            table,
            [this](unsigned input, llvm::ArrayRef<int64_t> indices) {
              auto found = held.find(input);
              if (found == held.end())
                return read(input, indices);
              return found->second.at(
                  std::vector<int64_t>(indices.begin(), indices.end()));
            },
            unknownSize) {}

  void run(int64_t tile);
  double of(size_t result, const Indices &indices) {
    return values.of(plan.results[result], indices);
  }

private:
  int64_t sizeOf(unsigned loop) const {
    return table.loops()
        .sizeOf(table.loops().dimensionOf(loop))
        .value_or(unknownSize);
  }
  double read(unsigned input, llvm::ArrayRef<int64_t> indices);
  void forEach(llvm::ArrayRef<unsigned> loops, Indices &indices,
               llvm::function_ref<void()> visit);
  void start(const FormAccumulator &own);
  void addTile(const FormAccumulator &own);

  const FormTable &table;
  const FormPlan &plan;
  unsigned dimension;
  ElementOfInput given;
  int64_t unknownSize, begin = 0, end = 0;
  std::map<unsigned, std::map<std::vector<int64_t>, double>> held;
  FormValues values;
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SCALAR_FORMTILES_H
