//===- Partition.cpp - a planned program becomes that of one rank ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a planned program become that of one rank? Each block is rewritten
// op by op, in order. Ops take and give values in the states of the plan
// (HeldValues.h).
//
//===----------------------------------------------------------------------===//
#include "Partition/ForwardedStates.h"
#include "Partition/HeldValues.h"
#include "Partition/LocalOps.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/ParameterTypes.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Phases/Shard/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PARTITIONPASS
#include "ag/Phases/Shard/Passes.h.inc"

namespace {
class Partition {
public:
  Partition(func::FuncOp function, const ShardPlan &plan,
            const ShardedDims &dims, int64_t mostBytes)
      : function(function), plan(plan), mesh(plan.getMesh()), dims(dims),
        builder(function.getContext()), roles(findRoles(function)),
        values(plan, dims, GatheredParameters(function, roles, mostBytes)) {}

  LogicalResult run();

private:
  void takeArguments(Block &body);
  void writeSignature();
  LogicalResult writeBlock(Block &block);
  LogicalResult writeOp(Operation *op);
  LogicalResult writePlanned(Operation *op, const PlannedOp &planned);
  LogicalResult writeForwarded(Operation *op);
  LogicalResult writeSize(ShapedDimOpInterface op);
  OpFoldResult writeResultSize(OpResult result, int64_t dim);
  void writeParameter(ParameterOp op);
  LogicalResult writeAlike(Operation *op);

  func::FuncOp function;
  const ShardPlan &plan;
  const Mesh &mesh;
  const ShardedDims &dims;
  OpBuilder builder;
  /// The roles of the function's arguments.
  SmallVector<ArgumentRole> roles;
  HeldValues values;
};
} // namespace

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

LogicalResult Partition::writePlanned(Operation *op, const PlannedOp &planned) {
  SmallVector<Value> operands = values.getOperands(op, builder);
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (structured) {
    SmallVector<Value> read = structured.getSpecOperands();
    for (Value captured : ArrayRef(read).drop_front(op->getNumOperands()))
      operands.push_back(values.getUnsplit(captured, op, builder));
  }
  auto results = writeLocalOp(
      op, planned, operands, values.getCaptured(op, builder),
      [&](OpResult result, int64_t dim) {
        return writeResultSize(result, dim);
      },
      dims, values.getWriter(), mesh, builder);
  if (failed(results))
    return failure();
  for (auto [result, made] : llvm::zip_equal(op->getResults(), *results))
    values.hold(result, made);
  return success();
}

/// Emits the unsplit size.
LogicalResult Partition::writeSize(ShapedDimOpInterface op) {
  Value shaped = op.getShapedValue();
  std::optional<int64_t> dim = getConstantIntValue(op.getDimension());
  auto type = dyn_cast<RankedTensorType>(shaped.getType());
  if (!type || !dim || *dim < 0 || *dim >= type.getRank())
    return writeAlike(op);
  Location loc = op.getLoc();
  if (!type.isDynamicDim(*dim)) {
    values.hold(op->getResult(0), arith::ConstantIndexOp::create(
                                      builder, loc, type.getDimSize(*dim)));
    return success();
  }
  const HeldTensor &any = values.getFirst(shaped);
  AffineExpr size = getAffineSymbolExpr(0, builder.getContext());
  OpFoldResult whole = affine::makeComposedFoldedAffineApply(
      builder, loc, size * mesh.getSize(any.state.dims[*dim]),
      {tensor::getMixedSize(builder, loc, any.value, *dim)});
  values.hold(op->getResult(0),
              getValueOrCreateConstantIndexOp(builder, loc, whole));
  return success();
}

/// Emits the unsplit size of a result by the ops that reify it, which are
/// created in a temporary block. Returns null if they are unknown.
OpFoldResult Partition::writeResultSize(OpResult result, int64_t dim) {
  Block aside;
  OpBuilder maker(function.getContext());
  maker.setInsertionPointToStart(&aside);
  ReifiedRankedShapedTypeDims shapes;
  if (failed(reifyResultShapes(maker, result.getOwner(), shapes)))
    return {};
  HeldValues::Scope scope(values);
  if (failed(writeBlock(aside)))
    return {};
  OpFoldResult size = shapes[result.getResultNumber()][dim];
  if (auto value = dyn_cast<Value>(size))
    return values.getFirst(value).value;
  return size;
}

void Partition::writeParameter(ParameterOp op) {
  ShardState state = plan.getState(op);
  auto made = cast<ParameterOp>(builder.clone(*op));
  made->removeAttr(plannedAttrName);
  made.getResult().setType(cast<RankedTensorType>(values.getLocal(op)));
  if (state != wholeState(state.dims.size()))
    made->setAttr(shardingAttrName,
                  makeSharding(state, cast<RankedTensorType>(op.getType()),
                               plan.getMeshAttr()));
  values.hold(op, made);
}

