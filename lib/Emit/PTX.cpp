//===- PTX.cpp - from kernels to PTX --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/PTX.h"
#include "CodeGeneration.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Machine/CUDA/NVPTX.h"
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
/// Returns the lowest version of PTX that supports the kernels. Version 8.1 is
/// the first in which a kernel can take more than 4,352 bytes of parameters.
/// Each parameter takes at most 8 bytes.
static int64_t findVersion(ArrayRef<LLVM::LLVMFuncOp> kernels,
                           const Machine &machine) {
  bool isLarge = llvm::any_of(kernels, [](LLVM::LLVMFuncOp kernel) {
    return kernel.getNumArguments() > 4352 / 8;
  });
  return std::max<int64_t>(machine.ptxVersion, isLarge ? 81 : 0);
}

static std::unique_ptr<llvm::TargetMachine>
makeGenerator(const Machine &machine, int64_t version, unsigned level) {
  llvm::Triple triple(nvptxTripleName);
  auto effort = static_cast<llvm::CodeGenOptLevel>(level);
  return std::unique_ptr<llvm::TargetMachine>(
      lookupNVPTX()->createTargetMachine(triple, machine.march,
                                         "+ptx" + std::to_string(version), {},
                                         std::nullopt, std::nullopt, effort));
}

/// Returns the names that ag.device_constants lists, or no names if the module
/// does not have it. Fails, with an error, if an element does not name a
/// constant.
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
    return emitError(found.empty() ? module.getLoc()
                                   : (*std::next(found.begin())).getLoc())
           << "expected one gpu.module, with all kernels, but there are "
           << llvm::range_size(found);
  gpu::GPUModuleOp kernels = *found.begin();
  auto functions = llvm::filter_to_vector(
      kernels.getOps<LLVM::LLVMFuncOp>(), [](LLVM::LLVMFuncOp function) {
        return function->hasAttr(gpu::GPUDialect::getKernelFuncAttrName());
      });
  for (LLVM::LLVMFuncOp kernel : functions)
    code.kernels.push_back(kernel.getName().str());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> translated =
      translateModuleToLLVMIR(kernels, context, kernels.getName());
  if (!translated)
    return kernels.emitError("internal error: no translation to LLVM IR");
  std::unique_ptr<llvm::TargetMachine> generator =
      makeGenerator(machine, findVersion(functions, machine), level);
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
