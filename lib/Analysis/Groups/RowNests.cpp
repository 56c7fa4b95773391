//===- RowNests.cpp - ops that share a loop over rows ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/RowNests.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/PriorityQueue.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

namespace {
class RowFinder {
public:
  explicit RowFinder(ArrayRef<RowOp> ops);

  std::vector<RowNest> find(ExplainRows explain);

private:
  StringRef whyApart(const RowOp &op, ArrayRef<unsigned> rows) const;
  bool grow(RowNest &nest, ExplainRows explain);

  ArrayRef<RowOp> ops;
  /// For each op, the ops that it reads.
  std::vector<SmallVector<unsigned, 2>> producers;
  /// Ops of the nest that is being grown, and ops of the nests found so far.
  llvm::BitVector taken, nested;
};
} // namespace

RowFinder::RowFinder(ArrayRef<RowOp> ops)
    : ops(ops), producers(ops.size()), taken(ops.size()), nested(ops.size()) {
  for (auto [number, op] : llvm::enumerate(ops))
    for (const RowRead &read : op.reads)
      producers[read.op].push_back(number);
}

/// Returns true if each of the rows is exactly one loop of the member, and that
/// is parallel.
static bool hasRows(const Member &member, ArrayRef<unsigned> rows) {
  return llvm::all_of(rows, [&](unsigned row) {
    auto loop = llvm::find(member.loops, row);
    return llvm::count(member.loops, row) == 1 &&
           member.stated->isParallel(loop - member.loops.begin());
  });
}

/// Returns the dimensions of a loop over rows around the op. Returns an empty
/// list if the op reduces, or if there is at most one row.
static SmallVector<unsigned> findRows(const RowOp &op) {
  const Member &member = *op.member;
  const Spec &spec = member.stated->spec;
  if (!op.mayShare || member.reduces || member.loops.size() < 2 ||
      spec.results.size() != 1 || !spec.results.front().map.isIdentity())
    return {};
  SmallVector<unsigned> rows(ArrayRef(member.loops).drop_back());
  auto type = cast<RankedTensorType>(member.stated->op->getResult(0).getType());
  bool hasSeveral = llvm::any_of(type.getShape().drop_back(),
                                 [](int64_t size) { return size != 1; });
  return hasSeveral && hasRows(member, rows) ? rows : SmallVector<unsigned>();
}

/// Returns true if a row of the reader reads only that row of the producer.
static bool readsRow(const Member &producer, const RowRead &read,
                     ArrayRef<unsigned> rows) {
  AffineMap made = producer.stated->spec.results.front().map;
  return read.place && hasRows(*read.reader, rows) &&
         llvm::all_of(
             llvm::zip_equal(made.getResults(), read.place.getResults()),
             [&](auto places) {
               auto loop = dyn_cast<AffineDimExpr>(std::get<0>(places));
               if (!loop)
                 return true;
               unsigned row = producer.loops[loop.getPosition()];
               auto other = dyn_cast<AffineDimExpr>(std::get<1>(places));
               return !llvm::is_contained(rows, row) ||
                      (other && read.reader->loops[other.getPosition()] == row);
             });
}

/// Returns why the op cannot be in the loop over the rows; empty if it can.
StringRef RowFinder::whyApart(const RowOp &op, ArrayRef<unsigned> rows) const {
  auto isTaken = [&](const RowRead &read) { return taken.test(read.op); };
  if (!op.mayShare)
    return "it is no op over rows";
  if (op.isReadOutside || !llvm::all_of(op.reads, isTaken))
    return "an op outside of the loop uses it";
  if (!hasRows(*op.member, rows))
    return "a row of it would be computed for several rows of its user";
  auto isInRow = [&](const RowRead &read) {
    return readsRow(*op.member, read, rows);
  };
  return llvm::all_of(op.reads, isInRow)
             ? ""
             : "its users read it along different loops";
}

/// Adds all ops that can share the rows of the first op. Returns true if one of
/// them reduces.
bool RowFinder::grow(RowNest &nest, ExplainRows explain) {
  // In reverse program order, so that all readers of an op are decided first.
  llvm::PriorityQueue<unsigned, std::vector<unsigned>, std::greater<unsigned>>
      next;
  llvm::SmallDenseSet<unsigned> seen;
  auto take = [&](unsigned number) {
    taken.set(number);
    for (unsigned producer : producers[number])
      if (seen.insert(producer).second)
        next.push(producer);
  };
  take(nest.ops.front());
  bool reduces = false;
  while (!next.empty()) {
    unsigned number = next.top();
    next.pop();
    const RowOp &op = ops[number];
    if (nested.test(number))
      continue;
    StringRef reason = whyApart(op, nest.rows);
    if (reason.empty()) {
      nest.ops.push_back(number);
      reduces |= op.member->reduces;
      take(number);
    } else if (op.member->reduces && explain) {
      explain(*op.member, reason);
    }
  }
  for (unsigned number : nest.ops)
    taken.reset(number);
  return reduces;
}

std::vector<RowNest> RowFinder::find(ExplainRows explain) {
  std::vector<RowNest> found;
  // Ops of nests without a reduction. A nest of the same rows that starts at
  // one of these ops would have none either.
  llvm::BitVector tried(ops.size());
  for (auto [number, op] : llvm::enumerate(ops)) {
    if (nested.test(number) || tried.test(number))
      continue;
    RowNest nest{{unsigned(number)}, findRows(op)};
    if (nest.rows.empty())
      continue;
    bool reduces = grow(nest, explain);
    for (unsigned each : nest.ops)
      if (reduces)
        nested.set(each);
      else if (findRows(ops[each]) == nest.rows)
        tried.set(each);
    if (reduces)
      found.push_back(std::move(nest));
  }
  return found;
}

std::vector<RowNest> findRowNests(ArrayRef<RowOp> ops, ExplainRows explain) {
  return RowFinder(ops).find(explain);
}

} // namespace ag
