//===- Partition.cpp - a planned program becomes that of one rank ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a planned program become that of one rank? Each block is rewritten
// op by op, in order. A value is held in all states that it has been brought
// to, as uses require them. The next state is computed from the one from which
// that costs least. Gathered parameters are dropped where that pays
// (GatheredParameters.h).
//
//===----------------------------------------------------------------------===//
#include "Partition/ForwardedStates.h"
#include "Partition/GatheredParameters.h"
#include "Partition/LocalOps.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Entry/ParameterTypes.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Shard/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PARTITIONPASS
#include "ag/Phases/Shard/Passes.h.inc"

static constexpr PassRemarks partitionRemarks("ag-partition");

namespace {
class Partition {
public:
  Partition(func::FuncOp function, const ShardPlan &plan,
            const ShardedDims &dims, int64_t mostBytes)
      : function(function), plan(plan), mesh(plan.getMesh()), dims(dims),
        writer(plan.getMeshAttr(), mesh), builder(function.getContext()),
        roles(findRoles(function)), parameters(function, roles, mostBytes) {}

  LogicalResult run();

private:
  /// Drops the values that are held in a region at its end.
  struct Scope {
    explicit Scope(Partition &partition)
        : partition(partition), first(partition.trail.size()) {
      ++partition.scopes;
    }
    ~Scope() {
      --partition.scopes;
      while (partition.trail.size() > first)
        partition.held[partition.trail.pop_back_val()].pop_back();
    }
    Partition &partition;
    size_t first;
  };

  LogicalResult checkSizes();
  void keepRoles();
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

  WholeTensor getWhole(Value value) const {
    return {cast<RankedTensorType>(value.getType()), dims.getShape(value)};
  }
  /// Returns the type of a rank's part of a value, in the state it is computed
  /// in.
  Type getLocal(Value value) const {
    return hasState(value)
               ? getLocalType(getWhole(value), plan.getState(value), mesh)
               : value.getType();
  }
  void hold(Value value, Value made, ShardState state);
  void hold(Value value, Value made);
  Value makeSplat(Value value, const ShardState &state);
  Value get(Value value, const ShardState &state, Operation *user);
  SmallVector<Value> getOperands(Operation *op);
  IRMapping getCaptured(Operation *op);

  func::FuncOp function;
  const ShardPlan &plan;
  const Mesh &mesh;
  const ShardedDims &dims;
  ReshardWriter writer;
  OpBuilder builder;
  /// Each value, in the states that it has been brought to. A value without a
  /// state has one entry.
  llvm::DenseMap<Value, SmallVector<HeldTensor, 2>> held;
  SmallVector<Value> trail;
  unsigned scopes = 0;
  /// The roles of the function's arguments.
  SmallVector<ArgumentRole> roles;
  GatheredParameters parameters;
};
} // namespace

//===----------------------------------------------------------------------===//
// Held values
//===----------------------------------------------------------------------===//

void Partition::hold(Value value, Value made, ShardState state) {
  held[value].push_back({made, std::move(state)});
  trail.push_back(value);
}

static ShardState getWholeState(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? wholeState(type.getRank()) : ShardState();
}

/// Holds a value in the state that the plan has for it.
void Partition::hold(Value value, Value made) {
  hold(value, made, hasState(value) ? plan.getState(value) : ShardState());
}

/// Returns the block of a splat constant, which is a splat; null for other
/// values.
Value Partition::makeSplat(Value value, const ShardState &state) {
  SplatElementsAttr elements;
  auto local =
      cast<RankedTensorType>(getLocalType(getWhole(value), state, mesh));
  if (state.monoid || !matchPattern(value, m_Constant(&elements)))
    return nullptr;
  return arith::ConstantOp::create(
      builder, value.getLoc(),
      elements.resizeSplat(local.clone(elements.getElementType())));
}

/// Returns `value` in `state` for `user`. Reshards it if it is not held so.
Value Partition::get(Value value, const ShardState &state, Operation *user) {
  SmallVector<HeldTensor, 2> &states = held[value];
  if (!hasState(value))
    return states.front().value;
  WholeTensor whole = getWhole(value);
  bool isParameter = scopes == 0 && parameters.isParameter(value);
  if (isParameter && parameters.isForgotten(value))
    states.truncate(1);
  const HeldTensor *best = nullptr;
  std::optional<MoveCost> least;
  for (const HeldTensor &each : states) {
    MoveCost cost = writer.getCost(each, state, whole);
    if (!least || cost < *least) {
      least = cost;
      best = &each;
    }
  }
  if (best->state == state) {
    if (isParameter && best != states.begin())
      parameters.use(value);
    return best->value;
  }
  if (least->bytes > 0) {
    auto said = partitionRemarks.passed(findMaker(value), "reshard");
    said << remark::add("from {0} to {1} for '{2}' at {3}",
                        spell(best->state, mesh), spell(state, mesh),
                        user->getName(), spellPlace(user));
    if (whole.type.hasStaticShape())
      said << remark::metric("bytes", least->bytes);
  }
  Value made = makeSplat(value, state);
  if (!made)
    made = writer.write(*best, state, whole, builder, value.getLoc());
  hold(value, made, state);
  if (isParameter && least->bytes > 0)
    parameters.gather(value, countBytes(made.getType()).value_or(0));
  return made;
}

