//===- Machine.cpp - what is known of a target ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Machine.h"
#include "X86Features.h"
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

llvm::Expected<Machine> makeMachine(const Target &target) {
  if (!target.kind.empty() && target.kind != cpuKind)
    return llvm::createStringError("target=" + target.kind +
                                   ": no such kind; expected " + cpuKind);
  int64_t threads = target.threads.value_or(1);
  if (threads < 1 || threads > mostThreads)
    return llvm::createStringError("threads=" + Twine(threads) +
                                   ": expected a number from 1 to " +
                                   Twine(mostThreads));
  Machine machine;
  machine.march = target.march.empty() ? defaultMarch.str() : target.march;
  machine.threads = threads;
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
