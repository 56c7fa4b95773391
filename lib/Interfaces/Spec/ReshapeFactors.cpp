//===- ReshapeFactors.cpp - which loops dimensions of a reshape count -----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Equal dimensions are matched from the outermost on. Then both shapes are
// traversed from the innermost outwards. If one size divides the other, the
// smaller one is a loop of both, and the quotient remains to be matched by the
// next dimension:
//
//   6x4 -> 3x8     4 and 8: c = 4, and 2 is left of the 8
//                  6 and 2: b = 2, and 3 is left of the 6
//                  3 and 3: a = 3                  x[(a, b), c] -> y[a, (b, c)]
//
// If neither divides the other, as for 6x2 -> 4x3, dimensions are whole, up to
// the point where equally many elements of both have been read. A last
// dimension matches all remaining dimensions of the other side, static or
// dynamic: ?x? -> ? is x[a, b] -> y[(a, b)].
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/ReshapeFactors.h"

using namespace mlir;

namespace ag {
namespace {
/// The unread part of some adjacent dimensions of an operand or result.
/// Dimensions of one element, which move nothing, are skipped.
class Unread {
public:
  Unread(unsigned number, ArrayRef<int64_t> shape, unsigned first, unsigned end)
      : number(number), shape(shape), left(shape), first(first), end(end) {
    pass();
  }

  bool isEmpty() const { return first == end; }
  bool isLast() const { return end - first == 1; }
  unsigned outermost() const { return first; }
  unsigned innermost() const { return end - 1; }
  /// Returns the remaining size of the innermost dimension.
  int64_t size() const { return left[end - 1]; }
  bool isUncut() const { return left[end - 1] == shape[end - 1]; }
  bool isDynamic() const { return ShapedType::isDynamic(size()); }
  Extent extent() const {
    return isUncut() ? Extent::dimension(number, innermost())
                     : Extent::number(size());
  }
  /// Returns the number of elements, or std::nullopt if it is not known.
  std::optional<int64_t> count() const {
    int64_t count = 1;
    for (int64_t size : ArrayRef(left).slice(first, end - first))
      if (ShapedType::isDynamic(size) || llvm::MulOverflow(count, size, count))
        return std::nullopt;
    return count;
  }

  void readOutermost() {
    left[first] = 1;
    pass();
  }
  void read(int64_t factor) {
    int64_t &size = left[end - 1];
    size = size == factor ? 1 : size / factor;
    pass();
  }

private:
  void pass() {
    while (!isEmpty() && left[first] == 1)
      ++first;
    while (!isEmpty() && left[end - 1] == 1)
      --end;
  }

  unsigned number;
  ArrayRef<int64_t> shape;
  SmallVector<int64_t> left;
  unsigned first, end;
};

class ReshapeFactors {
public:
  ReshapeFactors(RankedTensorType from, RankedTensorType to, unsigned operands,
                 function_ref<bool(unsigned, unsigned)> isAsLong)
      : from(from), to(to), operands(operands), isAsLong(isAsLong) {}

  void read(DimensionEnds begin, DimensionEnds end);
  DimensionRule makeRule() const;

private:
  /// A loop of a dimension of each side.
  struct Shared {
    unsigned from, to;
    Extent extent;
  };

  bool areEqual(unsigned ours, unsigned theirs) const;
  void readOutermost(Unread &ours, Unread &theirs);
  bool readFactor(Unread &ours, Unread &theirs);
  void readLast(Unread &ours, Unread &theirs);
  void share(const Unread &ours, const Unread &theirs, Extent extent) {
    shared.push_back({ours.innermost(), theirs.innermost(), extent});
  }

