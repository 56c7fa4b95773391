//===- RecordSignature.cpp - the signature of each entry ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the function that computes the sizes of an entry's results come
// about?
//
// It is a clone of the entry on tensors that are known by their sizes alone.
// The body is cloned over tensor.empty, and returns the results' sizes: their
// bounds, which see through loops, or else a tensor.dim. After
// canonicalization, only arithmetic on sizes must be left.
//
//===----------------------------------------------------------------------===//
#include "SizesOnly.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Recursion.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/CleanUp.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_RECORDSIGNATUREPASS
#include "ag/Phases/Trace/Passes.h.inc"

static constexpr PassRemarks recordSignatureRemarks("ag-record-signature");

namespace {
/// Creates one tensor.empty for each argument, whose dynamic sizes are in
/// `sizes`, the values of the function's symbols.
IRMapping makeArguments(func::FuncOp entry, const DimSymbols &symbols,
                        ValueRange sizes, OpBuilder &builder) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments()) {
    auto type = cast<RankedTensorType>(argument.getType());
    SmallVector<Value> dynamicSizes;
    for (unsigned dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        dynamicSizes.push_back(
            sizes[symbols.find(argument.getArgNumber(), dim)]);
    mapping.map(argument, tensor::EmptyOp::create(builder, entry.getLoc(), type,
                                                  dynamicSizes));
  }
  return mapping;
}

/// Returns the symbol that an index, or a dimension of an argument's tensor, is
/// in the shape function with this body. Null if it is another value.
Value findSymbol(Value value, std::optional<int64_t> dim, Block *body) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() == body ? value : Value();
  auto empty = value.getDefiningOp<tensor::EmptyOp>();
  return empty && dim && empty.getType().isDynamicDim(*dim)
             ? findSymbol(empty.getDynamicSize(*dim), std::nullopt, body)
             : Value();
}

/// Returns a dimension of a tensor in terms of the symbols, or null. Bounds end
/// at the arguments' tensors, because they eliminate all other sizes, which
/// takes the cube of their number.
Value makeSizeOfSymbols(Value tensor, int64_t dim, OpBuilder &builder,
                        Location loc) {
  Block *body = builder.getBlock();
  auto isSymbol = [&](Value value, std::optional<int64_t> valueDim,
                      ValueBoundsConstraintSet &) {
    return bool(findSymbol(value, valueDim, body));
  };
  AffineMap map;
  ValueDimList operands;
  if (failed(ValueBoundsConstraintSet::computeBound(
          map, operands, presburger::BoundType::EQ, {tensor, dim}, isSymbol)))
    return nullptr;
  for (auto &[value, valueDim] : operands) {
    value = findSymbol(value, valueDim, body);
    valueDim = std::nullopt;
  }
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::materializeComputedBound(builder, loc, map, operands));
}

/// Returns a dimension of a tensor in the clone, in terms of the symbols if
/// possible. Does not ask bounds for static sizes, because they take a splat of
/// integers for an index.
Value makeSize(Value tensor, int64_t dim, OpBuilder &builder, Location loc) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return arith::ConstantIndexOp::create(builder, loc, type.getDimSize(dim));
  if (Value size = makeSizeOfSymbols(tensor, dim, builder, loc))
    return size;
  // Two tensors may have one symbol, which only bounds beyond them show.
  auto isSymbol = [&](Value value, std::optional<int64_t>,
                      ValueBoundsConstraintSet &) {
    return isa<BlockArgument>(value) &&
           findSymbol(value, std::nullopt, builder.getBlock());
  };
  FailureOr<OpFoldResult> size = affine::reifyShapedValueDimBound(
      builder, loc, presburger::BoundType::EQ, tensor, dim, isSymbol);
  if (succeeded(size))
    return getValueOrCreateConstantIndexOp(builder, loc, *size);
  return tensor::DimOp::create(builder, loc, tensor, dim);
}

