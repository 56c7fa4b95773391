//===- RegionTags.cpp - regions of a derivative ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/RegionTags.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Tags
//===----------------------------------------------------------------------===//

/// The tags in an op's location. `regions` has the regions that contained it,
/// from the outermost to the innermost, each as a DistinctAttr of the region's
/// attributes and location. A UnitAttr marks an op that was built in reverse.
struct Tags {
  SmallVector<Attribute> regions;
  bool isBackward = false;

  static Tags of(Operation *op);
};

bool isTag(Attribute metadata) {
  return isa_and_present<DistinctAttr, UnitAttr>(metadata);
}

Location addTag(Location loc, Attribute tag) {
  return FusedLoc::get(loc.getContext(), {loc}, tag);
}

/// Returns the location that `loc` wraps, which is the first of several, as in
/// findName. Returns std::nullopt for other locations.
std::optional<Location> stepInto(Location loc) {
  if (auto fused = dyn_cast<FusedLoc>(loc))
    return fused.getLocations().front();
  if (auto named = dyn_cast<NameLoc>(loc))
    return named.getChildLoc();
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return call.getCallee();
  return std::nullopt;
}

Tags Tags::of(Operation *op) {
  Tags tags;
  for (std::optional<Location> loc = op->getLoc(); loc; loc = stepInto(*loc)) {
    auto fused = dyn_cast<FusedLoc>(*loc);
    if (!fused || !isTag(fused.getMetadata()))
      continue;
    if (isa<UnitAttr>(fused.getMetadata()))
      tags.isBackward = true;
    else
      tags.regions.push_back(fused.getMetadata());
  }
  std::reverse(tags.regions.begin(), tags.regions.end());
  return tags;
}

Attribute makeTag(RegionOp region) {
  return DistinctAttr::create(
      ArrayAttr::get(region.getContext(), {region->getAttrDictionary(),
                                           Attribute(region.getLoc())}));
}

Attribute getPart(Attribute region, unsigned number) {
  return cast<ArrayAttr>(
      cast<DistinctAttr>(region).getReferencedAttr())[number];
}

DictionaryAttr getAttributes(Attribute region) {
  return cast<DictionaryAttr>(getPart(region, 0));
}

Location getLocation(Attribute region) {
  return cast<LocationAttr>(getPart(region, 1));
}

void eraseTags(Operation *root) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([](FusedLoc loc) -> std::optional<Attribute> {
    Location place = loc;
    for (auto tag = loc; tag && isTag(tag.getMetadata());
         tag = dyn_cast<FusedLoc>(place))
      place = tag.getLocations().front();
    return place == loc ? std::nullopt : std::optional<Attribute>(place);
  });
  replacer.recursivelyReplaceElementsIn(root, /*replaceAttrs=*/false,
                                        /*replaceLocs=*/true);
}

//===----------------------------------------------------------------------===//
// Closing
//===----------------------------------------------------------------------===//

/// Adjacent ops that become one region.
class Run {
public:
  Run(Tags tags, size_t depth) : tags(std::move(tags)), depth(depth) {}

  bool takes(const Tags &other) const {
    return other.isBackward == tags.isBackward &&
           other.regions.size() > depth &&
           other.regions[depth] == tags.regions[depth];
  }
  void add(Operation *op) { ops.push_back(op); }

  Attribute getRegion() const { return tags.regions[depth]; }
  RegionOp close() const;

private:
  SmallVector<Value> findResults() const;
  void moveInto(RegionOp region, ValueRange results) const;

  Tags tags;
  size_t depth;
  SmallVector<Operation *> ops;
};

/// Returns the results that ops outside the run use.
SmallVector<Value> Run::findResults() const {
  Block *block = ops.front()->getBlock();
  llvm::SmallPtrSet<Operation *, 16> inside(ops.begin(), ops.end());
  SmallVector<Value> results;
  for (Operation *op : ops)
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !inside.contains(block->findAncestorOpInBlock(*user));
          }))
        results.push_back(result);
  return results;
}

RegionOp Run::close() const {
  SmallVector<Value> results = findResults();
  OpBuilder builder(ops.front());
  Location loc = getLocation(getRegion());
  OperationState state(tags.isBackward ? nameBackward(loc) : loc,
                       RegionOp::getOperationName());
  state.attributes = NamedAttrList(getAttributes(getRegion()));
  if (tags.isBackward)
    state.attributes.set("backward", builder.getUnitAttr());
  state.addTypes(ValueRange(results).getTypes());
  state.addRegion()->emplaceBlock();
  auto region = cast<RegionOp>(builder.create(state));
  moveInto(region, results);
  return region;
}

