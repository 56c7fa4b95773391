//===- Levels.cpp - where a group's values are ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops does one loop compute, outside of the nest? `schedule` combines ops
// in this order:
//
// 1. An element-wise op joins the only op that reads it. A cheap one is
//    recomputed in each of its readers.
// 2. The first element-wise op that reads a product is computed on the
//    product's accumulators.
// 3. Reductions, and the ops that they read, share the rows of the ops that
//    read the reductions.
// 4. Other element-wise ops join one that they read.
//
// Outside of nests, a GPU has the first kind of loops only.
//
// A value is taken to be in memory if that depends on passes in between.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Levels.h"
#include "GroupReads.h"
#include "LevelMembers.h"
#include "LoopKinds.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Groups/GroupNesting.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "ag/Analysis/Groups/Plan.h"
#include "ag/Analysis/Groups/RowNests.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// Ops that are computed in one loop, or in the group's nest.
struct Loop {
  enum Kind : uint8_t {
    Nest,
    /// One op that reduces, or element-wise ops, with ops that only these read.
    Plain,
    /// Ops on the accumulators of a product.
    OfProduct,
    /// Reductions and the ops that read them, over rows.
    OfRows
  };
  Kind kind = Plain;
  /// The op that reads the results of the other ops of a plain loop.
  const Member *root = nullptr;
  /// The number of the member at whose position the loop is.
  unsigned place = 0;
  int64_t steps = 0;
  /// True if one of its ops takes many steps, such as a function of math.
  bool hasFunction = false;
  /// True if one of its ops has several results, reads elements in another
  /// order than its root computes them, or is read in another order.
  bool isMixed = false;
  /// True if one of its ops divides integers.
  bool mayFail = false;
  /// The values that the loop reads and does not compute.
  llvm::SmallDenseSet<Value, 4> read = {};
  /// The loop that this one was joined into, or this one.
  unsigned joined = 0;
};

class LevelFinder {
public:
  LevelFinder(const SharedLoops &loops, ArrayRef<NestLoop> around,
              const Speed &speed);

  GroupLevels find();

private:
  static llvm::DenseSet<Operation *> findNested(const SharedLoops &loops,
                                                ArrayRef<NestLoop> around,
                                                const Speed &speed);
  void shareLoops();
  bool isNeededWhole(const Member &member) const {
    return member.makesResult || reads.getOtherReader(member);
  }
  /// Returns true if the loop is plain, and was not joined into another one.
  bool isFree(unsigned loop) const {
    return found[loop].joined == loop && found[loop].kind == Loop::Plain;
  }
  SmallVector<GroupRead> getReads(const Member &producer) const;
  SmallVector<GroupRead> getReadsOf(unsigned loop) const;
  unsigned findLoop(const Member &member) const;
  unsigned addLoop(const Member &member);
  void join(unsigned from, unsigned into);
  bool keepsExtents(const Member &taken, unsigned loop) const;
  bool mayTake(const Member &producer, const GroupRead &read) const;
  void placeElementwise(const Member &member);
  void takeEpilogue(const Member &product);
  void takeRows();
  bool joinOne(unsigned reader);
  bool feedsProduct(const Member &move) const;
  StringRef whyStored(const Member &member) const;
  StringRef whyWhole(const GroupRead &read) const;

  const SharedLoops &loops;
  const Speed &speed;
  llvm::DenseSet<Operation *> nested;
  GroupReads reads;
  /// Ops whose values are whole as another shape of them is.
  llvm::DenseSet<const Member *> viewed;
  llvm::DenseMap<const Member *, unsigned> loopOf;
  /// Ops that each of their readers recomputes.
  llvm::DenseSet<const Member *> recomputed;
  /// The nest, and then the other loops in reverse program order.
  std::vector<Loop> found = std::vector<Loop>(1);
};
} // namespace

/// Returns true if iterations of the nest compute different elements of the op.
/// `same` are the earlier ops for which that is not so.
static bool varies(const NestedOp &op,
                   const llvm::DenseSet<Operation *> &same) {
  const Spec &spec = op.stated->spec;
  auto isInNest = [&](unsigned loop) { return op.loops[loop].has_value(); };
  bool reads = llvm::any_of(spec.inputs, [&](const SpecInput &input) {
    return !same.contains(op.stated->getValue(input).getDefiningOp()) &&
           llvm::any_of(
               llvm::seq<unsigned>(op.loops.size()), [&](unsigned loop) {
                 return isInNest(loop) && input.map.isFunctionOfDim(loop);
               });
  });
  return reads || op.stated->rule ||
         llvm::any_of(spec.body.nodes(), [&](const ScalarNode &node) {
           return node.kind == ScalarNode::Index && isInNest(node.position);
         });
}

