//===- DerivativeCheck.cpp - the outcome of a comparison ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/DerivativeCheck.h"
#include "ag/Support/Tensor/TensorPrint.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

llvm::Error checkArguments(FunctionOpInterface derivative, TypeRange expected) {
  auto isAlike = [](auto types) {
    auto [a, b] = types;
    return getElementTypeOrSelf(a) == getElementTypeOrSelf(b);
  };
  TypeRange given = derivative.getArgumentTypes();
  if (given.size() == expected.size() &&
      llvm::all_of(llvm::zip(given, expected), isAlike))
    return llvm::Error::success();
  std::string types;
  llvm::raw_string_ostream os(types);
  llvm::interleaveComma(expected, os);
  return llvm::createStringError(
      "@" + derivative.getName() +
      " is taken for a derivative, which takes arguments of the types " +
      types);
}

double tangentAt(const Tensor &result, int64_t position) {
  return result.tangent() ? result.tangent()->cells()[position].f : 0.0;
}

std::string spellNumber(double number) {
  return spell(floatCell(number), ScalarType::F64);
}

std::string describePlace(StringRef what, const Tensor &tensor,
                          int64_t position) {
  SmallVector<int64_t> index(tensor.rank());
  for (int64_t dim = tensor.rank(); dim-- > 0;) {
    index[dim] = position % tensor.shape()[dim];
    position /= tensor.shape()[dim];
  }
  return llvm::formatv("{0} at [{1:$[, ]}]", what,
                       llvm::make_range(index.begin(), index.end()));
}

} // namespace ag
