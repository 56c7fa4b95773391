//===- Machine.cpp - what is known of a target ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Common/Machine.h"
#include "CPU/X86Features.h"
#include "CUDA/CudaDevices.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

bool Machine::has(StringRef feature) const {
  return llvm::is_contained(features, feature);
}

int64_t Machine::lanes(Type type) const {
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return std::max<int64_t>(1, vectorBits / std::max(8u, bits));
}

static llvm::Expected<Machine> makeCPU(const Target &target) {
  int64_t threads = target.threads.value_or(1);
  if (threads < 1 || threads > mostThreads)
    return llvm::createStringError("threads=" + Twine(threads) +
                                   ": expected a number from 1 to " +
                                   Twine(mostThreads));
  Machine machine;
  machine.march = target.march.empty() ? defaultMarch.str() : target.march;
  machine.threads = threads;
  machine.caches = target.caches;
  auto features = getX86Features(machine.march, target.features);
  if (!features)
    return features.takeError();
  machine.features.assign(features->begin(), features->end());
  if (machine.has("avx512vl")) {
    machine.vectorBits = 512;
    machine.vectorRegisters = 32;
  } else if (machine.has("avx2")) {
    machine.vectorBits = 256;
  }
  return machine;
}

static llvm::Expected<Machine> makeGPU(const Target &target) {
  if (target.threads)
    return llvm::createStringError(
        "threads=" + Twine(*target.threads) +
        ": is for target=cpu; the size of a program's kernels is decided when "
        "it runs");
  Machine machine;
  machine.march = target.march.empty() ? defaultCudaMarch.str() : target.march;
  const CudaDevice *device = findCudaDevice(machine.march);
  if (!device)
    return llvm::createStringError(
        "march=" + machine.march + ": no such GPU; expected " +
        listCudaDevices() + ", or, on a command line, " + nativeMarch);
  if (!target.features.empty())
    return llvm::createStringError("features=" + target.features.front() +
                                   ": are for target=cpu; expected none");
  if (target.caches)
    return llvm::createStringError("caches: are for target=cpu; expected none");
  machine.capability = device->capability;
  machine.ptxVersion = device->ptxVersion;
  // Each thread has up to 255 registers of 32 bits.
  machine.vectorBits = 32 * warpThreads;
  machine.vectorRegisters = 255;
  machine.lineBytes = 128;
  machine.staticSharedBytes = 48 << 10;
  return machine;
}

llvm::Expected<Machine> makeMachine(const Target &target) {
  if (target.kind.empty() || target.kind == cpuKind)
    return makeCPU(target);
  if (target.kind == cudaKind)
    return makeGPU(target);
  return llvm::createStringError("target=" + target.kind +
                                 ": no such kind; expected " + cpuKind +
                                 " or " + cudaKind);
}

FailureOr<Machine> getMachine(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  FailureOr<Target> target = module ? readTarget(module) : Target();
  if (failed(target))
    return failure();
  auto machine = makeMachine(*target);
  if (!machine)
    return module.emitError(targetAttrName)
           << ": " << llvm::toString(machine.takeError());
  return std::move(*machine);
}

} // namespace ag