/// Returns the ops of which each iteration of the nest computes a tile of its
/// own. Ops that are the same in each iteration may be hoisted out of the nest,
/// unless it is a kernel.
llvm::DenseSet<Operation *> LevelFinder::findNested(const SharedLoops &loops,
                                                    ArrayRef<NestLoop> around,
                                                    const Speed &speed) {
  llvm::DenseSet<Operation *> nested;
  if (!speed.isGPU && llvm::none_of(around, [&](NestLoop loop) {
        return hasFullTiles(findLength(loops, loop.dimension), loop.tile);
      }))
    return nested;
  NestPlan plan = nestOps(loops, around);
  llvm::DenseSet<Operation *> same;
  for (const NestedOp &op : plan.ops)
    (speed.isGPU || varies(op, same) ? nested : same).insert(op.getOp());
  return nested;
}

LevelFinder::LevelFinder(const SharedLoops &loops, ArrayRef<NestLoop> around,
                         const Speed &speed)
    : loops(loops), speed(speed), nested(findNested(loops, around, speed)),
      reads(loops, nested) {
  found.front().kind = Loop::Nest;
  for (const Member &member : loops.getMembers())
    if (nested.contains(member.stated->op))
      loopOf[&member] = 0;
  for (const Member &member : llvm::reverse(loops.getMembers())) {
    const StatedOp &op = *member.stated;
    if (!isReshape(op.op) ||
        !(isNeededWhole(member) || viewed.contains(&member)))
      continue;
    if (const Member *maker = loops.find(op.operands.front().getDefiningOp()))
      viewed.insert(maker);
  }
}

unsigned LevelFinder::findLoop(const Member &member) const {
  unsigned loop = loopOf.lookup(&member);
  while (found[loop].joined != loop)
    loop = found[loop].joined;
  return loop;
}

/// Composes two reads, the second of which reads the result of the reader of
/// the first. Returns the position that the second one reads through that
/// reader, or a null map if there is no such position.
static AffineMap findPlace(const GroupRead &first, const GroupRead &second) {
  AffineMap made = first.reader->stated->spec.results.front().map;
  if (!first.place || !second.place || !made.isPermutation())
    return {};
  return first.place.compose(inversePermutation(made).compose(second.place));
}

/// Returns the reads of the member by ops that are not recomputed, either
/// direct or through ops that are recomputed.
SmallVector<GroupRead> LevelFinder::getReads(const Member &producer) const {
  SmallVector<GroupRead> all;
  // How recomputed ops read the producer. Such an op is visited again once if
  // it reads several positions.
  llvm::MapVector<const Member *, GroupRead> ways;
  SmallVector<const Member *> left;
  auto visit = [&](GroupRead read) {
    if (!recomputed.contains(read.reader))
      return all.push_back(read);
    auto [way, isNew] = ways.try_emplace(read.reader, read);
    GroupRead &known = way->second;
    if (!isNew && (!known.place || known.place == read.place))
      return;
    if (!isNew)
      known.place = {};
    left.push_back(read.reader);
  };
  for (const GroupRead &read : reads.of(producer))
    visit(read);
  while (!left.empty()) {
    GroupRead way = ways.find(left.pop_back_val())->second;
    for (GroupRead read : reads.of(*way.reader)) {
      read.place = findPlace(way, read);
      read.isTransposed |= way.isTransposed;
      read.producer = &producer;
      visit(read);
    }
  }
  return all;
}

/// Returns the reads of the loop's results by other loops.
SmallVector<GroupRead> LevelFinder::getReadsOf(unsigned loop) const {
  SmallVector<GroupRead> all;
  for (const Member &member : loops.getMembers())
    if (loopOf.contains(&member) && findLoop(member) == loop)
      for (const GroupRead &read : getReads(member))
        if (findLoop(*read.reader) != loop)
          all.push_back(read);
  return all;
}

unsigned LevelFinder::addLoop(const Member &member) {
  Loop loop;
  loop.root = &member;
  loop.place = &member - loops.getMembers().data();
  loop.steps = countSteps(member.stated->spec, /*lanes=*/1);
  loop.hasFunction = !isQuick(*member.stated);
  loop.isMixed =
      isTransposing(*member.stated) || member.stated->op->getNumResults() > 1;
  loop.mayFail = mayFail(member);
  for (const SpecInput &input : member.stated->spec.inputs)
    loop.read.insert(member.stated->getValue(input));
  loop.joined = found.size();
  loopOf[&member] = loop.joined;
  found.push_back(std::move(loop));
  return found.size() - 1;
}

