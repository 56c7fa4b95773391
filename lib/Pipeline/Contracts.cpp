//===- Contracts.cpp - what holds between phases --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Contracts.h"
#include "EmitError.h"
#include "ParserOrder.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Pipeline/Accepted.h"
#include "ag/Pipeline/Passes.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_BEGINPHASEPASS
#define GEN_PASS_DEF_ENDPHASEPASS
#include "ag/Pipeline/Passes.h.inc"

/// Returns whether `op` may be left after `phase`. An op with a Spec, of any
/// dialect, is legal wherever the ag dialect is.
static bool isLegal(Operation *op, const Phase &phase,
                    const TargetKind &target) {
  auto isListed = [&](StringRef name) {
    return llvm::is_contained(phase.legal, name) ||
           target.allows(phase.name, name);
  };
  return isa<ModuleOp>(op) || isListed(op->getName().getDialectNamespace()) ||
         isListed(op->getName().getStringRef()) ||
         (isListed("ag") && isa<StructuredOpInterface>(op));
}

static bool makesTensor(Operation *op) {
  return llvm::any_of(op->getResultTypes(),
                      [](Type type) { return isa<TensorType>(type); });
}

/// Returns whether the number of elements, and of their bytes, fits in an
/// int64_t. Dynamic dimensions count as 1.
static bool isCountable(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasRank())
    return true;
  int64_t count = 1;
  for (int64_t size : shaped.getShape()) {
    if (size == 0)
      return true;
    bool isTooLarge =
        !ShapedType::isDynamic(size) && llvm::MulOverflow(count, size, count);
    if (isTooLarge || count >= int64_t(1) << 60)
      return false;
  }
  return true;
}

/// Reports a value whose type has 2^60 elements or more. No memory could hold
/// it, and passes compute with its size.
static LogicalResult checkSizes(Operation *op) {
  for (Value value : getDefinedValues(op))
    if (!isCountable(value.getType()))
      return emitError(value.getLoc())
             << "a " << value.getType()
             << " has too many elements: expected less than 2^60";
  return success();
}

LogicalResult verifyContract(ModuleOp module, const Phase &phase,
                             const TargetKind &target) {
  bool holds = true;
  module.walk([&](Operation *op) {
    if (!phase.legal.empty() && !isLegal(op, phase, target)) {
      emitErrorAt(op) << "is not legal after the phase " << phase.name
                      << ", which may leave " << llvm::join(phase.legal, ", ");
      holds = false;
    } else if (!phase.onTensors && makesTensor(op)) {
      emitErrorAt(op) << "makes a tensor after the phase " << phase.name
                      << ", which may leave buffers only";
      holds = false;
    } else if (failed(checkSizes(op)) || failed(checkElements(op))) {
      // A phase can make such a size static, or a tensor of any scalars.
      holds = false;
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return success(holds);
}

/// Reports a module that has a mesh. Phases run before the program is sharded,
/// not on the program of one rank.
static LogicalResult checkNotOfRank(ModuleOp module, StringRef phase) {
  MeshAttr mesh = findMesh(module);
  if (!mesh)
    return success();
  return module.emitError("the program is that of one rank of ")
         << mesh << ", which is not for the phase " << phase
         << "; ask for that before it is sharded, or run it by ag-run, which "
            "interprets all ranks";
}

FailureOr<const Phase *> getPhase(ModuleOp module, StringRef name) {
  auto phase = getPhase(name);
  if (phase)
    return *phase;
  return module.emitError(llvm::toString(phase.takeError()));
}

namespace {
/// Restores the state that a parser creates, so that no later pass depends on
/// information that the text of the program loses.
struct BeginPhasePass : WithModels<impl::BeginPhasePassBase<BeginPhasePass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    if (failed(getPhase(getOperation(), phase)) ||
        failed(checkNotOfRank(getOperation(), phase)))
      return signalPassFailure();
    restoreParserOrder(getOperation());
  }
};

/// Verifies a phase's contract, and records that the phase is done.
struct EndPhasePass : WithModels<impl::EndPhasePassBase<EndPhasePass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<const Phase *> done = getPhase(module, phase);
    FailureOr<const TargetKind *> target = getTargetKind(module);
    if (failed(done) || failed(target) ||
        failed(verifyContract(module, **done, **target)))
      return signalPassFailure();
    if (!(*done)->isRequested)
      module->setAttr(phaseAttrName,
                      StringAttr::get(&getContext(), (*done)->name));
  }
};
} // namespace

/// Reports a dimension number that is out of range. Upstream allows it in code
/// that never runs, but passes would query this dimension as well.
static LogicalResult checkDimension(ShapedDimOpInterface op) {
  auto type = cast<ShapedType>(op.getShapedValue().getType());
  std::optional<int64_t> dim = getConstantIntValue(op.getDimension());
  if (!dim || !type.hasRank() || (*dim >= 0 && *dim < type.getRank()))
    return success();
  return emitError(op.getLoc())
         << "there is no dimension " << *dim << " of a " << type;
}

