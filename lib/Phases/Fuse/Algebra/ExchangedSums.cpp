//===- ExchangedSums.cpp - exchanged and cancelled sums -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sums can be computed from values that exist already?
//
//   %o = ag.contract "ij,je->ie" %p, %v
//   %dp = ag.contract "ie,je->ij" %g, %v         the gradient of p
//   %t = ag.mul %p, %dp
//   %r = ag.reduce sum %t [1]                    needs all of dp, before any
//   %rb = ag.broadcast %r [0]                    of it can be used
//   %d = ag.sub %dp, %rb
//
// becomes
//
//   %r = ag.contract "ie,ie->i" %g, %o
//
// The form of r has two sums that can be exchanged. The new inner sum is o
// (KnownForms.h). Products are read into forms only if they may be exchanged or
// used as such a value. Results of other products are inputs of the forms. A
// value that is recomputed for the reverse counts as the first value.
//
// A sum whose form is 0, such as the sum of a softmax's gradients over a row,
// is removed. It may cancel by itself or against existing values. Ops that read
// only it are simplified.
//
//===----------------------------------------------------------------------===//
#include "Algebra/ExchangedSums.h"
#include "Algebra/CancelledSums.h"
#include "Algebra/FormWriter.h"
#include "Explain/FuseRemarks.h"
#include "ag/Analysis/Equality/GroupKeys.h"
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Forms/KnownForms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <map>
#include <set>

using namespace mlir;

namespace ag {

namespace {
using Ops = SmallVector<const StatedOp *>;

/// Finds the sums of a block.
class SumFinder {
public:
  explicit SumFinder(Block &block);

  /// Returns the sums whose form is 0, each with null.
  SmallVector<std::pair<Operation *, Value>> findZeros();
  /// Writes replacements of other sums from existing values. Returns each sum
  /// with its replacement, or with null if it cancels.
  SmallVector<std::pair<Operation *, Value>> writeOthers();
  /// Returns, for each of these sums, the ops from which it follows.
  ArrayRef<ExchangedSum> getReasons() const { return reasons; }

private:
  const StatedOp *getStated(Operation *op);
  bool isSum(Operation *op);
  bool isProduct(Operation *op);
  bool collect(Value value, ArrayRef<Operation *> expanded, ValueRange given);
  std::optional<Ops> collect(ArrayRef<Operation *> roots,
                             ValueRange given = {});
  bool hasSums() const;
  SmallVector<Operation *> findProducts(Operation *sum);
  SmallVector<Operation *> findPartners(Operation *product, Operation *sum);
  llvm::SetVector<Operation *> findReaders(Operation *op, Operation *other);
  bool isInTheWay(Operation *product, Operation *sum);
  bool isZero(Operation *sum);
  bool cancels(Operation *sum, const Ops &ops) const;
  std::optional<Value> writeOther(Operation *sum);
  std::optional<Value> writeWith(Operation *sum, Operation *inner,
                                 Operation *known, const Ops &ops);
  std::optional<Value> writeWith(Operation *sum, Operation *inner,
                                 Operation *known);
  std::optional<Value> write(Operation *sum, Operation *inner,
                             const Ops &ops) const;