/// Creates the shape function, not yet simplified.
func::FuncOp cloneForShapes(func::FuncOp entry,
                            const EntrySignature &signature) {
  Location loc = entry.getLoc();
  DimSymbols symbols(entry);
  OpBuilder builder(entry);
  func::FuncOp shapes =
      makeHelper(builder, entry, signature, EntryHelper::Shapes);
  IRMapping mapping =
      makeArguments(entry, symbols, shapes.getArguments(), builder);
  Block &body = entry.getBody().front();
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  auto terminator = func::ReturnOp::create(
      builder, loc,
      llvm::map_to_vector(
          body.getTerminator()->getOperands(),
          [&](Value result) { return mapping.lookupOrDefault(result); }));
  handOnSizes(shapes);
  builder.setInsertionPoint(terminator);
  SmallVector<Value> sizes;
  for (Value result : terminator.getOperands())
    for (int64_t dim = 0;
         dim < cast<RankedTensorType>(result.getType()).getRank(); ++dim)
      sizes.push_back(makeSize(result, dim, builder, loc));
  terminator.getOperandsMutable().assign(sizes);
  return shapes;
}

/// Hoists pure ops out of branches, so that sizes that both branches compute
/// become equal, and no longer depend on the condition.
void hoistFromBranches(func::FuncOp function) {
  function.walk([](RegionBranchOpInterface branch) {
    if (isa<LoopLikeOpInterface>(branch.getOperation()))
      return;
    auto regions = llvm::map_to_vector(branch->getRegions(),
                                       [](Region &region) { return &region; });
    moveLoopInvariantCode(
        regions,
        [](Value value, Region *region) {
          return !region->isAncestor(value.getParentRegion());
        },
        [](Operation *op, Region *) { return isPureOp(op); },
        [](Operation *op, Region *region) {
          op->moveBefore(region->getParentOp());
        });
  });
}

bool hasTensor(TypeRange types) {
  return llvm::any_of(types, llvm::IsaPred<ShapedType>);
}

/// Returns the ops that the returned sizes depend on: ops that have scalars as
/// operands or results, and ops with control flow.
SetVector<Operation *> findDeciding(func::FuncOp shapes) {
  auto isTensor = llvm::IsaPred<ShapedType>;
  BackwardSliceOptions options;
  options.omitUsesFromAbove = false;
  options.inclusive = true;
  options.filter = [&](Operation *op) {
    return isa<RegionBranchOpInterface>(op) ||
           !llvm::all_of(op->getOperandTypes(), isTensor) ||
           !llvm::all_of(op->getResultTypes(), isTensor);
  };
  SetVector<Operation *> deciding;
  // The slice fails at block arguments of unknown ops, whose sizes are unknown.
  for (Value size : shapes.getBody().front().getTerminator()->getOperands())
    (void)getBackwardSlice(size, &deciding, options);
  return deciding;
}

/// Checks that only arithmetic on sizes is left. Else emits an error at the
/// first op that reads elements for a size, or at an op whose size is not
/// known, and fails.
LogicalResult checkSizesOnly(func::FuncOp shapes) {
  Operation *reader = nullptr, *unknown = nullptr;
  auto look = [&](Operation *op) {
    if (!hasTensor(op->getOperandTypes()) || op->getNumRegions() > 0)
      return;
    auto dim = dyn_cast<tensor::DimOp>(op);
    if (dim && !unknown)
      unknown = dim.getSource().getDefiningOp();
    bool isRead = op->getNumResults() > 0 && !hasTensor(op->getResultTypes());
    if (!dim && !reader && isRead)
      reader = op;
  };
  for (Operation *op : findDeciding(shapes))
    op->walk(look);
  if (reader)
    return reader->emitError(
        "the size of a result depends on the elements of this op's tensors; "
        "sizes must follow from those of the arguments");
  shapes.getBody().walk([&](Operation *op) {
    if (!unknown && hasTensor(op->getResultTypes()))
      unknown = op;
  });
  if (!unknown)
    return success();
  return unknown->emitError("the size of this value is not known; the sizes of "
                            "results must follow from those of the arguments");
}

