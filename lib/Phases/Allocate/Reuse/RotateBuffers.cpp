//===- RotateBuffers.cpp - loops exchange buffers and copy none -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that computes what it carries from all of the old values does so in
// another buffer, and copies that in the end. If nothing but copies comes at
// the end of its turns, and each value goes to one place, the buffers can
// change their parts instead:
//
//   scf.for %i = %c0 to %n step %c1 {
//     %next = memref.alloc()
//     f(%state, %next)
//     memref.copy %next, %state
//   }
//
// becomes
//
//   %other = memref.alloc()
//   scf.for %i = %c0 to %even step %c1 iter_args(%a = %state, %b = %other) {
//     f(%a, %b)
//     scf.yield %b, %a
//   }
//   scf.for %i = %even to %n step %c1 {       // one turn at most, as before
//
// Two buffers have their own parts again after every second turn, three that go
// round after every third: so the first loop does a multiple of that, and
// whatever uses the buffers behind it need not know.
//
// Where two that are carried change places, one of them is copied while it is
// still there, and nothing writes it between that and the end. It can give its
// buffer away itself, and the copy is left out:
//
//   memref.copy %a, %old
//   memref.copy %b, %a
//   memref.copy %old, %b
//
//===----------------------------------------------------------------------===//
#include "Common/LoopCopies.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <numeric>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ROTATEBUFFERSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks rotateBuffersRemarks("ag-rotate-buffers");

namespace {
/// After more turns than these, buffers would seldom have their parts again.
constexpr int64_t mostTurns = 6;

/// The copies at the end of a loop's turns, and what they come to.
class Rotation {
public:
  explicit Rotation(scf::ForOp loop) : loop(loop) { collectCopies(); }

  bool hasCopies() const { return !copies.empty(); }
  /// Whether buffers can change their parts instead.
  bool find(const BufferViewFlowAnalysis &views);
  void apply();

private:
  struct Copy {
    Operation *op;
    Value from;
    Value to;
  };

  void collectCopies();
  bool isWrittenBehind(Value buffer, Operation *copy,
                       const BufferViewFlowAnalysis &views);
  bool keepsCopied(Value old, const BufferViewFlowAnalysis &views);
  bool isOwn(Value buffer);
  bool isMadeBefore(Value buffer);
  bool isNamedInside(Value buffer, const BufferViewFlowAnalysis &views);
  bool addPart(Value buffer, const BufferViewFlowAnalysis &views);
  bool closeCycles();
  void hoistOwn();
  scf::ForOp makeRotating(OpBuilder &builder, Value end);

