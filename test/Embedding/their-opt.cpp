//===- their-opt.cpp - somebody else's opt tool, with ag in it ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Pipeline/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<mlir::func::FuncDialect, ag::AGDialect>();
  ag::registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "their optimizer driver\n", registry));
}