  RankedTensorType from, to;
  unsigned operands;
  function_ref<bool(unsigned, unsigned)> isAsLong;
  /// The inner loops of a dimension are before its outer loops.
  SmallVector<Shared> shared;
};
} // namespace

bool ReshapeFactors::areEqual(unsigned ours, unsigned theirs) const {
  int64_t size = from.getDimSize(ours);
  if (size != to.getDimSize(theirs))
    return false;
  return ShapedType::isStatic(size) || isAsLong(ours, theirs);
}

void ReshapeFactors::readOutermost(Unread &ours, Unread &theirs) {
  while (!ours.isEmpty() && !theirs.isEmpty() &&
         areEqual(ours.outermost(), theirs.outermost())) {
    shared.push_back({ours.outermost(), theirs.outermost(),
                      Extent::dimension(0, ours.outermost())});
    ours.readOutermost();
    theirs.readOutermost();
  }
}

/// Reads a loop of both innermost dimensions. Returns false if there is none.
bool ReshapeFactors::readFactor(Unread &ours, Unread &theirs) {
  if (ours.isDynamic() || theirs.isDynamic()) {
    bool isSame = ours.isDynamic() && theirs.isDynamic() &&
                  areEqual(ours.innermost(), theirs.innermost());
    if (!isSame)
      return false;
  }
  const Unread &lesser = theirs.size() < ours.size() ? theirs : ours;
  const Unread &greater = &lesser == &ours ? theirs : ours;
  if (greater.size() % lesser.size() != 0)
    return false;
  int64_t factor = lesser.size();
  share(ours, theirs, lesser.extent());
  ours.read(factor);
  theirs.read(factor);
  return true;
}

/// Reads the rest, if it is one dimension of a side.
void ReshapeFactors::readLast(Unread &ours, Unread &theirs) {
  Unread &several = theirs.isLast() ? ours : theirs;
  while (!several.isEmpty()) {
    share(ours, theirs, several.extent());
    several.read(several.size());
  }
}

/// Reads equally many elements of both, of as few dimensions as possible.
/// Returns false if static sizes do not determine them.
static bool passOver(Unread &ours, Unread &theirs) {
  int64_t ourCount = 1, theirCount = 1;
  do {
    bool addsOurs = ourCount <= theirCount;
    Unread &side = addsOurs ? ours : theirs;
    int64_t &count = addsOurs ? ourCount : theirCount;
    if (side.isEmpty() || side.isDynamic() ||
        llvm::MulOverflow(count, side.size(), count))
      return false;
    side.read(side.size());
  } while (ourCount != theirCount);
  return true;
}

/// Reads the dimensions from `begin` to `end` of both, which have equally many
/// elements.
void ReshapeFactors::read(DimensionEnds begin, DimensionEnds end) {
  Unread ours(0, from.getShape(), begin.from, end.from),
      theirs(operands, to.getShape(), begin.to, end.to);
  readOutermost(ours, theirs);
  Unread ourBorder = ours, theirBorder = theirs;
  size_t atBorder = shared.size();
  while (!ours.isEmpty() && !theirs.isEmpty()) {
    if (ours.isUncut() && theirs.isUncut()) {
      ourBorder = ours;
      theirBorder = theirs;
      atBorder = shared.size();
    }
    std::optional<int64_t> ourCount = ours.count(), theirCount = theirs.count();
    bool mayMatch = !ourCount || !theirCount || ourCount == theirCount;
    if ((ours.isLast() || theirs.isLast()) && mayMatch)
      return readLast(ours, theirs);
    if (mayMatch && readFactor(ours, theirs))
      continue;
    shared.truncate(atBorder);
    ours = ourBorder;
    theirs = theirBorder;
    if (!mayMatch || !passOver(ours, theirs))
      return;
  }
}

DimensionRule ReshapeFactors::makeRule() const {
  DimensionRule rule;
  SmallVector<unsigned> loops(shared.size());
  DimensionRule::Places made(to.getRank()), read(from.getRank());
  for (unsigned dim = 0; dim < to.getRank(); ++dim) {
    for (size_t k = shared.size(); k-- > 0;)
      if (shared[k].to == dim)
        made[dim].push_back(loops[k] = rule.addLoop(shared[k].extent));
    if (made[dim].empty())
      made[dim] = {
          rule.addLoop(Extent::dimension(operands, dim), /*isWhole=*/true)};
  }
  for (unsigned dim = 0; dim < from.getRank(); ++dim) {
    for (size_t k = shared.size(); k-- > 0;)
      if (shared[k].from == dim)
        read[dim].push_back(loops[k]);
    if (read[dim].empty())
      read[dim] = {rule.addLoop(Extent::dimension(0, dim), /*isWhole=*/true)};
  }
  rule.operands.resize(operands);
  rule.operands.front() = std::move(read);
  rule.results = {std::move(made)};
  rule.moved = {0};
  rule.viewed = 0;
  return rule;
}

DimensionRule factorReshape(RankedTensorType from, RankedTensorType to,
                            unsigned operands, ArrayRef<DimensionEnds> groups,
                            function_ref<bool(unsigned, unsigned)> isAsLong) {
  ReshapeFactors factors(from, to, operands, isAsLong);
  DimensionEnds begin{0, 0};
  bool isEmpty = llvm::is_contained(from.getShape(), 0) ||
                 llvm::is_contained(to.getShape(), 0);
  for (const DimensionEnds &end : groups)
    if (!isEmpty) {
      factors.read(begin, end);
      begin = end;
    }
  return factors.makeRule();
}

} // namespace ag