/// Returns true if the op computes tensors that ranks could share if it had a
/// rule.
static bool couldBeShared(Operation *op) {
  return !op->hasTrait<OpTrait::IsTerminator>() &&
         !op->hasTrait<OpTrait::ConstantLike>() &&
         llvm::any_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType>);
}

/// Emits the op such that each rank computes all of it.
LogicalResult Partition::writeAlike(Operation *op) {
  if (couldBeShared(op))
    partitionRemarks.missed(op, "alike")
        << remark::add("is computed unsplit by each rank")
        << remark::reason("it has no sharding rule");
  SmallVector<Value> operands = values.getOperands(op, builder);
  IRMapping captured = values.getCaptured(op, builder);
  Operation *made = builder.clone(*op, captured);
  made->walk([](Operation *nested) {
    nested->removeAttr(strategyAttrName);
    nested->removeAttr(plannedAttrName);
  });
  made->setOperands(operands);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    values.holdUnsplit(result, own);
  return success();
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Erases the derivatives of a region, which are those of the unsplit region.
/// No derivative of a rank's part is needed.
static void dropRule(Operation *op) {
  if (auto region = dyn_cast<RegionOp>(op)) {
    region.removeVjpAttr();
    region.removeSurrogateAttr();
  }
}

/// Emits an op that forwards values. Without regions, its results are its
/// operands.
LogicalResult Partition::writeForwarded(Operation *op) {
  SmallVector<Value> operands = values.getOperands(op, builder);
  if (op->getNumRegions() == 0) {
    for (auto [result, operand] : llvm::zip_equal(op->getResults(), operands))
      values.hold(result, operand);
    return success();
  }
  SmallVector<Type> types;
  for (Value result : op->getResults())
    types.push_back(values.getLocal(result));
  Operation *made = Operation::create(
      op->getLoc(), op->getName(), types, operands,
      op->getDiscardableAttrDictionary(), op->getPropertiesStorage(),
      BlockRange(), op->getNumRegions());
  made->removeAttr(plannedAttrName);
  dropRule(made);
  builder.insert(made);
  for (auto [region, own] :
       llvm::zip_equal(op->getRegions(), made->getRegions())) {
    if (region.empty())
      continue;
    OpBuilder::InsertionGuard guard(builder);
    HeldValues::Scope scope(values);
    Block &body = own.emplaceBlock();
    for (BlockArgument argument : region.getArguments())
      values.hold(argument, body.addArgument(values.getLocal(argument),
                                             argument.getLoc()));
    builder.setInsertionPointToStart(&body);
    if (failed(writeBlock(region.front())))
      return failure();
  }
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults())) {
    // A partial value may have another element type.
    SmallVector<OpOperand *> givers = findGivers(own);
    if (givers.size() == 1)
      own.setType(givers.front()->get().getType());
    values.hold(result, own);
  }
  return success();
}

LogicalResult Partition::writeOp(Operation *op) {
  if (const PlannedOp *planned = plan.find(op))
    return writePlanned(op, *planned);
  if (auto parameter = dyn_cast<ParameterOp>(op)) {
    writeParameter(parameter);
    return success();
  }
  if (auto size = dyn_cast<ShapedDimOpInterface>(op))
    return writeSize(size);
  return handsOn(op) ? writeForwarded(op) : writeAlike(op);
}

LogicalResult Partition::writeBlock(Block &block) {
  for (Operation &op : block) {
    values.follow(&op);
    if (failed(writeOp(&op)))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void Partition::takeArguments(Block &body) {
  for (BlockArgument argument : function.getArguments())
    values.hold(argument,
                body.addArgument(values.getLocal(argument), argument.getLoc()));
}

/// Records the roles of arguments that do not follow from a rank's ops.
static void keepRoles(func::FuncOp function, ArrayRef<ArgumentRole> roles) {
  Builder builder(function.getContext());
  editArgAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
    if (roles[number] != ArgumentRole::Data &&
        !getParameterName(function.getArgument(number)))
      attributes.set(roleAttrName, builder.getStringAttr(spell(roles[number])));
  });
}

