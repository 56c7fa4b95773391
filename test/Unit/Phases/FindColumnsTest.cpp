//===- FindColumnsTest.cpp - columns of an updated tensor -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions of a tensor are the columns of a loop that updates it?
//
//===----------------------------------------------------------------------===//
#include "CUDA/FindColumns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
class FindColumns : public testing::Test {
protected:
  FindColumns() {
    context.loadDialect<arith::ArithDialect, func::FuncDialect,
                        linalg::LinalgDialect, scf::SCFDialect,
                        tensor::TensorDialect>();
  }

  /// Returns the columns of a loop that adds to the slice of %x that begins at
  /// `offsets` and has `size` elements in dimension 1. The loop also has `op`,
  /// and refers to %x as %s and to numbers that it reads as %k.
  UpdatedColumns find(StringRef offsets, int64_t size, StringRef op = "") {
    module = parseSourceString<ModuleOp>(llvm::formatv(R"(
  func.func @f(%x: tensor<4x300xf32>, %u: tensor<{1}xf32>,
               %read: tensor<8xindex>) -> tensor<4x300xf32> {{
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %y = scf.for %n = %c0 to %c8 step %c1 iter_args(%s = %x)
         -> (tensor<4x300xf32>) {{
      %k = tensor.extract %read[%n] : tensor<8xindex>
      {2}
      %row = tensor.extract_slice %s[{0}] [1, {1}] [1, 1]
             : tensor<4x300xf32> to tensor<{1}xf32>
      %sum = linalg.generic {{indexing_maps = [affine_map<(i) -> (i)>,
                                              affine_map<(i) -> (i)>],
                             iterator_types = ["parallel"]}
             ins(%u : tensor<{1}xf32>) outs(%row : tensor<{1}xf32>) {{
      ^bb0(%a: f32, %b: f32):
        %c = arith.addf %a, %b : f32
        linalg.yield %c : f32
      } -> tensor<{1}xf32>
      %next = tensor.insert_slice %sum into %s[{0}] [1, {1}] [1, 1]
              : tensor<{1}xf32> into tensor<4x300xf32>
      scf.yield %next : tensor<4x300xf32>
    }
    return %y : tensor<4x300xf32>
  })",
                                                       offsets, size, op)
                                             .str(),
                                         &context);
    if (!module) {
      ADD_FAILURE() << "not a program";
      return {};
    }
    auto function = *module->getOps<func::FuncOp>().begin();
    auto loop = *function.getOps<scf::ForOp>().begin();
    return findColumns(loop, function.getArgument(0), ElementValues(function));
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(FindColumns, DimensionsThatNoIndexSelects) {
  UpdatedColumns columns = find("%k, 0", 300);
  ASSERT_EQ(columns.dims.size(), 2U);
  EXPECT_FALSE(columns.dims[0]);
  EXPECT_TRUE(columns.dims[1]);
  EXPECT_EQ(getConstantIntValue(columns.extents[1]), 300);
}

TEST_F(FindColumns, SlicesBeginWithTheirColumns) {
  EXPECT_EQ(getConstantIntValue(find("%k, 0", 200).extents[1]), 200);
  EXPECT_TRUE(find("%k, 5", 200).dims.none());
}

TEST_F(FindColumns, ElementsAreOfOtherBlocks) {
  EXPECT_TRUE(
      find("%k, 0", 300, "%e = tensor.extract %s[%k, %k] : tensor<4x300xf32>")
          .dims.none());
  EXPECT_TRUE(find("%k, 0", 300, "%e = tensor.extract %u[%k] : tensor<300xf32>")
                  .dims.any());
}
