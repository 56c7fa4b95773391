//===- KnownSums.cpp - sums made of what is there -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
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
// as r's form tells of two sums that may be exchanged, of which the inner one
// then is o's (KnownForms.h). Products are read into forms where they may be
// exchanged or known; others are given. What is computed again for the reverse
// counts for what it is computed again of.
//
// A sum whose form is 0, as that of a softmax's gradients over a row, is no
// more, whether it cancels by itself or with what is there; and what is
// computed of it alone is simplified.
//
//===----------------------------------------------------------------------===//
#include "Algebra/KnownSums.h"
#include "Algebra/FormWriter.h"
#include "Algebra/ZeroSums.h"
#include "Explain/FuseRemarks.h"
#include "ag/Analysis/Equality/GroupKeys.h"
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Analysis/Groups/GroupBorder.h"
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/Groups/GroupForms.h"
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

/// The sums of a block, as they stand.
class SumFinder {
public:
  explicit SumFinder(Block &block);

  /// Those of which the form is 0, each with null.
  SmallVector<std::pair<Operation *, Value>> findZeros();
  /// Writes others in place of those that can be made of what is there; null
  /// where that cancels.
  SmallVector<std::pair<Operation *, Value>> writeOthers();
  /// For each of these, the ops that tell it.
  ArrayRef<KnownSum> getReasons() const { return reasons; }

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
  /// What is computed again is where it was computed first.
  ValueNumbers equal{Barriers::SeenThrough};
  llvm::DenseMap<Operation *, std::unique_ptr<StatedOp>> stated;
  SmallVector<Operation *> sums;
  /// The products that read a value.
  llvm::DenseMap<Value, llvm::SetVector<Operation *>> products;
  /// What is being collected.
  llvm::SetVector<Operation *> collected;
  std::vector<KnownSum> reasons;
  GroupKeys keys;
  /// Of sums that are the same, whether they are 0; and with which others they
  /// can't be made of what is there.
  std::map<GroupKey, bool> zeros;
  std::set<GroupKey> useless;
};
} // namespace

//===----------------------------------------------------------------------===//
// What there is
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

/// Reads the first of equal values; null of what is not stated, or free.
const StatedOp *SumFinder::getStated(Operation *op) {
  auto [found, isNew] = stated.try_emplace(op);
  if (!isNew || !isPureOp(op) || isFree(op))
    return found->second.get();
  std::optional<StatedOp> own = StatedOp::read(op);
  if (!own)
    return nullptr;
  for (Value &operand : own->operands)
    operand = equal.getFirst(operand);
  found->second = std::make_unique<StatedOp>(std::move(*own));
  return found->second.get();
}

/// Whether it may add up several elements. Of a single one all is as it was
/// written: infinity less its mean is no number.
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

/// The ops of this block that a value is made of, without what products but
/// those `expanded` are made of, and what is `given`; false if they are too
/// many.
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

/// Those that some ops are made of, in the order in which they stand.
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

/// Whether sums are in what was collected for one.
bool SumFinder::hasSums() const {
  return llvm::count_if(collected, [&](Operation *op) {
           return stated.find(op)->second->spec.combiner.has_value();
         }) > 1;
}

//===----------------------------------------------------------------------===//
// Sums of nothing
//===----------------------------------------------------------------------===//

bool SumFinder::cancels(Operation *sum, const Ops &ops) const {
  ReadForms read(ops);
  return read.forms.getRefusal().empty() &&
         read.forms.getTable().number(
             read.forms.readForm(sum->getResult(0)).form) == 0.0;
}

/// What is added up cancels only if sums are in it.
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
// Sums of what is there
//===----------------------------------------------------------------------===//

/// Products that the sum is made of, element by element.
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

/// Products in front of the sum that read an operand of this one, as that with
/// which it is exchanged does.
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

/// None if none of the ops that are there helps; null of what is 0 then.
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

/// What the inner product reads may be made of what is known, as the gradient
/// of a loss is of attention's result: then it had better be taken as given.
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

/// What reads an op's results, or what is made of these, but not what is made
/// of products of them, nor of what another sum gives.
llvm::SetVector<Operation *> SumFinder::findReaders(Operation *op,
                                                    Operation *other) {
  constexpr size_t most = 64;
  llvm::SetVector<Operation *> found;
  auto add = [&](Operation *read) {
    for (OpOperand &use : read->getUses()) {
      // A barrier reads one, and only waits for the other.
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

/// Whether a product that a sum is made of is done for it alone, or something
/// waits for the sum that is made of the product, too. Else the sum is as good
/// as any: those that are made of each other would take turns.
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
/// What is done about the sums of a block.
class SumRewriter {
public:
  explicit SumRewriter(Block &block) : block(block) {}
  virtual ~SumRewriter() = default;

  void run();

private:
  /// Sums are to become others, null for 0; `reasons` are the ops that tell it.
  virtual void note(ArrayRef<std::pair<Operation *, Value>> others,
                    ArrayRef<KnownSum> reasons) = 0;
  virtual void noteErased(Operation *op) {}
  void replace(ArrayRef<std::pair<Operation *, Value>> others,
               ArrayRef<KnownSum> reasons);
  void eraseDead();

  Block &block;
};

class SumReporter : public SumRewriter {
public:
  using SumRewriter::SumRewriter;

  size_t count = 0;

private:
  void note(ArrayRef<std::pair<Operation *, Value>> others,
            ArrayRef<KnownSum>) override {
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

  std::vector<KnownSum> found;

private:
  void note(ArrayRef<std::pair<Operation *, Value>>,
            ArrayRef<KnownSum> reasons) override {
    for (const KnownSum &ops : reasons) {
      KnownSum &originals = found.emplace_back();
      for (Operation *op : ops)
        if (Operation *original =
                erased.contains(op) ? nullptr : originalOf(op))
          originals.push_back(original);
    }
  }
  /// Another may be in its place in memory, later on.
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
                          ArrayRef<KnownSum> reasons) {
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

size_t useKnownSums(Block &block) {
  SumReporter reporter(block);
  reporter.run();
  return reporter.count;
}

std::vector<KnownSum>
findKnownSums(Block &copy, function_ref<Operation *(Operation *)> originalOf) {
  ReasonFinder finder(copy, originalOf);
  finder.run();
  return std::move(finder.found);
}

} // namespace ag