/// Must be called after the body is written: until then the names of the
/// unsplit dimensions determine which sizes are equal.
void Partition::writeSignature() {
  SmallVector<Type> inputs, results;
  editArgAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
    BlockArgument argument = function.getArgument(number);
    inputs.push_back(values.getLocal(argument));
    if (attributes.erase(plannedAttrName))
      attributes.set(shardingAttrName,
                     makeSharding(plan.getState(argument),
                                  cast<RankedTensorType>(argument.getType()),
                                  plan.getMeshAttr()));
  });
  editResultAttrs(function, [&](unsigned number, NamedAttrList &attributes) {
    Type type = function.getResultTypes()[number];
    results.push_back(type);
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor)
      return;
    const ShardState &state = plan.getResultState(number);
    results.back() = getLocalType({tensor, dims.getResultShape(number, tensor)},
                                  state, mesh);
    if (attributes.erase(plannedAttrName))
      attributes.set(shardingAttrName,
                     makeSharding(state, tensor, plan.getMeshAttr()));
  });
  function.setFunctionType(builder.getFunctionType(inputs, results));
}

/// Fails, with an error, if the blocks of a value cannot be stored.
static LogicalResult checkSizes(func::FuncOp function, const ShardPlan &plan,
                                const ShardedDims &dims) {
  auto check = [&](Value value) -> LogicalResult {
    if (!hasState(value))
      return success();
    if (llvm::Error error = checkStored(plan.getState(value), plan.getMesh(),
                                        dims.getShape(value)))
      return emitError(value.getLoc())
             << "a " << value.getType() << " can't be shared among ranks: "
             << llvm::toString(std::move(error));
    return success();
  };
  WalkResult walked = function.walk([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (Value argument : region.getArguments())
        if (failed(check(argument)))
          return WalkResult::interrupt();
    return llvm::all_of(op->getResults(),
                        [&](Value value) { return succeeded(check(value)); })
               ? WalkResult::advance()
               : WalkResult::interrupt();
  });
  return failure(walked.wasInterrupted());
}

LogicalResult Partition::run() {
  if (failed(checkBlocks(function)) || failed(checkSizes(function, plan, dims)))
    return failure();
  keepRoles(function, roles);
  Block &entry = function.front();
  auto body = std::make_unique<Block>();
  takeArguments(*body);
  builder.setInsertionPointToStart(body.get());
  if (failed(writeBlock(entry)))
    return failure();
  writeSignature();
  function.getBody().front().dropAllReferences();
  entry.erase();
  function.getBody().push_back(body.release());
  // Unsplit splats have been replaced by their blocks.
  function.walk([](Operation *op) {
    if (op->hasTrait<OpTrait::ConstantLike>() && op->use_empty())
      op->erase();
  });
  return success();
}

/// Fails, with an error, unless parameters of one name have one type and one
/// plan.
static LogicalResult checkParameters(ModuleOp module) {
  if (failed(checkParameterTypes(module)))
    return failure();
  llvm::DenseMap<StringAttr, ParameterOp> first;
  WalkResult walked = module.walk([&](ParameterOp op) {
    ParameterOp known = first.try_emplace(op.getNameAttr(), op).first->second;
    if (known->getAttr(plannedAttrName) == op->getAttr(plannedAttrName))
      return WalkResult::advance();
    op.emitError("is planned otherwise than a parameter of the same name");
    return WalkResult::interrupt();
  });
  return failure(walked.wasInterrupted());
}

namespace {
struct Planned {
  func::FuncOp function;
  ShardPlan plan;
  std::optional<ShardedDims> dims;
};

struct PartitionPass
    : OnForm<ProgramForm::Tensors, impl::PartitionPassBase<PartitionPass>> {
  using OnForm::OnForm;

  void runOnForm() override {
    ModuleOp module = getOperation();
    auto mesh = module->getAttrOfType<MeshAttr>(plannedMeshAttrName);
    if (!mesh)
      return;
    if (findMesh(module)) {
      emitError(module.getLoc(), "is the program of one rank already");
      return signalPassFailure();
    }
    FailureOr<Machine> machine = getMachine(module);
    if (failed(machine) || failed(checkParameters(module)))
      return signalPassFailure();
    module->removeAttr(plannedMeshAttrName);
    module->setAttr(meshAttrName, mesh);
    openAllGroups(module);
    if (failed(partition(module, mesh, getSpeed(*machine).rank.link)))
      signalPassFailure();
  }

private:
  /// Reads all plans before anything is rewritten.
  LogicalResult partition(ModuleOp module, MeshAttr mesh, MeshLink link) const {
    std::vector<Planned> planned;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      auto plan = ShardPlan::read(function, mesh, link);
      if (failed(plan))
        return failure();
      planned.push_back({function, std::move(*plan), std::nullopt});
    }
    ModuleDims dims;
    for (Planned &each : planned)
      each.dims.emplace(each.function, each.plan, dims);
    dims.padded.close();
    auto mostBytes =
        static_cast<int64_t>(std::min<uint64_t>(bucketBytes, INT64_MAX));
    for (const Planned &each : planned)
      if (failed(
              Partition(each.function, each.plan, *each.dims, mostBytes).run()))
        return failure();
    return success();
  }
};
} // namespace

} // namespace ag
