//===- SharedMemory.cpp - shared memory of kernels ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SharedMemory.h"
#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace ag {

/// Returns the bytes of the globals of shared memory that `kernel` uses, each
/// counted once.
static int64_t countSharedBytes(LLVM::LLVMFuncOp kernel,
                                const SymbolTable &symbols) {
  auto layout = DataLayout::closest(kernel);
  llvm::SmallPtrSet<Operation *, 4> found;
  int64_t bytes = 0;
  kernel.walk([&](LLVM::AddressOfOp op) {
    auto global = symbols.lookup<LLVM::GlobalOp>(op.getGlobalName());
    bool isShared = global && global.getAddrSpace() ==
                                  unsigned(NVVM::NVVMMemorySpace::Shared);
    if (isShared && found.insert(global).second)
      bytes += layout.getTypeSize(global.getType()).getFixedValue();
  });
  return bytes;
}

/// Returns the bytes of shared memory of each kernel of `module`, by its name.
static llvm::StringMap<int64_t> countSharedBytes(ModuleOp module) {
  llvm::StringMap<int64_t> bytes;
  for (auto kernels : module.getOps<gpu::GPUModuleOp>()) {
    SymbolTable symbols(kernels);
    for (auto kernel : kernels.getOps<LLVM::LLVMFuncOp>())
      bytes[kernel.getName()] = countSharedBytes(kernel, symbols);
  }
  return bytes;
}

LogicalResult checkSharedMemory(ModuleOp module) {
  FailureOr<Machine> machine = getMachine(module);
  if (failed(machine))
    return failure();
  llvm::StringMap<int64_t> bytes = countSharedBytes(module);
  LogicalResult result = success();
  module.walk([&](gpu::LaunchFuncOp op) {
    StringRef name = op.getKernelName().getValue();
    int64_t needed = bytes.lookup(name);
    if (needed > machine->staticSharedBytes)
      result = emitError(op.getLoc())
               << "kernel '" << name << "' has " << needed
               << " bytes of shared memory, and a GPU gives a block at most "
               << machine->staticSharedBytes;
  });
  return result;
}

void recordSharedMemory(ModuleOp module) {
  llvm::StringMap<int64_t> bytes = countSharedBytes(module);
  for (auto entry : module.getOps<FunctionOpInterface>()) {
    std::vector<KernelSignature> kernels = readKernels(entry);
    for (KernelSignature &kernel : kernels)
      if (auto known = bytes.find(kernel.name); known != bytes.end())
        kernel.sharedBytes = known->second;
    if (!kernels.empty())
      writeKernels(entry, kernels);
  }
}

} // namespace ag
