//===- AnalysisTest.h - a function to be analysed ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_ANALYSIS_ANALYSISTEST_H
#define AG_TEST_UNIT_ANALYSIS_ANALYSISTEST_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Driver/Program.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

class AnalysisTest : public testing::Test {
protected:
  AnalysisTest() : context(makeRegistry()) {
    context.loadAllAvailableDialects();
  }

  /// Parses the signature and body "(%x: f32) -> f32 { ... }" of @f. Sets `all`
  /// to the ops of the body that have loops.
  void parse(llvm::StringRef function) {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        ("func.func @f" + function).str(), &context);
    ASSERT_TRUE(module) << function.str();
    auto op = *module->getOps<mlir::FunctionOpInterface>().begin();
    body = &op.getFunctionBody().front();
    ops.clear();
    for (mlir::Operation &inner : body->without_terminator())
      if (std::optional<ag::StatedOp> stated = ag::StatedOp::readMember(&inner))
        ops.push_back(std::move(*stated));
    all.clear();
    for (const ag::StatedOp &stated : ops)
      all.push_back(&stated);
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::Block *body = nullptr;
  std::vector<ag::StatedOp> ops;
  llvm::SmallVector<const ag::StatedOp *> all;

private:
  static mlir::DialectRegistry makeRegistry() {
    mlir::DialectRegistry registry;
    ag::registerAllDialects(registry);
    return registry;
  }
};

#endif // AG_TEST_UNIT_ANALYSIS_ANALYSISTEST_H
