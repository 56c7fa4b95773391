//===- SpecTest.h - Specs built by hand -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a test state a Spec, its operands and its value?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SPECTEST_H
#define AG_TEST_UNIT_SPECTEST_H

#include "Outcome.h"
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "mlir/AsmParser/AsmParser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;
using T = ScalarType;
using P = Primitive;
using Values = std::vector<double>;

inline Tensor floats(llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<double> values, T type = T::F32) {
  std::vector<Cell> cells;
  for (double value : values)
    cells.push_back(floatCell(value));
  return valueOf(Tensor::fromCells(type, shape, cells));
}

inline Tensor index(int64_t value) {
  return Tensor::scalar(T::I64, intCell(value));
}

inline Values valuesOf(const Tensor &tensor) {
  Values values;
  for (Cell cell : tensor.cells())
    values.push_back(isFloat(tensor.type()) ? cell.f : double(cell.i));
  return values;
}

class SpecTest : public testing::Test {
protected:
  AffineMap map(llvm::StringRef text) {
    std::string attribute = ("affine_map<" + text + ">").str();
    return cast<AffineMapAttr>(parseAttribute(attribute, &context)).getValue();
  }

  llvm::Expected<SmallVector<Tensor>>
  run(const Spec &spec, llvm::ArrayRef<Tensor> operands,
      Precision precision = Precision::Declared) {
    return evaluate(spec, operands, precision);
  }

  Tensor only(const Spec &spec, llvm::ArrayRef<Tensor> operands,
              Precision precision = Precision::Declared) {
    return valueOf(run(spec, operands, precision)).front();
  }

  MLIRContext context;
};

#endif // AG_TEST_UNIT_SPECTEST_H
