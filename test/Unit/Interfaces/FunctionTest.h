//===- FunctionTest.h - tests of values in a function -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a test find the ops and values of a function whose body it writes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_INTERFACES_FUNCTIONTEST_H
#define AG_TEST_UNIT_INTERFACES_FUNCTIONTEST_H

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

namespace ag {

class FunctionTest : public testing::Test {
protected:
  FunctionTest() {
    context.loadDialect<mlir::affine::AffineDialect, mlir::arith::ArithDialect,
                        mlir::cf::ControlFlowDialect, mlir::func::FuncDialect,
                        mlir::linalg::LinalgDialect, mlir::scf::SCFDialect,
                        mlir::tensor::TensorDialect, mlir::ub::UBDialect>();
  }

  /// Parses a body. It may use the arguments %n, %c, %x, %y and %t and the
  /// constants %0 and %1.
  void parse(llvm::StringRef body) {
    std::string text =
        ("func.func @f(%n: index, %c: i1, %x: f32, %y: f32, %t: tensor<?xf32>) "
         "{\n  %0 = arith.constant 0 : index\n"
         "  %1 = arith.constant 1 : index\n" +
         body + "\n  return\n}")
            .str();
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    ASSERT_TRUE(module);
  }

  /// Returns the first op with this name, in the order of the text.
  mlir::Operation *get(llvm::StringRef name) {
    mlir::Operation *found = nullptr;
    module->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
      found = op->getName().getStringRef() == name ? op : nullptr;
      return found ? mlir::WalkResult::interrupt()
                   : mlir::WalkResult::advance();
    });
    return found;
  }
  mlir::Value result(llvm::StringRef name, unsigned number = 0) {
    return get(name)->getResult(number);
  }
  mlir::Value argument(llvm::StringRef name, unsigned number,
                       unsigned region = 0) {
    return get(name)->getRegion(region).getArgument(number);
  }
  mlir::OpOperand &operand(llvm::StringRef name, unsigned number) {
    return get(name)->getOpOperand(number);
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace ag

#endif // AG_TEST_UNIT_INTERFACES_FUNCTIONTEST_H
