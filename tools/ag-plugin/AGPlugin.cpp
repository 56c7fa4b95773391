//===- AGPlugin.cpp - ag inside stock mlir-opt ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an mlir-opt that was built without ag load the dialect and the
// passes? As a dialect plugin, this library registers both. As a pass plugin,
// it registers the passes, for programs in upstream's dialects:
//
//   mlir-opt-22 --load-dialect-plugin=AGPlugin.so
//               --pass-pipeline='builtin.module(ag-to-linalg)' x.mlir
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Pipeline/Passes.h"
#include "ag/Support/Signature/LibraryVersion.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

static void registerAll(mlir::DialectRegistry *registry) {
  ag::registerDialect(*registry);
  ag::registerPasses();
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "ag", agLibraryVersion, registerAll};
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "ag", agLibraryVersion, ag::registerPasses};
}
