//===- MergeCollectives.cpp - few collectives in place of many ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do many small collectives become a few large ones? First, loop-invariant
// collectives move out of loops, inner loops first. Then, block by block:
//
//  1. one walk over the ops finds the window of positions in which each
//     collective may be executed (CollectiveWindows.h);
//  2. collectives of one kind are filled into buckets
//     (ag/Support/Sharding/Buckets.h);
//  3. each bucket becomes one op, in the order of positions.
//
// Each op is moved at most once. The time is linear in the ops and uses, where
// those in regions count once for each level of nesting, except for sorting.
//
//===----------------------------------------------------------------------===//
#include "Collectives/CollectiveWindows.h"
#include "Collectives/HoistCollectives.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Support/Sharding/Buckets.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_MERGECOLLECTIVESPASS
#include "ag/Phases/Shard/Passes.h.inc"

static constexpr PassRemarks mergeCollectivesRemarks("ag-merge-collectives");

namespace {
/// A collective, and the bytes of its operands or results on a rank, whichever
/// are more; std::nullopt if they are unknown.
struct SentBytes {
  CollectiveOpInterface collective;
  std::optional<int64_t> bytes;
};

class BlockMerger {
public:
  explicit BlockMerger(Block &block) : windows(block) {}

  /// `found` has the collectives of the block, in order.
  void run(ArrayRef<SentBytes> found, int64_t mostBytes);

private:
  void addItem(CollectiveOpInterface collective, int64_t bytes);
  Operation *write(ArrayRef<CollectiveOpInterface> members, size_t place);

  CollectiveWindows windows;
  llvm::DenseMap<std::pair<StringAttr, Attribute>, unsigned> kinds;
  std::vector<CollectiveOpInterface> collectives;
  std::vector<BucketItem> items;
};
} // namespace

/// Returns the attributes that do not describe single operands.
static NamedAttrList getSharedAttributes(CollectiveOpInterface collective) {
  NamedAttrList attributes(collective->getAttrDictionary());
  for (StringRef name : collective.getBlockAttributes())
    attributes.erase(name);
  return attributes;
}

static std::optional<int64_t> countMost(CollectiveOpInterface collective,
                                        SizeEvaluator &sizes) {
  auto countAll = [&](ValueRange values) -> std::optional<int64_t> {
    int64_t bytes = 0;
    for (Value value : values) {
      std::optional<int64_t> own = sizes.bytesOf(value);
      if (!own)
        return std::nullopt;
      bytes = plus(bytes, *own);
    }
    return bytes;
  };
  std::optional<int64_t> given = countAll(collective->getOperands()),
                         got = countAll(collective->getResults());
  return given && got ? std::optional(std::max(*given, *got)) : std::nullopt;
}

void BlockMerger::addItem(CollectiveOpInterface collective, int64_t bytes) {
  MLIRContext *context = collective->getContext();
  std::pair<StringAttr, Attribute> key = {
      collective->getName().getIdentifier(),
      getSharedAttributes(collective).getDictionary(context)};
  BucketItem item{
      static_cast<unsigned>(kinds.try_emplace(key, kinds.size()).first->second),
      completes(collective.getMoveKind()),
      bytes,
      windows.getNumber(collective),
      windows.findReady(collective),
      windows.findNeeded(collective),
      {}};
  for (Value operand : collective->getOperands())
    item.operands.push_back(windows.getValueNumber(operand));
  collectives.push_back(collective);
  items.push_back(std::move(item));
}

/// Returns the attributes `name` of all members, one after the other.
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

void BlockMerger::run(ArrayRef<SentBytes> found, int64_t mostBytes) {
  for (const SentBytes &sent : found)
    if (sent.bytes)
      addItem(sent.collective, *sent.bytes);
    else
      mergeCollectivesRemarks.missed(sent.collective, "collective")
          << remark::add("is done alone")
          << remark::reason("its bytes are not known");
  SmallVector<Operation *> replaced;
  for (const Bucket &bucket : fillBuckets(items, mostBytes)) {
    SmallVector<CollectiveOpInterface> members;
    for (size_t item : bucket.items)
      members.push_back(collectives[item]);
    Operation *merged = write(members, bucket.place);
    windows.fill(bucket.place, merged);
    llvm::append_range(replaced, members);
    mergeCollectivesRemarks.passed(merged, "collective")
        << remark::add("{0} collectives are one", members.size())
        << remark::metric("operands", merged->getNumOperands())
        << remark::metric("bytes", bucket.bytes);
  }
  windows.close();
  for (Operation *op : replaced)
    op->erase();
}

namespace {
struct MergeCollectivesPass
    : WithModels<impl::MergeCollectivesPassBase<MergeCollectivesPass>> {
  using WithModels::WithModels;

  /// Finds sizes before any op is erased.
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    auto mostBytes =
        static_cast<int64_t>(std::min<uint64_t>(bucketBytes, INT64_MAX));
    SizeEvaluator sizes(function, getPlannedSizes(function));
    function.walk([&](LoopLikeOpInterface loop) {
      hoistCollectives(loop, mostBytes, sizes, mergeCollectivesRemarks);
    });
    llvm::MapVector<Block *, SmallVector<SentBytes>> found;
    function.walk([&](CollectiveOpInterface collective) {
      if (sends(collective.getMoveKind()))
        found[collective->getBlock()].push_back(
            {collective, countMost(collective, sizes)});
    });
    for (const auto &[block, collectives] : found)
      if (collectives.size() > 1)
        BlockMerger(*block).run(collectives, mostBytes);
  }
};
} // namespace
} // namespace ag