struct RecordSignaturePass
    : WithModels<impl::RecordSignaturePassBase<RecordSignaturePass>> {
  void runOnOperation() override {
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (isEntryOrLoad(entry) && failed(record(entry)))
        return signalPassFailure();
  }

  /// Checks that the entry has no calls, and that the names of its helpers are
  /// free. Emits an error and fails if not.
  LogicalResult check(func::FuncOp entry) {
    for (EntryHelper helper : entryHelpers) {
      std::string name = getHelperName(entry.getName(), helper);
      if (Operation *other = SymbolTable::lookupSymbolIn(getOperation(), name))
        return other->emitError("@")
               << name << " is the name of a helper of the entry @"
               << entry.getName() << "; rename this one";
    }
    for (unsigned number = 0; number < entry.getNumArguments(); ++number)
      if (entry.getArgAttr(number, parameterAttrName))
        return entry.emitError("argument ")
               << number << " is marked by " << parameterAttrName
               << ", which only later phases set; expected the op ag.parameter";
    if (entry->hasAttr(loadAttrName))
      return entry.emitError("it is marked by ")
             << loadAttrName << ", which only a later phase sets";
    WalkResult result = entry.walk([](func::CallOp call) {
      if (isRecursive(call))
        call.emitError("this call is recursive, as @")
            << call.getCallee()
            << " calls itself in the end, and can't be compiled; expected a "
               "loop";
      else
        call.emitError("this call could not be inlined; expected the body of @")
            << call.getCallee() << " in the module";
      return WalkResult::interrupt();
    });
    return failure(result.wasInterrupted());
  }

  /// Simplifies the sizes as long as the number of tensors decreases, because
  /// upstream sees through at most ten ops at a time. The tensors that are left
  /// are errors of checkSizesOnly, at their lines.
  LogicalResult simplifySizes(func::FuncOp shapes) {
    OpPassManager find(func::FuncOp::getOperationName());
    OpPassManager simplify(func::FuncOp::getOperationName());
    memref::ResolveRankedShapeTypeResultDimsPassOptions resolve;
    resolve.errorOnPatternIterationLimit = false;
    find.addPass(memref::createResolveRankedShapeTypeResultDimsPass(resolve));
    // Hoists sizes that loops forward unchanged to before the loop.
    find.addPass(createLoopInvariantCodeMotionPass());
    simplify.addPass(createCSEPass());
    addRightCanonicalization(simplify);
    simplify.addPass(createCSEPass());
    int64_t before = INT64_MAX;
    while (true) {
      if (failed(runPipeline(find, shapes)))
        return failure();
      hoistFromBranches(shapes);
      if (failed(runPipeline(simplify, shapes)))
        return failure();
      int64_t left = 0;
      shapes.walk(
          [&](Operation *op) { left += hasTensor(op->getResultTypes()); });
      if (left == 0 || left >= before)
        return success();
      before = left;
    }
  }

  LogicalResult record(func::FuncOp entry) {
    if (failed(check(entry)))
      return failure();
    if (!entry.getBody().hasOneBlock())
      return entry.emitError(
          "an entry with unstructured control flow; expected "
          "scf");
    FailureOr<EntrySignature> signature = describeEntry(entry);
    if (failed(signature))
      return failure();
    func::FuncOp shapes = cloneForShapes(entry, *signature);
    // Sizes of inlined ops are visible to bounds.
    inlineBodies(shapes);
    if (failed(simplifySizes(shapes)) || failed(checkSizesOnly(shapes)))
      return failure();
    entry->setAttr(signatureAttrName, toAttr(*signature, &getContext()));
    remarkGradients(entry, *signature);
    return success();
  }

  static void remarkGradients(func::FuncOp entry,
                              const EntrySignature &signature) {
    for (auto [number, result] : llvm::enumerate(signature.results)) {
      const auto &of = result.gradientOf;
      if (!of)
        continue;
      const auto *argument = std::get_if<int64_t>(&*of);
      std::string name =
          argument ? std::to_string(*argument) : std::get<std::string>(*of);
      recordSignatureRemarks.analysis(entry, "gradient")
          << remark::add("result {0} is the gradient by {1} {2}", number,
                         argument ? "argument" : "parameter", name)
          << remark::metric("result", number) << remark::metric("of", name);
    }
  }
};
} // namespace
} // namespace ag