void Run::moveInto(RegionOp region, ValueRange results) const {
  Block &body = region.getBody().front();
  for (Operation *op : ops)
    op->moveBefore(&body, body.end());
  OpBuilder builder = OpBuilder::atBlockEnd(&body);
  YieldOp::create(builder, region.getLoc(), results);
  for (auto [value, result] : llvm::zip_equal(results, region.getOutputs()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !region->isProperAncestor(use.getOwner());
    });
  isolate(region);
}

void closeIn(Block &block, ArrayRef<Attribute> around);

/// Closes regions inside control flow. Other ops, such as linalg.generic, are
/// not split into regions.
void closeInside(Operation &op, ArrayRef<Attribute> around) {
  if (isa<RegionBranchOpInterface, LoopLikeOpInterface>(op))
    for (Region &region : op.getRegions())
      for (Block &block : region)
        closeIn(block, around);
}

/// Closes the outermost regions inside those of `around`, and then the regions
/// in them.
void closeIn(Block &block, ArrayRef<Attribute> around) {
  size_t depth = around.size();
  SmallVector<Run> runs;
  bool isOpen = false;
  for (Operation &op : block.without_terminator()) {
    // Constants are cloned into the regions that use them.
    if (matchPattern(&op, m_Constant()))
      continue;
    Tags tags = Tags::of(&op);
    bool isIn = tags.regions.size() > depth &&
                ArrayRef(tags.regions).take_front(depth) == around;
    if (!isIn)
      closeInside(op, around);
    else if (!isOpen || !runs.back().takes(tags))
      runs.emplace_back(tags, depth);
    if (isIn)
      runs.back().add(&op);
    isOpen = isIn;
  }
  for (const Run &run : runs) {
    SmallVector<Attribute> inside(around);
    inside.push_back(run.getRegion());
    closeIn(run.close().getBody().front(), inside);
  }
}
} // namespace

void isolate(RegionOp region) {
  auto builder = OpBuilder::atBlockBegin(&region.getBody().front());
  llvm::SetVector<Value> outer;
  getUsedValuesDefinedAbove(region.getBody(), outer);
  IRMapping inner;
  for (Value value : outer)
    inner.map(value, matchPattern(value, m_Constant())
                         ? builder.clone(*value.getDefiningOp())->getResult(0)
                         : Value(region.passIn(value)));
  region.getBody().walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      operand.set(inner.lookupOrDefault(operand.get()));
  });
  for (Value value : outer)
    if (Operation *op = value.getDefiningOp(); op && isOpTriviallyDead(op))
      op->erase();
}

void openRegions(func::FuncOp function) {
  SmallVector<RegionOp> regions;
  function.walk<WalkOrder::PreOrder>([&](RegionOp op) {
    if (op.getVjp())
      return WalkResult::skip();
    regions.push_back(op);
    return WalkResult::advance();
  });
  IRRewriter rewriter(function.getContext());
  for (RegionOp op : regions) {
    Attribute tag = makeTag(op);
    op.getBody().walk([&](Operation *nested) {
      nested->setLoc(addTag(nested->getLoc(), tag));
      for (Region &region : nested->getRegions())
        for (BlockArgument argument : region.getArguments())
          argument.setLoc(addTag(argument.getLoc(), tag));
    });
    rewriter.setInsertionPoint(op);
    op.openBody(rewriter);
  }
}

void closeRegions(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (!isBackward(op))
      return;
    op->setLoc(nameBackward(op->getLoc()));
    // The region was not inlined, and the reverse recomputes it.
    if (auto region = dyn_cast<RegionOp>(op))
      region.setBackward(true);
  });
  closeIn(function.getBody().front(), {});
  eraseTags(function);
}

bool isBackward(Operation *op) { return Tags::of(op).isBackward; }

void BackwardTagging::notifyOperationInserted(Operation *op,
                                              OpBuilder::InsertPoint) {
  if (!isBackward(op))
    op->setLoc(addTag(op->getLoc(), UnitAttr::get(op->getContext())));
}

Attribute getCheckpoint(Operation *op) {
  SmallVector<Attribute> around;
  if (Operation *parent = op->getParentOp())
    around = Tags::of(parent).regions;
  for (Attribute region : Tags::of(op).regions)
    if (getAttributes(region).contains("checkpoint") &&
        !llvm::is_contained(around, region))
      return region;
  return nullptr;
}

} // namespace ag