/// Returns the operands in the states in which the op takes them.
SmallVector<Value> Partition::getOperands(Operation *op) {
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = operand.get();
    std::optional<ShardState> state =
        hasState(value) ? plan.getOperandState(operand) : ShardState();
    operands.push_back(state ? get(value, *state, op)
                             : held[value].front().value);
  }
  return operands;
}

/// Returns a map of the values that the op's regions capture to unsplit ones.
IRMapping Partition::getCaptured(Operation *op) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  IRMapping map;
  for (Value value : captured)
    map.map(value, get(value, getWholeState(value), op));
  return map;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

LogicalResult Partition::writePlanned(Operation *op, const PlannedOp &planned) {
  SmallVector<Value> operands = getOperands(op);
  auto structured = dyn_cast<StructuredOpInterface>(op);
  if (structured)
    for (Value captured : ArrayRef(structured.getSpecOperands())
                              .drop_front(op->getNumOperands()))
      operands.push_back(get(captured, getWholeState(captured), op));
  auto results = writeLocalOp(
      op, planned, operands, getCaptured(op),
      [&](OpResult result, int64_t dim) {
        return writeResultSize(result, dim);
      },
      dims, writer, mesh, builder);
  if (failed(results))
    return failure();
  for (auto [result, made] : llvm::zip_equal(op->getResults(), *results))
    hold(result, made);
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
    hold(op->getResult(0),
         arith::ConstantIndexOp::create(builder, loc, type.getDimSize(*dim)));
    return success();
  }
  const HeldTensor &any = held[shaped].front();
  AffineExpr size = getAffineSymbolExpr(0, builder.getContext());
  OpFoldResult whole = affine::makeComposedFoldedAffineApply(
      builder, loc, size * mesh.getSize(any.state.dims[*dim]),
      {tensor::getMixedSize(builder, loc, any.value, *dim)});
  hold(op->getResult(0), getValueOrCreateConstantIndexOp(builder, loc, whole));
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
  Scope scope(*this);
  if (failed(writeBlock(aside)))
    return {};
  OpFoldResult size = shapes[result.getResultNumber()][dim];
  if (auto value = dyn_cast<Value>(size))
    return held[value].front().value;
  return size;
}

void Partition::writeParameter(ParameterOp op) {
  ShardState state = plan.getState(op);
  auto made = cast<ParameterOp>(builder.clone(*op));
  made->removeAttr(plannedAttrName);
  made.getResult().setType(cast<RankedTensorType>(getLocal(op)));
  if (state != wholeState(state.dims.size()))
    made->setAttr(shardingAttrName,
                  makeSharding(state, cast<RankedTensorType>(op.getType()),
                               plan.getMeshAttr()));
  hold(op, made);
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
  SmallVector<Value> operands = getOperands(op);
  IRMapping captured = getCaptured(op);
  Operation *made = builder.clone(*op, captured);
  made->walk([](Operation *nested) {
    nested->removeAttr(strategyAttrName);
    nested->removeAttr(plannedAttrName);
  });
  made->setOperands(operands);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    hold(result, own, getWholeState(result));
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
  SmallVector<Value> operands = getOperands(op);
  if (op->getNumRegions() == 0) {
    for (auto [result, operand] : llvm::zip_equal(op->getResults(), operands))
      hold(result, operand);
    return success();
  }
  SmallVector<Type> types;
  for (Value result : op->getResults())
    types.push_back(getLocal(result));
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
    Scope scope(*this);
    Block &body = own.emplaceBlock();
    for (BlockArgument argument : region.getArguments())
      hold(argument, body.addArgument(getLocal(argument), argument.getLoc()));
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
    hold(result, own);
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
    parameters.follow(&op);
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
    hold(argument, body.addArgument(getLocal(argument), argument.getLoc()));
}

/// Records the roles of arguments, which do not follow from a rank's ops.
void Partition::keepRoles() {
  for (auto [number, role] : llvm::enumerate(roles))
    if (role != ArgumentRole::Data)
      function.setArgAttr(number, roleAttrName,
                          builder.getStringAttr(spell(role)));
}

/// Must be called after the body is written: until then the names of the
/// unsplit dimensions determine which sizes are equal.
void Partition::writeSignature() {
  SmallVector<Type> inputs, results;
  for (BlockArgument argument : function.getArguments()) {
    unsigned number = argument.getArgNumber();
    inputs.push_back(getLocal(argument));
    if (function.removeArgAttr(number, plannedAttrName))
      function.setArgAttr(number, shardingAttrName,
                          makeSharding(plan.getState(argument),
                                       getWhole(argument).type,
                                       plan.getMeshAttr()));
  }
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    results.push_back(type);
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor)
      continue;
    const ShardState &state = plan.getResultState(number);
    results.back() = getLocalType({tensor, dims.getResultShape(number, tensor)},
                                  state, mesh);
    if (function.removeResultAttr(number,
                                  builder.getStringAttr(plannedAttrName)))
      function.setResultAttr(number, shardingAttrName,
                             makeSharding(state, tensor, plan.getMeshAttr()));
  }
  function.setFunctionType(builder.getFunctionType(inputs, results));
}

/// Fails, with an error, if the blocks of a value cannot be stored.
LogicalResult Partition::checkSizes() {
  auto check = [&](Value value) -> LogicalResult {
    if (!hasState(value))
      return success();
    if (llvm::Error error =
            checkStored(plan.getState(value), mesh, dims.getShape(value)))
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
  if (failed(checkBlocks(function)) || failed(checkSizes()))
    return failure();
  keepRoles();
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

struct PartitionPass : WithModels<impl::PartitionPassBase<PartitionPass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
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