  scf::ForOp loop;
  /// In their order.
  SmallVector<Copy> copies;
  /// Of buffers that hold what another one still holds in the end, the copies
  /// that made that so.
  llvm::SmallMapVector<Value, memref::CopyOp, 2> kept;
  /// What is carried, and what a turn allocates for the next values.
  SmallVector<Value> parts;
  /// Which part's buffer each part has in the next turn.
  SmallVector<size_t> next;
  /// After so many turns each part has its own buffer.
  int64_t turns = 1;
};

//===----------------------------------------------------------------------===//
// What can rotate
//===----------------------------------------------------------------------===//

void Rotation::collectCopies() {
  for (Operation &op : llvm::reverse(loop.getBody()->without_terminator())) {
    bool isCopy = isa<memref::CopyOp, linalg::CopyOp>(op);
    // A copy to a part of a buffer does not make that what it is copied from.
    if (isCopy && (isOwn(op.getOperand(1)) || isMadeBefore(op.getOperand(1))))
      copies.push_back({&op, op.getOperand(0), op.getOperand(1)});
    else if (isCopy || op.getNumRegions() > 0 || !isMemoryEffectFree(&op))
      break;
  }
  std::reverse(copies.begin(), copies.end());
}

/// Whether `buffer` is a whole one, and is there in front of the loop.
bool Rotation::isMadeBefore(Value buffer) {
  auto argument = dyn_cast<BlockArgument>(buffer);
  bool isWhole =
      argument ? isa<FunctionOpInterface>(argument.getOwner()->getParentOp())
               : buffer.getDefiningOp<memref::AllocOp>() != nullptr;
  return isWhole && loop.isDefinedOutsideOfLoop(buffer);
}

/// Whether each turn allocates `buffer`, of a size that is known before.
bool Rotation::isOwn(Value buffer) {
  auto op = buffer.getDefiningOp<memref::AllocOp>();
  return op && op->getBlock() == loop.getBody() &&
         llvm::all_of(op->getOperands(), [&](Value size) {
           return loop.isDefinedOutsideOfLoop(size);
         });
}

/// Whether the loop uses `buffer`, which is made in front of it, by that name
/// alone, and not by a view that is made there too.
bool Rotation::isNamedInside(Value buffer,
                             const BufferViewFlowAnalysis &views) {
  return isMadeBefore(buffer) &&
         llvm::all_of(views.resolve(buffer), [&](Value view) {
           return view == buffer || !loop.isDefinedOutsideOfLoop(view) ||
                  llvm::none_of(view.getUsers(), [&](Operation *user) {
                    return loop->isProperAncestor(user);
                  });
         });
}

/// Whether a turn writes `buffer` behind `copy`, and not by the copies at its
/// end.
bool Rotation::isWrittenBehind(Value buffer, Operation *copy,
                               const BufferViewFlowAnalysis &views) {
  return llvm::any_of(views.resolve(buffer), [&](Value view) {
    return llvm::any_of(view.getUsers(), [&](Operation *user) {
      Operation *at = loop.getBody()->findAncestorOpInBlock(*user);
      bool isBetween = at && copy->isBeforeInBlock(at) &&
                       at->isBeforeInBlock(copies.front().op);
      bool onlyReads = isMemoryEffectFree(user) ||
                       (isa<MemoryEffectOpInterface>(user) &&
                        !hasEffect<MemoryEffects::Write>(user, view));
      return isBetween && !onlyReads;
    });
  });
}

/// Whether a turn copies a buffer that is there in front of the loop into
/// `old`, for nothing but copies at its end, until when it stays as it is.
bool Rotation::keepsCopied(Value old, const BufferViewFlowAnalysis &views) {
  if (kept.contains(old) || !isOwn(old))
    return kept.contains(old);
  memref::CopyOp made;
  for (Operation *user : old.getUsers()) {
    if (llvm::any_of(copies, [&](const Copy &each) {
          return each.op == user && each.to != old;
        }))
      continue;
    auto copy = dyn_cast<memref::CopyOp>(user);
    if (made || !copy || copy.getTarget() != old)
      return false;
    made = copy;
  }
  if (!made || made->getBlock() != loop.getBody() ||
      !made->isBeforeInBlock(copies.front().op) ||
      !isMadeBefore(made.getSource()) ||
      isWrittenBehind(made.getSource(), made, views))
    return false;
  kept[old] = made;
  return true;
}

bool Rotation::addPart(Value buffer, const BufferViewFlowAnalysis &views) {
  if (llvm::is_contained(parts, buffer))
    return true;
  bool isOutside = loop.isDefinedOutsideOfLoop(buffer);
  if (buffer.getType() != copies.front().to.getType() ||
      !(isOutside ? isNamedInside(buffer, views) : isOwn(buffer)))
    return false;
  parts.push_back(buffer);
  return true;
}

/// Gives buffers that no part takes over to those of which the turn makes the
/// next value, such that each goes back to where its cycle began.
bool Rotation::closeCycles() {
  SmallVector<bool> isTaken(parts.size(), false);
  for (size_t part = 0; part < parts.size(); ++part)
    if (loop.isDefinedOutsideOfLoop(parts[part])) {
      if (isTaken[next[part]])
        return false; // One value for two: a copy is needed.
      isTaken[next[part]] = true;
    }
  for (size_t part = 0; part < parts.size(); ++part) {
    if (loop.isDefinedOutsideOfLoop(parts[part]))
      continue;
    // From the part that takes this buffer on to the one whose buffer is free.
    size_t last = part;
    while (isTaken[last])
      last = llvm::find(next, last) - next.begin();
    next[part] = last;
    isTaken[last] = true;
  }
  return true;
}

bool Rotation::find(const BufferViewFlowAnalysis &views) {
  // What each buffer holds at the end, as the buffer that held it before.
  llvm::SmallMapVector<Value, Value, 4> contents;
  for (const Copy &copy : copies) {
    auto held = contents.find(copy.from);
    Value from = held == contents.end() ? copy.from : held->second;
    bool isKept = keepsCopied(copy.from, views);
    contents[copy.to] = isKept ? kept[copy.from].getSource() : from;
  }
  for (auto [to, from] : contents)
    if (loop.isDefinedOutsideOfLoop(to) &&
        (!addPart(to, views) || !addPart(from, views)))
      return false;
  if (parts.empty())
    return false;
  for (auto [number, part] : llvm::enumerate(parts)) {
    bool isOutside = loop.isDefinedOutsideOfLoop(part);
    auto held = contents.find(part);
    // What stays as it is can't give its buffer away.
    if (isOutside && held == contents.end())
      return false;
    next.push_back(isOutside ? llvm::find(parts, held->second) - parts.begin()
                             : parts.size());
  }
  if (!closeCycles())
    return false;
  for (size_t part = 0; part < parts.size(); ++part) {
    int64_t length = 1;
    for (size_t at = next[part]; at != part; at = next[at])
      ++length;
    turns = std::lcm(turns, length);
  }
  std::optional<APInt> all = loop.getStaticTripCount();
  std::optional<int64_t> lower = getConstantIntValue(loop.getLowerBound());
  bool canCount = all ? all->sge(turns) : lower && *lower >= 0;
  return canCount && turns > 1 && turns <= mostTurns;
}

//===----------------------------------------------------------------------===//
// The change
//===----------------------------------------------------------------------===//

/// Makes the turns' own buffers in front of the loop.
void Rotation::hoistOwn() {
  for (Value part : parts)
    if (!loop.isDefinedOutsideOfLoop(part))
      part.getDefiningOp()->moveBefore(loop);
}

/// The loop, up to `end`, with buffers that change their parts.
scf::ForOp Rotation::makeRotating(OpBuilder &builder, Value end) {
  SmallVector<Value> inits(loop.getInits());
  llvm::append_range(inits, parts);
  auto rotating = scf::ForOp::create(
      builder, loop.getLoc(), loop.getLowerBound(), end, loop.getStep(), inits);
  rotating->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), rotating.getInductionVar());
  ValueRange arguments = rotating.getRegionIterArgs();
  mapping.map(loop.getRegionIterArgs(),
              arguments.take_front(loop.getNumRegionIterArgs()));
  ValueRange places = arguments.take_back(parts.size());
  mapping.map(parts, places);
  builder.setInsertionPointToStart(rotating.getBody());
  SmallPtrSet<Operation *, 4> left;
  for (const Copy &copy : copies)
    left.insert(copy.op);
  for (auto [old, copy] : kept) {
    left.insert(copy);
    left.insert(old.getDefiningOp());
  }
  for (Operation &op : loop.getBody()->without_terminator())
    if (!left.contains(&op))
      builder.clone(op, mapping);
  SmallVector<Value> yielded;
  for (Value value : loop.getYieldedValues())
    yielded.push_back(mapping.lookupOrDefault(value));
  for (size_t part : next)
    yielded.push_back(places[part]);
  scf::YieldOp::create(builder, loop.getLoc(), yielded);
  builder.setInsertionPointAfter(rotating);
  return rotating;
}

