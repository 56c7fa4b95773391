//===- ag-reduce.cpp - reduces programs that fail -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Driver/ReduceMain.h"
#include "mlir/InitAllExtensions.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  ag::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  return ag::reduceMain(argc, argv, registry);
}
