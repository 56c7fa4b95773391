//===- TensorPrint.cpp - tensors as text ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorPrint.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

namespace ag {

std::string spell(Cell value, ScalarType type) {
  switch (getKind(type)) {
  case ScalarKind::Float:
    return llvm::formatv("{0}", llvm::format("%.9g", value.f));
  case ScalarKind::Signed:
    return std::to_string(value.i);
  case ScalarKind::Unsigned:
    return std::to_string(static_cast<uint64_t>(value.i));
  case ScalarKind::Bool:
    return value.i ? "true" : "false";
  }
  llvm_unreachable("all kinds are listed");
}

/// Prints the elements of the dimensions from `dim` on, which begin at `cells`.
static void printFrom(llvm::raw_ostream &os, const Tensor &tensor, int64_t dim,
                      llvm::ArrayRef<Cell> cells) {
  if (dim == tensor.rank()) {
    os << spell(cells.front(), tensor.type());
    return;
  }
  int64_t extent = tensor.shape()[dim];
  size_t width = extent == 0 ? 0 : cells.size() / extent;
  os << '[';
  for (int64_t place = 0; place < extent; ++place) {
    os << (place == 0 ? "" : ", ");
    printFrom(os, tensor, dim + 1, cells.slice(place * width, width));
  }
  os << ']';
}

void print(llvm::raw_ostream &os, const Tensor &tensor) {
  os << describe(tensor.type(), tensor.shape());
  // The shape describes an empty tensor completely.
  if (tensor.size() == 0)
    return;
  os << ' ';
  printFrom(os, tensor, 0, tensor.cells());
}

} // namespace ag