void Rotation::apply() {
  hoistOwn();
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(
        builder, loc,
        builder.getIntegerAttr(loop.getInductionVar().getType(), value));
  };
  Value lower = loop.getLowerBound();
  Value upper =
      builder.createOrFold<arith::MaxSIOp>(loc, loop.getUpperBound(), lower);
  Value span = builder.createOrFold<arith::SubIOp>(loc, upper, lower);
  // A last turn that its step is too long for is left to the loop behind.
  Value steps = builder.createOrFold<arith::DivSIOp>(loc, span, loop.getStep());
  Value rounds =
      builder.createOrFold<arith::DivSIOp>(loc, steps, number(turns));
  Value whole = builder.createOrFold<arith::MulIOp>(loc, rounds, number(turns));
  Value length =
      builder.createOrFold<arith::MulIOp>(loc, whole, loop.getStep());
  Value end = builder.createOrFold<arith::AddIOp>(loc, lower, length);
  scf::ForOp rotating = makeRotating(builder, end);
  rotateBuffersRemarks.passed(rotating, "rotate")
      << remark::add("{0} buffers change their parts instead of {1} copies",
                     parts.size(), copies.size())
      << remark::metric("buffers", parts.size())
      << remark::metric("copies", copies.size());
  if (std::optional<int64_t> last = getConstantIntValue(end);
      last && last == getConstantIntValue(loop.getUpperBound())) {
    loop.replaceAllUsesWith(
        rotating.getResults().take_front(loop.getNumResults()));
    loop.erase();
    return;
  }
  loop->setAttr(lastIterationsAttrName, builder.getUnitAttr());
  loop.getLowerBoundMutable().assign(end);
  for (auto [init, result] :
       llvm::zip(loop.getInitsMutable(), rotating.getResults()))
    init.set(result);
}

struct RotateBuffersPass
    : WithModels<impl::RotateBuffersPassBase<RotateBuffersPass>> {
  void runOnOperation() override {
    SmallVector<scf::ForOp> loops;
    getOperation()->walk([&](scf::ForOp loop) { loops.push_back(loop); });
    for (scf::ForOp loop : loops) {
      Rotation rotation(loop);
      if (rotation.hasCopies() &&
          rotation.find(BufferViewFlowAnalysis(getOperation())))
        rotation.apply();
    }
  }
};
} // namespace
} // namespace ag