void LevelFinder::join(unsigned from, unsigned into) {
  Loop &part = found[from], &whole = found[into];
  part.joined = into;
  whole.steps += part.steps;
  whole.hasFunction |= part.hasFunction;
  whole.isMixed |= part.isMixed;
  whole.mayFail |= part.mayFail;
  whole.read.insert(part.read.begin(), part.read.end());
  for (Value result : part.root->stated->op->getResults())
    whole.read.erase(result);
}

//===----------------------------------------------------------------------===//
// Ops that are computed where they are read
//===----------------------------------------------------------------------===//

/// Returns true if the loop may compute `taken`, too. It must still read
/// tensors that determine the trip counts of the loops that its root reduces.
/// Tensors of one number and indices determine none:
///
///   s = sum(i), i = iota        needs i in memory
bool LevelFinder::keepsExtents(const Member &taken, unsigned loop) const {
  llvm::SetVector<const Member *> inside;
  inside.insert(&taken);
  for (const Member &member : loops.getMembers())
    if (loopOf.contains(&member) && findLoop(member) == loop)
      inside.insert(&member);
  llvm::SmallDenseSet<unsigned> indexed;
  for (size_t number = 0; number < inside.size(); ++number) {
    const Member &member = *inside[number];
    for (const SpecInput &input : member.stated->spec.inputs) {
      Value value = member.stated->getValue(input);
      const Member *maker = loops.find(value.getDefiningOp());
      bool isMoved =
          maker && GroupReads::isMove(*maker) && !maker->stated->rule;
      if (isMoved || recomputed.contains(maker))
        inside.insert(maker);
      if (inside.contains(maker) || isOneNumber(getSame(value)))
        continue;
      for (auto [own, dimension] : llvm::enumerate(member.loops))
        if (input.map.isFunctionOfDim(own))
          indexed.insert(dimension);
    }
  }
  const Member &root = *found[loop].root;
  return llvm::all_of(llvm::enumerate(root.loops), [&](auto own) {
    return root.stated->isParallel(own.index()) ||
           indexed.contains(own.value());
  });
}

/// Returns true if the loop of a reader may also compute an element-wise op.
bool LevelFinder::mayTake(const Member &producer, const GroupRead &read) const {
  const StatedOp &made = *producer.stated, &reader = *read.reader->stated;
  const Loop &loop = found[findLoop(*read.reader)];
  int64_t inputs = made.spec.inputs.size();
  int64_t tensors = inputs > 1 ? inputs - 1 + loop.read.size() : 0;
  // A reduction may compute an op that has all of its loops.
  bool suitsReader = read.reader->reduces ? read.isOnce()
                                          : isElementwise(*read.reader) &&
                                                !isTransposing(reader);
  return suitsReader && loop.kind == Loop::Plain && !read.reader->isProduct &&
         !reader.rule && read.place && read.place.isProjectedPermutation() &&
         !read.isTransposed && !isTransposing(made) &&
         loop.steps + countSteps(made.spec, /*lanes=*/1) <= mostLoopSteps &&
         tensors <= mostLoopTensors &&
         keepsExtents(producer, findLoop(*read.reader));
}

/// Joins an element-wise op into the loop of its readers, lets each of them
/// recompute it, or gives it a loop of its own.
void LevelFinder::placeElementwise(const Member &member) {
  SmallVector<GroupRead> all = getReads(member);
  llvm::SmallDenseSet<unsigned> readers;
  bool isInMemory = isNeededWhole(member), readsProduct = false;
  for (const GroupRead &read : all) {
    readers.insert(findLoop(*read.reader));
    // Other readers than views of it read what is stored.
    bool isStored =
        viewed.contains(&member) && !isReshape(read.reader->stated->op);
    isInMemory |= isStored || !mayTake(member, read);
  }
  for (Value operand : member.stated->op->getOperands())
    if (const Member *maker = loops.find(operand.getDefiningOp()))
      readsProduct |= maker->isProduct;
  // Ops of a mixed loop may read different elements.
  bool joins = readers.size() == 1 && !isInMemory &&
               member.stated->op->getNumResults() == 1 &&
               (all.size() == 1 || !found[*readers.begin()].isMixed);
  if (!joins && !all.empty() && !isInMemory && isCheap(member) &&
      !readsProduct) {
    recomputed.insert(&member);
    return;
  }
  unsigned own = addLoop(member);
  if (!joins)
    return;
  join(own, *readers.begin());
  for (const GroupRead &read : all)
    found[*readers.begin()].isMixed |= !read.isInOrder();
}

