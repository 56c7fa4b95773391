//===- PTX.cpp - from kernels to PTX --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/PTX.h"
#include "CodeGeneration.h"
#include "ag/Analysis/EntryABI.h"
#include "ag/Machine/NVPTX.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace ag {
static std::unique_ptr<llvm::TargetMachine>
makeGenerator(const Machine &machine, unsigned level) {
  llvm::Triple triple(nvptxTripleName);
  auto effort = static_cast<llvm::CodeGenOptLevel>(level);
  return std::unique_ptr<llvm::TargetMachine>(
      lookupNVPTX()->createTargetMachine(triple, machine.march,
                                         machine.ptxFeature, {}, std::nullopt,
                                         std::nullopt, effort));
}

/// Returns the names that ag.device_constants lists. Fails, with an error, if
/// one is of no constant.
static FailureOr<std::vector<std::string>> listConstants(ModuleOp module) {
  std::vector<std::string> names;
  auto list = module->getAttrOfType<ArrayAttr>(deviceConstantsAttrName);
  if (!list)
    return names;
  SymbolTable symbols(module);
  for (mlir::Attribute each : list) {
    auto name = dyn_cast<FlatSymbolRefAttr>(each);
    auto global =
        name ? symbols.lookup<LLVM::GlobalOp>(name.getAttr()) : nullptr;
    if (!global || !global.getConstant() || !global.getValueOrNull())
      return module.emitError(deviceConstantsAttrName)
             << ": " << each << " is no constant of the module";
    names.push_back(name.getValue().str());
  }
  return names;
}

FailureOr<DeviceCode> emitPTX(ModuleOp module, const Machine &machine,
                              unsigned level) {
  registerBuiltinDialectTranslation(*module.getContext());
  registerGPUDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  registerNVVMDialectTranslation(*module.getContext());
  DeviceCode code;
  code.capability = machine.capability;
  auto constants = listConstants(module);
  if (failed(constants))
    return failure();
  code.constants = std::move(*constants);
  auto found = module.getOps<gpu::GPUModuleOp>();
  if (!llvm::hasSingleElement(found))
    return module.emitError("internal error: expected one gpu.module");
  gpu::GPUModuleOp kernels = *found.begin();
  for (auto kernel : kernels.getOps<LLVM::LLVMFuncOp>())
    if (kernel->hasAttr(gpu::GPUDialect::getKernelFuncAttrName()))
      code.kernels.push_back(kernel.getName().str());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> translated =
      translateModuleToLLVMIR(kernels, context, kernels.getName());
  if (!translated)
    return kernels.emitError("internal error: no translation to LLVM IR");
  std::unique_ptr<llvm::TargetMachine> generator =
      makeGenerator(machine, level);
  translated->setTargetTriple(generator->getTargetTriple());
  translated->setDataLayout(generator->createDataLayout());
  optimize(*translated, *generator, level);
  code.ptx =
      generate(*translated, *generator, llvm::CodeGenFileType::AssemblyFile);
  kernels.erase();
  module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  return code;
}

} // namespace ag