  Block &block;
  /// Equal values. A recomputed value equals the first one.
  ValueNumbers equal{Barriers::SeenThrough};
  llvm::DenseMap<Operation *, std::unique_ptr<StatedOp>> stated;
  SmallVector<Operation *> sums;
  /// The products that read a value.
  llvm::DenseMap<Value, llvm::SetVector<Operation *>> products;
  /// The ops that collect() has found.
  llvm::SetVector<Operation *> collected;
  std::vector<ExchangedSum> reasons;
  GroupKeys keys;
  /// Says for sums with equal keys whether they are 0, and which sums cannot be
  /// written from which other products.
  std::map<GroupKey, bool> zeros;
  std::set<GroupKey> useless;
};
} // namespace

//===----------------------------------------------------------------------===//
// Existing values
//===----------------------------------------------------------------------===//

SumFinder::SumFinder(Block &block) : block(block) {
  for (Operation &op : block)
    if (isPureOp(&op))
      equal.add(&op);
  for (Operation &op : block) {
    if (!isSum(&op))
      continue;
    sums.push_back(&op);
    if (isProduct(&op) && equal.getFirst(op.getResult(0)) == op.getResult(0))
      for (Value operand : getStated(&op)->operands)
        products[operand].insert(&op);
  }
}

/// Returns the stated op, whose operands are the first of equal values. Returns
/// null for free ops and for ops that are not stated.
const StatedOp *SumFinder::getStated(Operation *op) {
  auto [found, isNew] = stated.try_emplace(op);
  if (!isNew || !isPureOp(op) || isRematerializable(op))
    return found->second.get();
  std::optional<StatedOp> own = StatedOp::readExact(op);
  if (!own)
    return nullptr;
  for (Value &operand : own->operands)
    operand = equal.getFirst(operand);
  found->second = std::make_unique<StatedOp>(std::move(*own));
  return found->second.get();
}

/// Returns true if the op may add up several elements. A sum of one element is
/// kept, because infinity minus its mean is NaN.
static bool addsSeveral(const StatedOp &op) {
  auto types = llvm::map_to_vector(op.operands,
                                   [](Value value) { return value.getType(); });
  return llvm::any_of(llvm::enumerate(op.spec.loops), [&](auto loop) {
    return !op.spec.isParallel(loop.index()) &&
           loop.value().getStatic(types) != 1;
  });
}

bool SumFinder::isSum(Operation *op) {
  const StatedOp *own = getStated(op);
  return own && op->getNumResults() == 1 && own->spec.combiner &&
         findCombiner(*own->spec.combiner) == Primitive::Add &&
         addsSeveral(*own);
}

bool SumFinder::isProduct(Operation *op) {
  return isSum(op) && getStated(op)->isProduct();
}

/// Collects the ops of this block that a value is computed from. Stops at
/// products that are not `expanded`, and at `given` values. Returns false if
/// there are too many ops.
bool SumFinder::collect(Value value, ArrayRef<Operation *> expanded,
                        ValueRange given) {
  constexpr size_t most = 32;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != &block || !getStated(op) ||
      collected.contains(op) || llvm::is_contained(given, value) ||
      (isProduct(op) && !llvm::is_contained(expanded, op)))
    return true;
  if (collected.size() >= most)
    return false;
  collected.insert(op);
  return llvm::all_of(getStated(op)->operands, [&](Value operand) {
    return collect(operand, expanded, given);
  });
}

