//===- SpecPullback.cpp - cotangents through structured ops ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SpecPullback.h"
#include "Spec/PointPrograms.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"

using namespace mlir;

namespace ag {
namespace {
/// For each result, its cotangent, if it has one.
using Seeds = SmallVector<std::optional<Cotangent>>;

/// The adjoint of a program over points.
class PointPullback {
public:
  PointPullback(const SpecPoints &points, const PointProgram &point,
                PullbackContext &context)
      : points(points), point(point), context(context), op(points.op()) {}

  void run(const Seeds &seeds);

private:
  /// The contribution to the cotangent of one read: a result of `program`, or a
  /// value that it only copies.
  struct Part {
    unsigned read;
    InputCotangent cotangent;
    bool isSummed;
    Value value = nullptr, where = nullptr;
  };

  AffineMap mapOf(const Part &part) const { return point.reads[part.read].map; }
  SmallVector<FloatRange> findGapRanges(const Seeds &seeds) const;
  void makeAdjointOfPoint(const Seeds &seeds);
  void placeSeeds(const Seeds &seeds);
  bool areElementwise(AffineMap map) const;
  void chooseWhereSummed();
  void findForwardedParts();
  void writeLike(const Part &first);
  void addToOperands();

  const SpecPoints &points;
  const PointProgram &point;
  PullbackContext &context;
  Operation *op;

