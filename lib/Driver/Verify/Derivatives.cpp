//===- Derivatives.cpp - the derivatives of a function --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/Derivatives.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "mlir/Pass/PassManager.h"
#include <array>

using namespace mlir;

namespace ag {

bool isDerivative(FunctionOpInterface function) {
  auto module = function->getParentOfType<ModuleOp>();
  return llvm::any_of(
      module.getOps<FunctionOpInterface>(), [&](FunctionOpInterface other) {
        return llvm::any_of(std::array{GradMode::VJP, GradMode::JVP},
                            [&](GradMode mode) {
                              return getDerivativeName(other.getName(), mode) ==
                                     function.getName();
                            });
      });
}

void dropOthers(FunctionOpInterface function) {
  auto module = function->getParentOfType<ModuleOp>();
  SymbolTable symbols(module);
  llvm::SetVector<Operation *> kept;
  kept.insert(function);
  for (GradMode mode : {GradMode::VJP, GradMode::JVP})
    if (Operation *given =
            symbols.lookup(getDerivativeName(function.getName(), mode)))
      kept.insert(given);
  for (size_t next = 0; next < kept.size(); ++next)
    if (auto uses = SymbolTable::getSymbolUses(kept[next]))
      for (SymbolTable::SymbolUse use : *uses)
        if (Operation *used =
                symbols.lookup(use.getSymbolRef().getRootReference()))
          kept.insert(used);
  for (auto other :
       llvm::make_early_inc_range(module.getOps<FunctionOpInterface>()))
    if (!kept.contains(other))
      other->erase();
}

FunctionOpInterface findDerivative(const DerivativePoint &point,
                                   GradMode mode) {
  auto module = point.function->getParentOfType<ModuleOp>();
  return dyn_cast_or_null<FunctionOpInterface>(
      module.lookupSymbol(getDerivativeName(point.function.getName(), mode)));
}

/// Adds the derivative that `spec` requests, in `mode`, and returns it.
static llvm::Expected<FunctionOpInterface>
differentiate(const DerivativePoint &point, GradSpec spec, GradMode mode,
              StringRef remat) {
  spec.function = point.function.getName().str();
  spec.value = false;
  spec.of.reset(); // Differentiates all results.
  spec.mode = mode;
  auto module = point.function->getParentOfType<ModuleOp>();
  PassManager passes(module.getContext());
  DifferentiatePassOptions options;
  options.grad = spell(spec);
  options.remat = remat.str();
  passes.addPass(createDifferentiatePass(options));
  if (failed(passes.run(module)))
    return llvm::createStringError("@" + point.function.getName() +
                                   " can't be differentiated");
  return findDerivative(point, mode);
}

llvm::Expected<Gradient> makeGradient(const DerivativePoint &point,
                                      const GradSpec &spec, StringRef remat) {
  auto function = differentiate(point, spec, GradMode::VJP, remat);
  if (!function)
    return function.takeError();
  return readGradient(*function, point);
}

llvm::Expected<Pushforward> makePushforward(const DerivativePoint &point,
                                            const GradSpec &spec,
                                            StringRef remat) {
  auto function = differentiate(point, spec, GradMode::JVP, remat);
  if (!function)
    return function.takeError();
  return readPushforward(*function, point);
}

} // namespace ag
