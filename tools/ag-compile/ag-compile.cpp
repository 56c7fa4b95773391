//===- ag-compile.cpp - one command from source to artefact ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/CompileMain.h"
#include "ag/Driver/Program.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  ag::registerAllDialects(registry);
  return ag::compileMain(argc, argv, registry);
}
