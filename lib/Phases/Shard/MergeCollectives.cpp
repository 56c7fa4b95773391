//===- MergeCollectives.cpp - few collectives in place of many ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loops are rid of collectives that are the same in each turn, inner loops
// first. Then, block by block:
//  1. in one walk over the ops it is found where each collective may stand
//     (CollectiveWindows.h);
//  2. runs of a kind are filled into buckets (ag/Support/Sharding/Buckets.h);
//  3. what is in one bucket is written as one op, in the order of places.
// An op is taken along once at most, so that all takes a time that is linear in
// ops and uses, those in regions times their depth, but for sorting numbers.
//
//===----------------------------------------------------------------------===//
#include "CollectiveWindows.h"
#include "HoistCollectives.h"
#include "ag/Analysis/LoadValues.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Support/Sharding/Buckets.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_MERGECOLLECTIVESPASS
#include "ag/Phases/Shard/Passes.h.inc"

static constexpr PassRemarks remarks("ag-merge-collectives");

namespace {
class BlockMerger {
public:
  explicit BlockMerger(Block &block) : windows(block) {}

  void run(ArrayRef<CollectiveOpInterface> found, int64_t mostBytes);

private:
  void addItem(CollectiveOpInterface collective);
  Operation *write(ArrayRef<CollectiveOpInterface> members, size_t place);

  CollectiveWindows windows;
  llvm::DenseMap<std::pair<StringAttr, Attribute>, unsigned> kinds;
  std::vector<CollectiveOpInterface> collectives;
  std::vector<BucketItem> items;
};
} // namespace

/// All but what is said of each operand by itself.
static NamedAttrList getSharedAttributes(CollectiveOpInterface collective) {
  NamedAttrList attributes(collective->getAttrDictionary());
  for (StringRef name : collective.getBlockAttributes())
    attributes.erase(name);
  return attributes;
}

/// What a rank gives or gets, whichever is more; none if that is not known.
static std::optional<int64_t> countMost(CollectiveOpInterface collective) {
  auto countAll = [](TypeRange types) -> std::optional<int64_t> {
    int64_t bytes = 0;
    for (Type type : types) {
      std::optional<int64_t> own = countBytes(type);
      if (!own)
        return std::nullopt;
      bytes = plus(bytes, *own);
    }
    return bytes;
  };
  std::optional<int64_t> given = countAll(collective->getOperandTypes()),
                         got = countAll(collective->getResultTypes());
  return given && got ? std::optional(std::max(*given, *got)) : std::nullopt;
}

void BlockMerger::addItem(CollectiveOpInterface collective) {
  std::optional<int64_t> bytes = countMost(collective);
  if (!bytes) {
    remarks.missed(collective, "collective")
        << remark::add("is done alone")
        << remark::reason("its bytes are not known");
    return;
  }
  MLIRContext *context = collective->getContext();
  std::pair<StringAttr, Attribute> key = {
      collective->getName().getIdentifier(),
      getSharedAttributes(collective).getDictionary(context)};
  BucketItem item{
      static_cast<unsigned>(kinds.try_emplace(key, kinds.size()).first->second),
      completes(collective.getMoveKind()),
      *bytes,
      windows.getNumber(collective),
      windows.findReady(collective),
      windows.findNeeded(collective),
      {}};
  for (Value operand : collective->getOperands())
    item.operands.push_back(windows.getIdentity(operand));
  collectives.push_back(collective);
  items.push_back(std::move(item));
}

/// What the members say of their operands, one after the other.
static Attribute joinNumbers(ArrayRef<CollectiveOpInterface> members,
                             StringRef name) {
  SmallVector<int64_t> all;
  for (CollectiveOpInterface member : members)
    llvm::append_range(
        all,
        cast<DenseI64ArrayAttr>(*member->getInherentAttr(name)).asArrayRef());
  return DenseI64ArrayAttr::get(members.front()->getContext(), all);
}

Operation *BlockMerger::write(ArrayRef<CollectiveOpInterface> members,
                              size_t place) {
  CollectiveOpInterface first = members.front();
  OpBuilder builder(windows.open(place, members));
  SmallVector<Location> locations;
  NamedAttrList attributes = getSharedAttributes(first);
  for (StringRef name : first.getBlockAttributes())
    attributes.set(name, joinNumbers(members, name));
  OperationState state(first->getLoc(), first->getName());
  for (CollectiveOpInterface member : members) {
    locations.push_back(member->getLoc());
    state.addOperands(member->getOperands());
    state.addTypes(member->getResultTypes());
  }
  state.location = builder.getFusedLoc(locations);
  state.addAttributes(attributes);
  Operation *merged = builder.create(state);
  auto results = merged->result_begin();
  for (CollectiveOpInterface member : members)
    for (Value result : member->getResults())
      result.replaceAllUsesWith(*results++);
  return merged;
}

void BlockMerger::run(ArrayRef<CollectiveOpInterface> found,
                      int64_t mostBytes) {
  for (CollectiveOpInterface collective : found)
    addItem(collective);
  SmallVector<Operation *> replaced;
  for (const Bucket &bucket : fillBuckets(items, mostBytes)) {
    SmallVector<CollectiveOpInterface> members;
    for (size_t item : bucket.items)
      members.push_back(collectives[item]);
    Operation *merged = write(members, bucket.place);
    llvm::append_range(replaced, members);
    remarks.passed(merged, "collective")
        << remark::add("{0} collectives are one", members.size())
        << remark::metric("operands", merged->getNumOperands())
        << remark::metric("bytes", bucket.bytes);
  }
  for (Operation *op : replaced)
    op->erase();
}

namespace {
struct MergeCollectivesPass
    : impl::MergeCollectivesPassBase<MergeCollectivesPass> {
  using MergeCollectivesPassBase::MergeCollectivesPassBase;

  void runOnOperation() override {
    auto mostBytes =
        static_cast<int64_t>(std::min<uint64_t>(bucketBytes, INT64_MAX));
    getOperation().walk([&](LoopLikeOpInterface loop) {
      hoistCollectives(loop, mostBytes, remarks);
    });
    getOperation().walk([&](Block *block) {
      SmallVector<CollectiveOpInterface> found;
      for (auto collective : block->getOps<CollectiveOpInterface>())
        if (sends(collective.getMoveKind()))
          found.push_back(collective);
      if (found.size() > 1)
        BlockMerger(*block).run(found, mostBytes);
    });
  }
};
} // namespace
} // namespace ag
