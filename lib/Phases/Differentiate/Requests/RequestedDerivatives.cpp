//===- RequestedDerivatives.cpp - the derivatives that --grad requests ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"

using namespace mlir;

namespace ag {

llvm::Expected<func::FuncOp>
findOnlyCandidate(ModuleOp module,
                  llvm::function_ref<bool(func::FuncOp)> isCandidate) {
  if (auto main = module.lookupSymbol<func::FuncOp>("main"))
    return main;
  SmallVector<func::FuncOp> candidates;
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal() &&
        (!isCandidate || isCandidate(function)))
      candidates.push_back(function);
  if (candidates.size() == 1)
    return candidates.front();
  return llvm::createStringError(openRequest + ", there is no @main, and " +
                                 Twine(candidates.size()) +
                                 " functions are public; expected --grad=f");
}

std::string getDerivativeName(StringRef function, GradMode mode) {
  return (function + (mode == GradMode::VJP ? "_grad" : "_jvp")).str();
}

llvm::Expected<std::vector<std::string>> listDerivatives(ModuleOp module,
                                                         StringRef grad) {
  auto specs = parseGradSpecs(grad);
  if (!specs)
    return specs.takeError();
  std::vector<std::string> names;
  for (const GradSpec &spec : *specs) {
    std::string function = spec.function;
    if (function.empty()) {
      auto candidate = findOnlyCandidate(module);
      if (!candidate)
        return candidate.takeError();
      function = candidate->getName().str();
    }
    names.push_back(getDerivativeName(function, spec.mode));
  }
  return names;
}

} // namespace ag