  /// The program's inputs: the point's, its results, and their cotangents.
  SmallVector<Read> reads;
  ScalarProgram program;
  SmallVector<Part> parts;
  /// The choice and sign of the only seed, which bypass the program.
  Value carriedWhere;
  bool isNegative = false;
};

/// Returns the ranges of the program's inputs if a seed has gaps, or gets them
/// because its choice is applied before the program; otherwise empty. An
/// infinite factor of a contraction is multiplied by gaps, too.
SmallVector<FloatRange> PointPullback::findGapRanges(const Seeds &seeds) const {
  bool isSingle = llvm::count_if(seeds, [](auto &seed) { return !!seed; }) == 1;
  auto isCarried = [&](AffineMap map) {
    return isSingle && points.isWhole(map) &&
           llvm::all_of(point.reads, [&](const Read &read) {
             return !context.isActive(read.value) || read.map == map;
           });
  };
  bool hasGaps = false;
  for (auto [number, seed] : llvm::enumerate(seeds))
    hasGaps |=
        seed && (seed->hasGaps ||
                 (seed->where && !isCarried(points.readResult(number).map)));
  SmallVector<FloatRange> ranges;
  if (!hasGaps)
    return ranges;
  ranges.resize(point.program.inputTypes().size());
  for (auto [read, range] : llvm::zip(point.reads, ranges)) {
    range = context.getRange(read.value);
    if (points.spec().combiner)
      range.mayBeInfinite = range.mayBeNaN = false;
  }
  return ranges;
}

void PointPullback::makeAdjointOfPoint(const Seeds &seeds) {
  SmallVector<bool> wanted, seeded;
  for (const Read &read : point.reads)
    wanted.push_back(context.isActive(read.value));
  wanted.resize(point.program.inputTypes().size(), false);
  for (const auto &seed : seeds)
    seeded.push_back(seed.has_value());
  Adjoint adjoint =
      makePointAdjoint(point, wanted, seeded, findGapRanges(seeds));
  program = std::move(adjoint.program);
  for (auto [read, cotangent] : llvm::enumerate(adjoint.inputs))
    if (cotangent)
      parts.push_back(
          {unsigned(read), *cotangent, points.meets(point.reads[read].map)});
}

/// Returns true if all parts have the positions of a cotangent with this map.
bool PointPullback::areElementwise(AffineMap map) const {
  return points.isWhole(map) && llvm::all_of(parts, [&](const Part &part) {
           return mapOf(part) == map;
         });
}

/// Sets the program's inputs. For a single seed, its sign bypasses the program,
/// which is linear in it; in elementwise steps, so does its choice.
void PointPullback::placeSeeds(const Seeds &seeds) {
  reads = point.reads;
  reads.resize(point.program.inputTypes().size());
  for (const auto &result : point.results)
    reads.push_back(result.value_or(Read()));
  bool isSingle = llvm::count_if(seeds, [](auto &seed) { return !!seed; }) == 1;
  for (auto [number, seed] : llvm::enumerate(seeds)) {
    Read &read = reads.emplace_back();
    if (!seed)
      continue;
    read = points.readResult(number);
    if (!isSingle) {
      read.value = context.apply(*seed, op);
      continue;
    }
    isNegative = seed->isNegative;
    carriedWhere = areElementwise(read.map) ? seed->where : nullptr;
    read.value = carriedWhere ? seed->value : context.choose(*seed, op).value;
  }
  program = simplify(program, findKnown(reads));
}

/// Applies the choices of parts that are summed in the program.
void PointPullback::chooseWhereSummed() {
  ScalarProgram chosen;
  SmallVector<Expr> inputs;
  for (ScalarType type : program.inputTypes())
    inputs.push_back(chosen.input(type));
  SmallVector<Expr> results = inlineProgram(program, chosen, inputs);
  for (Part &part : parts) {
    Expr value = results[part.cotangent.value];
    std::optional<unsigned> &where = part.cotangent.where;
    if (where && part.isSummed) {
      context.noteGaps();
      Expr zero = chosen.constant(0.0, value.type());
      if (!part.cotangent.isZeroElsewhere)
        value = select(results[*where], value, zero);
      where = std::nullopt;
    }
    part.cotangent.value = chosen.results().size();
    chosen.yield(value);
    if (where) {
      Expr choice = results[*where];
      where = chosen.results().size();
      chosen.yield(choice);
    }
  }
  program = std::move(chosen);
}

void PointPullback::findForwardedParts() {
  for (Part &part : parts) {
    if (part.isSummed)
      continue;
    part.value = findForwarded(program, part.cotangent.value, mapOf(part),
                               points, reads);
    if (part.cotangent.where)
      part.where = findForwarded(program, *part.cotangent.where, mapOf(part),
                                 points, reads);
  }
}

/// Writes the missing values of a part. Parts with the same positions and
/// without a sum share steps, so that they are written together.
void PointPullback::writeLike(const Part &first) {
  SmallVector<Write> writes;
  SmallVector<Value *> places;
  auto addWrite = [&](unsigned result, const Part &part, Value &place) {
    if (place)
      return;
    unsigned node = program.results()[result];
    writes.push_back({result, mapOf(part), program.nodes()[node].type,
                      point.reads[part.read].value});
    places.push_back(&place);
  };
  for (Part &part : parts) {
    bool isTogether =
        !first.isSummed && !part.isSummed && mapOf(part) == mapOf(first);
    if (&part != &first && !isTogether)
      continue;
    addWrite(part.cotangent.value, part, part.value);
    if (part.cotangent.where)
      addWrite(*part.cotangent.where, part, part.where);
  }
  if (writes.empty())
    return;
  SmallVector<Value> values = points.write(program, reads, writes, context);
  for (auto [place, value] : llvm::zip_equal(places, values))
    *place = value;
}

void PointPullback::addToOperands() {
  OpBuilder &builder = context.builder();
  for (const Part &part : parts) {
    if (!points.isWhole(mapOf(part)) || !mapOf(part).isProjectedPermutation())
      context.noteGaps();
    Value operand = point.reads[part.read].value;
    Value value = asScalarLike(part.value, operand, builder, op->getLoc());
    Value where = part.where
                      ? asScalarLike(part.where, operand, builder, op->getLoc())
                      : nullptr;
    context.add(operand, {value, context.both(carriedWhere, where, op),
                          part.cotangent.isNegative != isNegative,
                          part.cotangent.isZeroElsewhere && !carriedWhere});
  }
}

void PointPullback::run(const Seeds &seeds) {
  makeAdjointOfPoint(seeds);
  if (parts.empty())
    return;
  placeSeeds(seeds);
  chooseWhereSummed();
  findForwardedParts();
  for (const Part &part : parts)
    writeLike(part);
  addToOperands();
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

/// Adds the cotangents of results to those of the operands with which they
/// start.
void pullBackStarts(const SpecPoints &points, const Seeds &seeds,
                    PullbackContext &context) {
  for (auto [seed, result] : llvm::zip_equal(seeds, points.spec().results))
    if (seed && result.initOperand)
      context.add(points.operands()[*result.initOperand], *seed);
}

LogicalResult pullBackExtremum(const SpecPoints &points, Seeds seeds,
                               PullbackContext &context) {
  const SpecResult &result = points.spec().results.front();
  if (result.initOperand &&
      context.isActive(points.operands()[*result.initOperand]))
    return context.refuse(points.op(),
                          "a max or min that starts from a value which is "
                          "differentiated by, too");
  PointProgram reached = makeReachedProgram(points);
  Cotangent seed = context.choose(*seeds.front(), points.op());
  seed.value = shareAmongReached(seed.value, points, reached, context);
  PointPullback(points, reached, context).run({seed});
  return success();
}

/// Returns true if elements to which nothing is written have a derivative.
bool keepsActive(const SpecPoints &points, PullbackContext &context) {
  return llvm::any_of(points.spec().results, [&](const SpecResult &result) {
    return result.initOperand &&
           context.isActive(points.operands()[*result.initOperand]);
  });
}
} // namespace

bool hasSpecPullback(StructuredOpInterface op) {
  if (Spec spec = op.getSpec(); !spec.combiner || isExtremum(*spec.combiner))
    return true;
  SpecPoints points(op);
  auto seeded =
      llvm::map_to_vector(points.spec().results, [](const SpecResult &result) {
        return isFloat(result.type);
      });
  return isSum(makeStepProgram(points), seeded);
}

LogicalResult pullBackSpec(StructuredOpInterface op, PullbackContext &context) {
  SpecPoints points(op);
  if (auto outside = points.findOutside())
    return context.refuse(op, *outside);
  Seeds seeds;
  SmallVector<bool> seeded;
  for (Value result : op->getResults()) {
    seeds.push_back(context.lookup(result));
    seeded.push_back(seeds.back().has_value());
  }
  if (!points.spec().combiner) {
    if (keepsActive(points, context))
      return context.refuse(op, "a result of which it writes a part alone");
    PointPullback(points, makeBodyProgram(points), context).run(seeds);
    return success();
  }
  PointProgram step = makeStepProgram(points);
  if (isSum(step, seeded)) {
    PointPullback(points, step, context).run(seeds);
    pullBackStarts(points, seeds, context);
    return success();
  }
  if (isExtremum(*points.spec().combiner))
    return pullBackExtremum(points, std::move(seeds), context);
  return context.refuse(op, "a reduction by something else than a sum, max or "
                            "min, in reverse");
}

} // namespace ag
