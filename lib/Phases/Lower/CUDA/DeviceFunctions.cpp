//===- DeviceFunctions.cpp - functions of libclc --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DeviceFunctions.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

namespace ag {
namespace {
// The build writes the list of bytes.
constexpr unsigned char bytecode[] = {
#include "DeviceFunctions.inc"
};

OwningOpRef<ModuleOp> parseFunctions(MLIRContext *context) {
  StringRef bytes(reinterpret_cast<const char *>(bytecode), sizeof(bytecode));
  ParserConfig config(context, /*verifyAfterParse=*/false);
  return parseSourceString<ModuleOp>(bytes, config);
}

/// Clones a definition without its attributes for libclc's own machine.
Operation *copyInternal(Operation *definition) {
  Operation *copy = definition->clone();
  if (auto global = dyn_cast<LLVM::GlobalOp>(copy)) {
    global.setLinkage(LLVM::Linkage::Internal);
    return copy;
  }
  auto function = cast<LLVM::LLVMFuncOp>(copy);
  function.setLinkage(LLVM::Linkage::Internal);
  function.setAlwaysInline(true);
  function.removeFramePointerAttr();
  function.removePassthroughAttr();
  function.removeTargetFeaturesAttr();
  return copy;
}
} // namespace

void defineDeviceFunctions(gpu::GPUModuleOp kernels) {
  SymbolTable defined(kernels);
  OwningOpRef<ModuleOp> library;
  SmallVector<Region *> open = {&kernels.getBodyRegion()};
  while (!open.empty()) {
    auto uses = SymbolTable::getSymbolUses(open.pop_back_val());
    for (const SymbolTable::SymbolUse &use : *uses) {
      StringAttr name = use.getSymbolRef().getRootReference();
      if (defined.lookup(name))
        continue;
      if (!library)
        library = parseFunctions(kernels.getContext());
      if (Operation *found = SymbolTable::lookupSymbolIn(*library, name)) {
        Operation *copy = copyInternal(found);
        defined.insert(copy);
        open.push_back(&copy->getRegion(0));
      }
    }
  }
}

} // namespace ag
