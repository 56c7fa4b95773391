//===- ag-opt.cpp - runs passes over MLIR ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "ag/Transforms/Passes.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<ag::AGDialect>();
  ag::registerDimBounds(registry);
  mlir::registerAllPasses();
  ag::registerConversionPasses();
  ag::registerTransformsPasses();
  return mlir::failed(
      mlir::MlirOptMain(argc, argv, "ag's optimizer driver\n", registry));
}
