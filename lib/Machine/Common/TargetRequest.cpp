//===- TargetRequest.cpp - what a program is to be compiled for -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Common/TargetRequest.h"
#include "CPU/Host.h"
#include "CPU/X86Features.h"
#include "CUDA/CudaDevices.h"
#include "CUDA/HostDevice.h"
#include "ag/Machine/Common/Machine.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns the requested kind, or else `kind`, that of the program. If both are
/// empty, a CPU is the default.
std::string resolveKind(const TargetRequest &request, const std::string &kind) {
  if (!request.kind.empty())
    return request.kind;
  return kind.empty() ? cpuKind.str() : kind;
}

/// Returns the target that a request describes, for a program of `kind`.
llvm::Expected<Target> resolve(const TargetRequest &request,
                               const std::string &kind = "") {
  Target target;
  target.kind = resolveKind(request, kind);
  target.march = request.march;
  target.threads = request.threads;
  if (request.march == nativeMarch && target.kind == cpuKind) {
    auto host = describeHost(readHost());
    if (!host)
      return host.takeError();
    target.march = std::move(host->march);
    target.features = std::move(host->changes);
    target.caches = host->caches;
  }
  if (request.march == nativeMarch && target.kind == cudaKind) {
    auto march = findHostCudaMarch();
    if (!march)
      return march.takeError();
    target.march = std::move(*march);
  }
  if (auto machine = makeMachine(target); !machine)
    return machine.takeError();
  return target;
}

/// Returns a text such as "znver4" or "znver4 -sha".
std::string spellMarch(const Target &target) {
  SmallVector<std::string> words = {target.march};
  llvm::append_range(words, target.features);
  if (target.caches)
    words.push_back("with caches of " +
                    llvm::join(llvm::map_range(*target.caches,
                                               [](int64_t bytes) {
                                                 return std::to_string(bytes);
                                               }),
                               ", ") +
                    " bytes");
  return llvm::join(words, " ");
}

LogicalResult refuse(ModuleOp module, StringRef field, const Twine &asked,
                     const Twine &present) {
  InFlightDiagnostic error = module.emitError();
  error << field << " " << asked << " is asked for, but the program is for "
        << present << ", as its " << targetAttrName << " says";
  error.attachNote() << "for another target, start from the program as it was "
                        "before it had this one";
  return error;
}

/// Writes the requested fields into `target`, which is the module's.
LogicalResult merge(ModuleOp module, Target &target, const Target &asked) {
  if (target.kind.empty())
    target.kind = asked.kind;
  if (target.kind != asked.kind)
    return refuse(module, "target", asked.kind, target.kind);
  if (!asked.march.empty()) {
    std::string isNow = spellMarch(target), isRequested = spellMarch(asked);
    if (!target.march.empty() && isNow != isRequested)
      return refuse(module, "march", isRequested, isNow);
    target.march = asked.march;
    target.features = asked.features;
    target.caches = asked.caches;
  }
  if (asked.threads) {
    if (target.threads && target.threads != asked.threads)
      return refuse(module, "threads", Twine(*asked.threads),
                    Twine(*target.threads));
    target.threads = asked.threads;
  }
  return success();
}
} // namespace

llvm::Expected<std::string> explainNative(ModuleOp module,
                                          const TargetRequest &request) {
  FailureOr<Target> target = readTarget(module);
  if (failed(target) || request.march != nativeMarch ||
      resolveKind(request, target->kind) != cpuKind)
    return "";
  auto host = describeHost(readHost());
  if (!host)
    return host.takeError();
  return std::move(host->found);
}

std::string spellMarch(const TargetRequest &request) {
  if (request.march != nativeMarch)
    return request.march;
  auto target = resolve(request);
  if (target)
    return spellMarch(*target);
  llvm::consumeError(target.takeError());
  return request.march;
}

llvm::Error checkRequest(const TargetRequest &request) {
  return resolve(request).takeError();
}

LogicalResult setTarget(ModuleOp module, const TargetRequest &request) {
  FailureOr<Target> target = readTarget(module);
  if (failed(target) || failed(getMachine(module)))
    return failure();
  if (request.isEmpty())
    return success();
  auto asked = resolve(request, target->kind);
  if (!asked)
    return module.emitError(llvm::toString(asked.takeError()));
  if (failed(merge(module, *target, *asked)))
    return failure();
  writeTarget(module, *target);
  return success();
}

std::optional<TargetField> parseTargetField(StringRef name) {
  if (name == "march")
    return TargetField::March;
  if (name == "threads")
    return TargetField::Threads;
  return std::nullopt;
}

LogicalResult setDefault(ModuleOp module, TargetField field) {
  FailureOr<Target> target = readTarget(module);
  FailureOr<Machine> machine = getMachine(module);
  if (failed(target) || failed(machine))
    return failure();
  if (target->kind.empty())
    target->kind = cpuKind;
  if (field == TargetField::March)
    target->march = machine->march;
  else if (!machine->isGPU())
    target->threads = machine->threads;
  writeTarget(module, *target);
  return success();
}

} // namespace ag
