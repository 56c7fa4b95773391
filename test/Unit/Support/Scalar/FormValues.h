//===- FormValues.h - what forms are at given numbers -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which number is a form, for given tensors and indices? This is the meaning
// that all rules of forms must keep.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SCALAR_FORMVALUES_H
#define AG_TEST_UNIT_SUPPORT_SCALAR_FORMVALUES_H

#include "ag/Support/Forms/Forms.h"
#include <functional>
#include <map>

namespace ag {

/// Returns the element of a tensor at some indices.
using ElementOfInput =
    std::function<double(unsigned input, llvm::ArrayRef<int64_t> indices)>;

class FormValues {
public:
  /// Takes `unknownSize` as the size of dimensions without a known size.
  FormValues(const FormTable &table, ElementOfInput elements,
             int64_t unknownSize)
      : table(table), elements(std::move(elements)), unknownSize(unknownSize) {}

  /// Returns the form's value at these indices of the loops.
  double of(Form form, const std::map<unsigned, int64_t> &indices = {});
  /// The same, but a product is 0 as soon as one of its factors is.
  double ofMoved(Form form, const std::map<unsigned, int64_t> &indices) {
    isZeroByAnyFactor = true;
    double value = of(form, indices);
    isZeroByAnyFactor = false;
    return value;
  }

private:
  double ofAtom(const FormAtom &atom,
                const std::map<unsigned, int64_t> &indices);
  double ofReduction(const FormAtom &atom,
                     const std::map<unsigned, int64_t> &indices);
  int64_t sizeOf(unsigned dimension) const {
    return table.loops().sizeOf(dimension).value_or(unknownSize);
  }

  const FormTable &table;
  ElementOfInput elements;
  int64_t unknownSize;
  bool isZeroByAnyFactor = false;
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SCALAR_FORMVALUES_H