/// Computes the first op that reads a product on the product's accumulators.
void LevelFinder::takeEpilogue(const Member &product) {
  SmallVector<GroupRead> all = getReads(product);
  std::optional<unsigned> first;
  for (const GroupRead &read : all) {
    unsigned loop = findLoop(*read.reader);
    if (!first || found[loop].place < found[*first].place)
      first = loop;
  }
  if (!first || !isFree(*first) || !isElementwise(*found[*first].root))
    return;
  for (const GroupRead &read : all)
    if (findLoop(*read.reader) == *first &&
        (!read.isOnce() || read.isTransposed ||
         isTransposing(*read.reader->stated)))
      return;
  // Otherwise the sums may be added in memory, and read from there.
  const Loop &loop = found[*first];
  if (hasTiles(product) && !isNeededWhole(product) && !loop.mayFail &&
      !loop.isMixed && !mayAddBlocks(product, speed) && !mayUpdate(*loop.root))
    join(findLoop(product), *first);
  found[*first].kind = Loop::OfProduct;
}

//===----------------------------------------------------------------------===//
// Ops that share a loop
//===----------------------------------------------------------------------===//

/// Joins reductions, and ops that they read, into loops over the rows of
/// element-wise ops that read them.
void LevelFinder::takeRows() {
  std::vector<RowOp> ops;
  llvm::SmallDenseMap<unsigned, unsigned> numbers;
  SmallVector<unsigned> loopsOf;
  for (unsigned loop = 1; loop < found.size(); ++loop) {
    if (!isFree(loop))
      continue;
    const Member &member = *found[loop].root;
    RowOp op{&member};
    op.mayShare =
        mayShareRows(member) && (member.reduces || isElementwise(member));
    op.isReadOutside = isNeededWhole(member);
    for (const GroupRead &read : getReads(member)) {
      auto reader = numbers.find(findLoop(*read.reader));
      if (reader == numbers.end())
        op.isReadOutside = true;
      else
        op.reads.push_back({reader->second, read.reader, read.place});
    }
    numbers[loop] = ops.size();
    loopsOf.push_back(loop);
    ops.push_back(std::move(op));
  }
  for (const RowNest &nest : findRowNests(ops)) {
    unsigned root = loopsOf[nest.ops.front()];
    found[root].kind = Loop::OfRows;
    for (unsigned op : ArrayRef(nest.ops).drop_front())
      join(loopsOf[op], root);
  }
}

/// Returns true if one loop may compute both, where `reader` reads a result of
/// `producer`. A loop that may overwrite an operand, or that may fail, is not
/// shared.
static bool mayShare(const Loop &producer, const Loop &reader) {
  auto isOwn = [](const Loop &loop) { return loop.isMixed || loop.mayFail; };
  return isElementwise(*producer.root) && !isOwn(producer) && !isOwn(reader) &&
         !mayUpdate(*reader.root) &&
         !(producer.hasFunction && reader.hasFunction) &&
         producer.steps + reader.steps <= mostLoopSteps &&
         int64_t(producer.read.size() + reader.read.size()) + 2 <=
             mostLoopTensors;
}

