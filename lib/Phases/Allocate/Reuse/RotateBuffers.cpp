//===- RotateBuffers.cpp - loops that exchange buffers instead of copying -===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that computes its carried values from all old values does so in
// another buffer, and copies that buffer at the end. If an iteration ends with
// copies only, and each value goes to one buffer, the buffers can exchange
// their roles instead:
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
//   scf.for %i = %even to %n step %c1 {       // at most one iteration
//
// Two buffers have their own roles again after every second iteration, and
// three in a cycle after every third. The first loop runs a multiple of that,
// so later users of the buffers are not affected.
//
// If two carried values change places, one of them is copied first, and no op
// writes its buffer between this copy and the end. The buffer itself can be
// passed on, and the copy is left out:
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
/// The longest period, in iterations, after which buffers have their roles
/// again. A longer one would seldom be reached.
constexpr int64_t longestPeriod = 6;

/// The copies at the end of a loop's iterations, and the exchange that replaces
/// them.
class Rotation {
public:
  explicit Rotation(scf::ForOp loop) : loop(loop) { collectCopies(); }

  bool hasCopies() const { return !copies.empty(); }
  /// Finds the exchange. Returns false if the copies are needed.
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
  bool areOutside(ValueRange sizes);
  bool hasOuterSizes();
  bool isNamedInside(Value buffer, const BufferViewFlowAnalysis &views);
  bool addPart(Value buffer, const BufferViewFlowAnalysis &views);
  bool closeCycles();
  void hoistOwn();
  scf::ForOp makeRotating(OpBuilder &builder, Value end);

  scf::ForOp loop;
  /// In program order.
  SmallVector<Copy> copies;
  /// For buffers with the contents that another buffer still has at the end,
  /// the copies that filled them.
  llvm::SmallMapVector<Value, memref::CopyOp, 2> kept;
  /// Carried buffers, and buffers that an iteration allocates for the next
  /// values.
  SmallVector<Value> parts;
  /// For each part, the part whose buffer it has in the next iteration.
  SmallVector<size_t> next;
  /// The period: each part has its own buffer again after this many iterations.
  int64_t period = 1;
};

//===----------------------------------------------------------------------===//
// Finding the exchange
//===----------------------------------------------------------------------===//

void Rotation::collectCopies() {
  for (Operation &op : llvm::reverse(loop.getBody()->without_terminator())) {
    bool isCopy = isa<memref::CopyOp, linalg::CopyOp>(op);
    // A copy to a slice of a buffer does not make the buffer equal to the
    // source.
    if (isCopy && (isOwn(op.getOperand(1)) || isMadeBefore(op.getOperand(1))))
      copies.push_back({&op, op.getOperand(0), op.getOperand(1)});
    else if (isCopy || op.getNumRegions() > 0 || !isMemoryEffectFree(&op))
      break;
  }
  std::reverse(copies.begin(), copies.end());
}

/// Returns true if `buffer` is an allocation or an argument, not a view, from
/// before the loop.
bool Rotation::isMadeBefore(Value buffer) {
  auto argument = dyn_cast<BlockArgument>(buffer);
  bool isWhole =
      argument ? isa<FunctionOpInterface>(argument.getOwner()->getParentOp())
               : buffer.getDefiningOp<memref::AllocOp>() != nullptr;
  return isWhole && loop.isDefinedOutsideOfLoop(buffer);
}

bool Rotation::areOutside(ValueRange sizes) {
  return llvm::all_of(
      sizes, [&](Value size) { return loop.isDefinedOutsideOfLoop(size); });
}

/// Returns true if no size of a buffer in the loop depends on its index. The
/// rest of a rotated loop begins at a number of which nothing is known, so that
/// such a size would have no bound.
bool Rotation::hasOuterSizes() {
  return !loop.walk([&](memref::AllocOp op) {
                return areOutside(op->getOperands()) ? WalkResult::advance()
                                                     : WalkResult::interrupt();
              })
              .wasInterrupted();
}

/// Returns true if each iteration allocates `buffer`, with sizes that are known
/// before the loop.
bool Rotation::isOwn(Value buffer) {
  auto op = buffer.getDefiningOp<memref::AllocOp>();
  return op && op->getBlock() == loop.getBody() &&
         areOutside(op->getOperands());
}

/// Returns true if the loop uses `buffer`, which is created before the loop,
/// directly or by views that are created inside.
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

/// Returns true if an iteration writes `buffer` between `copy` and the copies
/// at its end.
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

/// Returns true if an iteration copies a buffer from before the loop into
/// `old`, which only the copies at its end use. The source must keep its
/// contents until then. Records the copy in `kept`.
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

/// Gives buffers that no part takes over to the parts whose next values an
/// iteration computes, such that each cycle closes. Returns false if two parts
/// take over one buffer.
bool Rotation::closeCycles() {
  SmallVector<bool> isTaken(parts.size(), false);
  for (size_t part = 0; part < parts.size(); ++part)
    if (loop.isDefinedOutsideOfLoop(parts[part])) {
      if (isTaken[next[part]])
        return false; // Two parts need one value, so a copy is needed.
      isTaken[next[part]] = true;
    }
  for (size_t part = 0; part < parts.size(); ++part) {
    if (loop.isDefinedOutsideOfLoop(parts[part]))
      continue;
    // Follow the cycle from the part that takes this buffer to the free one.
    size_t last = part;
    while (isTaken[last])
      last = llvm::find(next, last) - next.begin();
    next[part] = last;
    isTaken[last] = true;
  }
  return true;
}

bool Rotation::find(const BufferViewFlowAnalysis &views) {
  if (!hasOuterSizes())
    return false;
  // For each buffer, the buffer that held its final contents before the copies.
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
    // A buffer that keeps its contents cannot be passed on.
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
    period = std::lcm(period, length);
  }
  std::optional<APInt> all = loop.getStaticTripCount();
  std::optional<int64_t> lower = getConstantIntValue(loop.getLowerBound());
  bool canCount = all ? all->sge(period) : lower && *lower >= 0;
  return canCount && period > 1 && period <= longestPeriod;
}

//===----------------------------------------------------------------------===//
// The change
//===----------------------------------------------------------------------===//

/// Moves the allocations of the iterations to before the loop.
void Rotation::hoistOwn() {
  for (Value part : parts)
    if (!loop.isDefinedOutsideOfLoop(part))
      part.getDefiningOp()->moveBefore(loop);
}

/// Creates the loop, up to `end`, with buffers that exchange their roles.
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
  // The loop after this one runs a last step that extends past the upper bound.
  Value steps = builder.createOrFold<arith::DivSIOp>(loc, span, loop.getStep());
  Value rounds =
      builder.createOrFold<arith::DivSIOp>(loc, steps, number(period));
  Value whole =
      builder.createOrFold<arith::MulIOp>(loc, rounds, number(period));
  Value length =
      builder.createOrFold<arith::MulIOp>(loc, whole, loop.getStep());
  Value end = builder.createOrFold<arith::AddIOp>(loc, lower, length);
  scf::ForOp rotating = makeRotating(builder, end);
  rotateBuffersRemarks.passed(rotating, "rotate")
      << remark::add("{0} buffers exchange their roles instead of {1} copies",
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
