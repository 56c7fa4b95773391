//===- Accepted.cpp - the programs that ag takes --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Accepted.h"
#include "EmitError.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/RequestTrait.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Pipeline/Phases.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
namespace {
struct Advice {
  StringLiteral dialect, text;
};
constexpr Advice advices[] = {
    {"chlo", "run stablehlo-opt --chlo-legalize-to-stablehlo "
             "--stablehlo-legalize-to-linalg first"},
    {"cf", "run ag-opt --lift-cf-to-scf first"},
    {"memref", "ag gives tensors their memory; expected the program as it was "
               "before it was bufferized"},
    {"onnx", "run onnx-mlir-opt --convert-onnx-to-tosa first"},
    {"shape",
     "run ag-opt --convert-shape-constraints --convert-shape-to-std first"},
    {"stablehlo", "run stablehlo-opt --stablehlo-legalize-to-linalg first"},
    {"torch", "run torch-mlir-opt "
              "--torch-backend-to-linalg-on-tensors-backend-pipeline first"},
    {"tosa",
     "run ag-opt --pass-pipeline='builtin.module(func.func("
     "tosa-optional-decompositions,tosa-infer-shapes,tosa-make-broadcastable,"
     "tosa-to-linalg-named,tosa-to-linalg,tosa-to-scf,tosa-to-tensor,"
     "tosa-to-arith{include-apply-rescale}),canonicalize)' first"},
};

bool isAccepted(Operation *op) {
  if (isa<func::FuncOp>(op))
    return true;
  // Ops in a terminator, such as scf.forall.in_parallel, are part of it.
  if (op->getParentOp()->hasTrait<OpTrait::IsTerminator>())
    return true;
  if (op->hasTrait<OpTrait::IsTerminator>())
    return llvm::is_contained(findPhase("trace")->legal,
                              op->getName().getDialectNamespace());
  return isa<StructuredOpInterface, InterpretableOpInterface,
             linalg::AggregatedOpInterface>(op) ||
         op->hasTrait<RequestTrait>();
}

/// The ops of one name that are not accepted
struct Kind {
  Operation *first;
  unsigned count = 0;
};

void report(const Kind &kind) {
  InFlightDiagnostic error = emitErrorAt(kind.first);
  if (isa<ModuleOp>(kind.first)) {
    error << "is in a module, and ag compiles the functions of one module; "
             "expected its functions there, or in a file of their own";
    return;
  }
  error << "is no op that ag takes";
  if (kind.count > 1)
    error << ", the first of " << kind.count;
  error << "; expected those of " << llvm::join(findPhase("trace")->legal, ", ")
        << " that can be interpreted";
  StringRef advice = getAdvice(kind.first->getName().getDialectNamespace());
  if (!advice.empty())
    error.attachNote() << advice;
}

/// Returns true if values may have this type. Only tensors and memrefs are in
/// memory. In memrefs, passes also put vectors.
bool isAccepted(Type type) {
  if (!isa<TensorType, BaseMemRefType>(type))
    return true;
  Type element = cast<ShapedType>(type).getElementType();
  if (auto vector = dyn_cast<VectorType>(element);
      vector && isa<MemRefType>(type))
    element = vector.getElementType();
  return getScalarType(element).has_value();
}

std::string listElementTypes() {
  return llvm::join(
      llvm::map_range(allScalarTypes,
                      [](ScalarType type) { return getSpelling(type); }),
      ", ");
}

/// Fails, with an error, at an op of another project that contradicts its Spec.
/// The verifiers of ag's and upstream's ops have checked theirs.
LogicalResult checkSpecs(ModuleOp module) {
  auto check = [](StructuredOpInterface op) {
    bool isForeign = !llvm::is_contained(findPhase("trace")->legal,
                                         op->getName().getDialectNamespace());
    return isForeign && failed(checkSpec(op)) ? WalkResult::interrupt()
                                              : WalkResult::advance();
  };
  return failure(module.walk(check).wasInterrupted());
}
} // namespace

SmallVector<Value> getDefinedValues(Operation *op) {
  SmallVector<Value> values(op->getResults());
  for (Region &region : op->getRegions())
    for (Block &block : region)
      llvm::append_range(values, block.getArguments());
  return values;
}

LogicalResult checkElements(Operation *op) {
  for (Value value : getDefinedValues(op)) {
    Type type = value.getType();
    if (isAccepted(type))
      continue;
    Type element = cast<ShapedType>(type).getElementType();
    return emitError(value.getLoc())
           << "a " << type << " has elements of " << element << ", expected "
           << listElementTypes() << " or index; " << adviseElements(element)
           << " first";
  }
  return success();
}

/// Calls `visit` for each op outside private symbols without users. Stops where
/// it interrupts.
static WalkResult walkUsed(ModuleOp module,
                           function_ref<WalkResult(Operation *)> visit) {
  SymbolTableCollection tables;
  SymbolUserMap users(tables, module);
  return module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    auto symbol = dyn_cast<SymbolOpInterface>(op);
    return symbol && symbol.isPrivate() && users.useEmpty(op)
               ? WalkResult::skip()
               : visit(op);
  });
}

LogicalResult checkAccepted(ModuleOp module) {
  llvm::MapVector<OperationName, Kind> others;
  walkUsed(module, [&](Operation *op) {
    if (op == module || isAccepted(op))
      return WalkResult::advance();
    ++others.insert({op->getName(), Kind{op}}).first->second.count;
    return isa<ModuleOp>(op) ? WalkResult::skip() : WalkResult::advance();
  });
  for (const auto &[name, kind] : others)
    report(kind);
  // Types of other dialects belong to ops that are no longer there once these
  // are lowered.
  if (!others.empty() || walkUsed(module, [](Operation *op) {
                           return WalkResult(checkElements(op));
                         }).wasInterrupted())
    return failure();
  return checkSpecs(module);
}

SmallVector<StringRef> getForeignDialects() {
  return llvm::map_to_vector(
      advices, [](const Advice &row) -> StringRef { return row.dialect; });
}

StringRef getAdvice(StringRef dialect) {
  const auto *found = llvm::find_if(
      advices, [&](const Advice &row) { return row.dialect == dialect; });
  return found == std::end(advices) ? StringRef() : StringRef(found->text);
}

} // namespace ag