/// Collects the ops that the roots are computed from, in program order. Returns
/// std::nullopt if there are too many.
std::optional<Ops> SumFinder::collect(ArrayRef<Operation *> roots,
                                      ValueRange given) {
  collected.clear();
  for (Operation *root : roots)
    if (!collect(root->getResult(0), roots, given))
      return std::nullopt;
  SmallVector<Operation *> sorted(collected.begin(), collected.end());
  llvm::sort(sorted,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  Ops ops;
  for (Operation *op : sorted)
    ops.push_back(getStated(op));
  return ops;
}

/// Returns true if the collected ops contain sums besides the root.
bool SumFinder::hasSums() const {
  return llvm::count_if(collected, [&](Operation *op) {
           return stated.find(op)->second->spec.combiner.has_value();
         }) > 1;
}

//===----------------------------------------------------------------------===//
// Cancelled sums
//===----------------------------------------------------------------------===//

bool SumFinder::cancels(Operation *sum, const Ops &ops) const {
  ReadForms read(ops);
  return read.forms.getRefusal().empty() &&
         read.forms.getTable().number(
             read.forms.readForm(sum->getResult(0)).form) == 0.0;
}

/// Returns true if the sum's form is 0. A sum can cancel only if its terms
/// contain sums.
bool SumFinder::isZero(Operation *sum) {
  std::optional<Ops> ops = collect({sum});
  if (!ops || !hasSums())
    return false;
  std::optional<GroupKey> key = keys.find(*ops, sum->getResults());
  auto [known, isNew] = zeros.try_emplace(key.value_or(GroupKey()));
  if (isNew || !key)
    known->second = cancels(sum, *ops);
  bool isZero = known->second;
  if (isZero)
    reasons.emplace_back(collected.begin(), collected.end());
  return isZero;
}

SmallVector<std::pair<Operation *, Value>> SumFinder::findZeros() {
  SmallVector<std::pair<Operation *, Value>> zeros;
  for (Operation *sum : sums)
    if (isZero(sum))
      zeros.push_back({sum, Value()});
  return zeros;
}

//===----------------------------------------------------------------------===//
// Exchanged sums
//===----------------------------------------------------------------------===//

/// Returns the products from which the terms of the sum are computed element by
/// element.
SmallVector<Operation *> SumFinder::findProducts(Operation *sum) {
  llvm::SetVector<Operation *> found;
  if (collect({sum}))
    for (Operation *each : collected)
      for (Value operand : getStated(each)->operands) {
        Operation *by = operand.getDefiningOp();
        if (by && by != sum && by->getBlock() == &block && isProduct(by))
          found.insert(by);
      }
  return found.takeVector();
}

/// Returns products before the sum that share an operand with `product`, as the
/// result of the exchange does.
SmallVector<Operation *> SumFinder::findPartners(Operation *product,
                                                 Operation *sum) {
  constexpr size_t most = 8;
  llvm::SetVector<Operation *> found;
  for (Value operand : getStated(product)->operands)
    for (Operation *other : products.lookup(operand))
      if (other != product && other != sum && other->isBeforeInBlock(sum) &&
          found.size() < most)
        found.insert(other);
  return found.takeVector();
}

/// Writes the sum in terms of existing values. Returns std::nullopt if these do
/// not help, and null if the sum is 0.
std::optional<Value> SumFinder::write(Operation *sum, Operation *inner,
                                      const Ops &ops) const {
  ReadForms read(ops);
  GroupForms &forms = read.forms;
  if (!forms.getRefusal().empty())
    return std::nullopt;
  FormAtLoops form = forms.readForm(sum->getResult(0));
  KnownForms all(forms.getTable());
  for (const StatedOp *op : ops) {
    bool isThere = op->spec.combiner && op->op != sum && op->op != inner;
    for (Value result : op->op->getResults())
      if (isThere) {
        FormAtLoops own = forms.readForm(result);
        all.add(forms.addInput(result), own.form, own.loops);
      }
  }
  Form other = all.rewrite(form.form);
  auto type = cast<RankedTensorType>(sum->getResult(0).getType());
  std::optional<ScalarType> scalar = getScalarType(type.getElementType());
  if (other == form.form || !scalar || !isFloat(*scalar))
    return std::nullopt;
  if (forms.getTable().number(other) == 0.0)
    return Value();
  OpBuilder builder(sum);
  Value value = writeForm(forms, {other, form.loops}, *scalar,
                          vocabularyOf(sum), builder, sum->getLoc());
  if (!value)
    return std::nullopt;
  if (value.getType() != type)
    value = tensor::CastOp::create(builder, sum->getLoc(), type, value);
  return value;
}

std::optional<Value> SumFinder::writeWith(Operation *sum, Operation *inner,
                                          Operation *known, const Ops &ops) {
  std::optional<GroupKey> key = keys.find(
      ops, {sum->getResult(0), inner->getResult(0), known->getResult(0)});
  if (key && useless.count(*key))
    return std::nullopt;
  std::optional<Value> value = write(sum, inner, ops);
  if (value)
    reasons.emplace_back(collected.begin(), collected.end());
  else if (key)
    useless.insert(std::move(*key));
  return value;
}

/// Writes the sum in terms of `known`. The operands of the inner product may be
/// computed from `known`, as the gradient of a loss is from the result of
/// attention. They are then tried as inputs, too.
std::optional<Value> SumFinder::writeWith(Operation *sum, Operation *inner,
                                          Operation *known) {
  std::optional<Ops> ops = collect({sum, inner, known});
  if (ops)
    if (std::optional<Value> value = writeWith(sum, inner, known, *ops))
      return value;
  std::optional<Ops> fewer =
      collect({sum, inner, known}, getStated(inner)->operands);
  return fewer && fewer != ops ? writeWith(sum, inner, known, *fewer)
                               : std::nullopt;
}

/// Returns the ops that read the op's results, directly or through other ops.
/// Does not follow products, nor the sum `other`.
llvm::SetVector<Operation *> SumFinder::findReaders(Operation *op,
                                                    Operation *other) {
  constexpr size_t most = 64;
  llvm::SetVector<Operation *> found;
  auto add = [&](Operation *read) {
    for (OpOperand &use : read->getUses()) {
      // The value that a barrier only waits for does not count.
      Value same = getSameOperand(use.getOwner());
      if (same && same != use.get())
        continue;
      Operation *own = block.findAncestorOpInBlock(*use.getOwner());
      if (own && own != other && !own->hasTrait<OpTrait::IsTerminator>())
        found.insert(own);
    }
  };
  add(op);
  for (size_t next = 0; next < found.size() && next < most; ++next)
    if (!isProduct(found[next]))
      add(found[next]);
  return found;
}

/// Returns true if the product is computed only for the sum, or if an op
/// depends on the sum and on the product. In other cases the sum stays, because
/// sums that can be computed from each other would replace each other forever.
bool SumFinder::isInTheWay(Operation *product, Operation *sum) {
  collect({sum});
  auto isForSum = [&](Operation *op) {
    return llvm::all_of(op->getUsers(), [&](Operation *user) {
      return collected.contains(user);
    });
  };
  llvm::SetVector<Operation *> made = findReaders(product, sum);
  llvm::SetVector<Operation *> waiting = findReaders(sum, nullptr);
  return llvm::any_of(waiting,
                      [&](Operation *op) { return made.contains(op); }) ||
         (isForSum(product) && llvm::all_of(made, [&](Operation *op) {
            return !collected.contains(op) || isForSum(op);
          }));
}

std::optional<Value> SumFinder::writeOther(Operation *sum) {
  for (Operation *inner : findProducts(sum))
    if (isInTheWay(inner, sum))
      for (Operation *known : findPartners(inner, sum))
        if (std::optional<Value> other = writeWith(sum, inner, known))
          return other;
  return std::nullopt;
}

SmallVector<std::pair<Operation *, Value>> SumFinder::writeOthers() {
  SmallVector<std::pair<Operation *, Value>> others;
  for (Operation *sum : sums)
    if (!isProduct(sum))
      if (std::optional<Value> other = writeOther(sum))
        others.push_back({sum, *other});
  return others;
}

namespace {
/// Replaces the sums of a block.
class SumRewriter {
public:
  explicit SumRewriter(Block &block) : block(block) {}
  virtual ~SumRewriter() = default;

  void run();

private:
  /// Called before sums are replaced by `others`, or by 0 for null. `reasons`
  /// are the ops from which that follows.
  virtual void note(ArrayRef<std::pair<Operation *, Value>> others,
                    ArrayRef<ExchangedSum> reasons) = 0;
  virtual void noteErased(Operation *op) {}
  void replace(ArrayRef<std::pair<Operation *, Value>> others,
               ArrayRef<ExchangedSum> reasons);
  void eraseDead();

  Block &block;
};

class SumReporter : public SumRewriter {
public:
  using SumRewriter::SumRewriter;

  size_t count = 0;

private:
  void note(ArrayRef<std::pair<Operation *, Value>> others,
            ArrayRef<ExchangedSum>) override {
    count += others.size();
    for (auto [sum, other] : others)
      fuseRemarks.passed(sum, "sum")
          << remark::add("{0}", other ? "is computed from existing values"
                                      : "cancels, so that it is 0");
  }
};

class ReasonFinder : public SumRewriter {
public:
  ReasonFinder(Block &copy, function_ref<Operation *(Operation *)> originalOf)
      : SumRewriter(copy), originalOf(originalOf) {}

  std::vector<ExchangedSum> found;

private:
  void note(ArrayRef<std::pair<Operation *, Value>>,
            ArrayRef<ExchangedSum> reasons) override {
    for (const ExchangedSum &ops : reasons) {
      ExchangedSum &originals = found.emplace_back();
      for (Operation *op : ops)
        if (Operation *original =
                erased.contains(op) ? nullptr : originalOf(op))
          originals.push_back(original);
    }
  }
  /// Remembers the op, because a later op may have the same address.
  void noteErased(Operation *op) override { erased.insert(op); }

  function_ref<Operation *(Operation *)> originalOf;
  llvm::DenseSet<Operation *> erased;
};
} // namespace

void SumRewriter::eraseDead() {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op)) {
      noteErased(&op);
      op.erase();
    }
}

void SumRewriter::replace(ArrayRef<std::pair<Operation *, Value>> others,
                          ArrayRef<ExchangedSum> reasons) {
  note(others, reasons);
  for (auto [sum, other] : others) {
    if (other)
      sum->getResult(0).replaceAllUsesWith(other);
    else
      replaceByZero(sum);
  }
  if (!others.empty())
    eraseDead();
}

void SumRewriter::run() {
  SumFinder zeroFinder(block);
  auto zeros = zeroFinder.findZeros();
  replace(zeros, zeroFinder.getReasons());
  SumFinder otherFinder(block);
  auto others = otherFinder.writeOthers();
  replace(others, otherFinder.getReasons());
}

size_t useExchangedSums(Block &block) {
  SumReporter reporter(block);
  reporter.run();
  return reporter.count;
}

std::vector<ExchangedSum>
findExchangedSums(Block &copy,
                  function_ref<Operation *(Operation *)> originalOf) {
  ReasonFinder finder(copy, originalOf);
  finder.run();
  return std::move(finder.found);
}

} // namespace ag