/// Reports a constant of more than 1 GiB, or whose resource does not hold as
/// many bytes as its type requires.
static LogicalResult checkConstant(Operation *op) {
  constexpr int64_t mostBytes = int64_t(1) << 30;
  ElementsAttr elements;
  if (!matchPattern(op, m_Constant(&elements)) || elements.isSplat())
    return success();
  Type element = elements.getElementType();
  int64_t width = element.isIntOrFloat() ? element.getIntOrFloatBitWidth() : 64;
  if (elements.getNumElements() > mostBytes * 8 / width)
    return emitError(op->getLoc())
           << "a constant " << elements.getType()
           << " has more than 1 GiB; expected an ag.parameter, whose elements "
              "are loaded from a file";
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  if (!resource)
    return success();
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  size_t bytes = llvm::divideCeil(elements.getNumElements() * width, 8);
  if (blob && blob->getData().size() == bytes)
    return success();
  return emitError(op->getLoc())
         << "a constant " << elements.getType() << " takes " << bytes
         << " bytes, but " << (blob ? blob->getData().size() : 0)
         << " are given";
}

/// Reports an output shape that contradicts the op's result type. Upstream
/// allows this on tensors, but not on the memrefs that they become.
static LogicalResult checkExpansion(tensor::ExpandShapeOp op) {
  ArrayRef<int64_t> given = op.getStaticOutputShape();
  ArrayRef<int64_t> sizes = op.getResultType().getShape();
  bool fits = given.size() == sizes.size() &&
              llvm::all_of(llvm::zip(given, sizes), [](auto pair) {
                auto [number, size] = pair;
                return ShapedType::isDynamic(size) || number == size;
              });
  return fits ? success()
              : emitError(op.getLoc())
                    << "the output shape is not that of a " << op.getType();
}

/// Reports the first op with an invalid dimension or output shape, an invalid
/// constant, or a type with too many elements.
static LogicalResult checkProgram(ModuleOp module) {
  auto checkOp = [&](Operation *op) {
    auto asking = dyn_cast<ShapedDimOpInterface>(op);
    auto expansion = dyn_cast<tensor::ExpandShapeOp>(op);
    if ((asking && failed(checkDimension(asking))) ||
        (expansion && failed(checkExpansion(expansion))) ||
        failed(checkConstant(op)) || failed(checkSizes(op)))
      return WalkResult::interrupt();
    return WalkResult::advance();
  };
  return success(!module.walk(checkOp).wasInterrupted());
}

/// Reports a public function without a signature in a program that has passed a
/// phase. Only the phase trace records signatures.
static LogicalResult checkEntries(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal() &&
        !function->hasAttr(signatureAttrName))
      return function.emitError("is public, but has no ")
             << signatureAttrName
             << ", which the phase trace records; expected it to be private";
  return success();
}

FailureOr<const Phase *> findDone(ModuleOp module) {
  Attribute attr = module->getAttr(phaseAttrName);
  if (!attr)
    return static_cast<const Phase *>(nullptr);
  auto name = dyn_cast<StringAttr>(attr);
  const Phase *done = name ? findPhase(name) : nullptr;
  if (!done)
    return module.emitError() << phaseAttrName << " is " << attr
                              << ", expected one of " << listPhases();
  return done;
}

LogicalResult checkNotPast(ModuleOp module, const Phase &phase) {
  FailureOr<const Phase *> done = findDone(module);
  if (failed(done))
    return failure();
  if (!*done || *done <= &phase)
    return success();
  return module.emitError("the program is at the phase ")
         << (*done)->name << ", which is past " << phase.name
         << "; give it as it was before";
}

FailureOr<ArrayRef<Phase>> remainingPhases(ModuleOp module, const Phase &last) {
  if (failed(checkProgram(module)) || failed(checkNotPast(module, last)))
    return failure();
  const Phase *done = *findDone(module);
  if (failed(done ? checkEntries(module) : checkAccepted(module)))
    return failure();
  return ArrayRef<Phase>(done ? done + 1 : getPhases().begin(), &last + 1);
}

void buildPhase(OpPassManager &passes, const Phase &phase,
                const TargetKind &target, const CompileOptions &options,
                Collector *collector) {
  BeginPhasePassOptions begin;
  begin.phase = phase.name.str();
  EndPhasePassOptions end;
  end.phase = phase.name.str();
  passes.addPass(createBeginPhasePass(begin));
  phase.build(passes, target, options, collector);
  passes.addPass(createEndPhasePass(end));
}

} // namespace ag