/// Joins into an element-wise loop another one whose results it reads. Returns
/// false if there is none.
bool LevelFinder::joinOne(unsigned reader) {
  llvm::MapVector<unsigned, SmallVector<GroupRead>> producers;
  for (const Member &member : loops.getMembers())
    if (loopOf.contains(&member) && findLoop(member) != reader)
      for (const GroupRead &read : getReads(member))
        if (findLoop(*read.reader) == reader)
          producers[findLoop(member)].push_back(read);
  const Loop &own = found[reader];
  for (const auto &entry : llvm::reverse(producers)) {
    unsigned producer = entry.first;
    bool isInOrder = llvm::all_of(entry.second, [](const GroupRead &read) {
      return read.isInOrder() && !read.isTransposed;
    });
    if (!isInOrder || !isFree(producer) || !mayShare(found[producer], own))
      continue;
    // The result is at the position of the first reader of the producer. Other
    // loops whose results it reads may come after that position.
    unsigned place = own.place;
    for (const GroupRead &read : getReadsOf(producer))
      place = std::min(place, found[findLoop(*read.reader)].place);
    if (place < own.place && producers.size() > 1)
      continue;
    join(producer, reader);
    found[reader].place = place;
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// All values of a group
//===----------------------------------------------------------------------===//

/// Returns true if a product outside of the nest reads what the op moves.
bool LevelFinder::feedsProduct(const Member &move) const {
  return llvm::any_of(move.stated->op->getUsers(), [&](Operation *user) {
    const Member *reader = loops.find(user);
    return reader && !nested.contains(user) &&
           (reader->isProduct ||
            (GroupReads::isMove(*reader) && feedsProduct(*reader)));
  });
}

/// Returns why the op, if it only moves elements outside of the nest, stores
/// them. Returns an empty string if its readers read what it reads.
StringRef LevelFinder::whyStored(const Member &member) const {
  const StatedOp &move = *member.stated;
  if (!GroupReads::isMove(member) || nested.contains(move.op))
    return "";
  if (isTransposing(move))
    return "it is packed in another order";
  if (move.rule)
    return "";
  if (speed.isGPU && !nested.empty())
    return "it has none of the loops that the others share";
  bool isPermutation =
      llvm::all_of(move.spec.inputs, [](const SpecInput &input) {
        return input.map.isPermutation();
      });
  return !isPermutation && feedsProduct(member)
             ? "a product would compute it once for each of its terms"
             : "";
}

StringRef LevelFinder::whyWhole(const GroupRead &read) const {
  const Member &producer = *read.producer, &reader = *read.reader;
  if (recomputed.contains(&producer))
    return "";
  if (recomputed.contains(&reader)) {
    bool isOne = llvm::all_of(getReads(reader), [&](const GroupRead &each) {
      return findLoop(*each.reader) == findLoop(producer);
    });
    return isOne ? "" : "loops of several ops compute its reader";
  }
  unsigned own = findLoop(producer), other = findLoop(reader);
  if (own == other && !(own == 0 && read.leavesNest))
    return "";
  if (reader.isProduct && isElementwise(producer))
    return "a product would compute it once for each of its terms";
  if (producer.reduces && !producer.isProduct)
    return "all of a reduction's terms are needed for an element of it";
  if (!read.place || read.isTransposed || isTransposing(*reader.stated))
    return "the order of its elements is changed between them";
  if (producer.reduces && found[other].kind == Loop::OfProduct)
    return "its reader is computed on the sums of another product";
  if (isNeededWhole(producer) || reads.of(producer).size() > 1)
    return "others need it, too, and no loop computes both";
  return "no loop computes both";
}

/// Joins loops as the passes of a CPU do.
void LevelFinder::shareLoops() {
  for (const Member &member : llvm::reverse(loops.getMembers()))
    if (member.isProduct && isFree(findLoop(member)))
      takeEpilogue(member);
  takeRows();
  for (unsigned loop = found.size(); --loop > 0;)
    while (isFree(loop) && isElementwise(*found[loop].root) && joinOne(loop))
      ;
}

GroupLevels LevelFinder::find() {
  ArrayRef<Member> members = loops.getMembers();
  for (const Member &member : llvm::reverse(members)) {
    if (GroupReads::isMove(member) || nested.contains(member.stated->op))
      continue;
    if (isElementwise(member))
      placeElementwise(member);
    else
      addLoop(member);
  }
  if (!speed.isGPU)
    shareLoops();
  GroupLevels levels;
  levels.nested = nested;
  for (unsigned loop = 1; loop < found.size(); ++loop)
    levels.loops += found[loop].joined == loop;
  for (const Member &member : members) {
    Operation *op = member.stated->op;
    if (StringRef reason = whyStored(member); !reason.empty())
      levels.whole.push_back({op, op, reason});
    if (loopOf.contains(&member) && !nested.contains(op) &&
        !keepsExtents(member, findLoop(member)))
      levels.whole.push_back(
          {op, op, "it alone has a dimension that its reader reduces"});
    if (readsWindows(member))
      levels.whole.push_back(
          {op, op, "parts of its windows are read in several loops"});
    if (Operation *other = reads.getOtherReader(member))
      levels.whole.push_back({op, other, "its reader has no loops"});
    for (const GroupRead &read : reads.of(member)) {
      StringRef reason = whyWhole(read);
      levels.hasOthers |= reason.empty();
      if (!reason.empty())
        levels.whole.push_back({op, read.reader->stated->op, reason});
    }
  }
  return levels;
}

GroupLevels findLevels(const SharedLoops &loops, ArrayRef<NestLoop> around,
                       const Speed &speed) {
  return LevelFinder(loops, around, speed).find();
}

} // namespace ag
