//===- ag-run.cpp - runs a function and checks its results ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Driver/RunMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  ag::registerAllDialects(registry);
  return ag::runMain(argc, argv, registry);
}
