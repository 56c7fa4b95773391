//===- SpecEvaluation.cpp - the value of a structured op ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The evaluation walks the parallel loops, of which the longest one is the
// lanes. For a chunk of up to 512 lanes, it evaluates the programs together.
// Within a chunk it walks the reductions. Each accumulator thus takes its
// values in the lexicographic order of the loops, long sums in blocks
// (SpecSums.h). For
// sums in blocks (SpecSums.h). For
//
//   ag.contract "bi,io->bo"
//
// with o the longest of b and o, this is
//
//   for b, for o in steps of 512:
//     accumulators[0..511] = 0
//     for i: accumulators[k] += x[b, i] * w[i, o + k]      for all lanes k
//     result[b, o + k] = accumulators[k]
//
// If a reduction moves a result, as in (n, y, u) -> (n, 2 * y + u), the
// accumulators are read from the results and written back at each point. The
// results hold accumulators until the walk ends, and are then cast.
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "Spec/SpecRows.h"
#include "Spec/SpecSums.h"
#include "ag/Interfaces/Spec/AffineAccess.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
constexpr int64_t maxLanes = 512;

/// Advances to the next point of `loops` in lexicographic order. Returns false
/// after the last one, with the point reset to the first.
bool advance(MutableArrayRef<int64_t> point, ArrayRef<unsigned> loops,
             ArrayRef<int64_t> extents) {
  for (unsigned loop : llvm::reverse(loops)) {
    if (++point[loop] < extents[loop])
      return true;
    point[loop] = 0;
  }
  return false;
}

class Evaluation {
public:
  Evaluation(const Spec &spec, ArrayRef<Tensor> operands, Precision precision)
      : spec(spec), operands(operands), precision(precision),
        inputRows(spec.inputs.size(), maxLanes),
        indexRows(spec.loops.size(), maxLanes),
        bodyRows(spec.body.results().size(), maxLanes),
        accumulators(spec.results.size(), maxLanes),
        combined(spec.results.size(), maxLanes),
        sums(spec, precision, maxLanes) {}

  llvm::Expected<SmallVector<Tensor>> run();
  llvm::Expected<uint64_t> countPoints();

private:
  llvm::Error findExtents();
  llvm::Expected<int64_t> findExtent(const Extent &extent, StringRef what);
  llvm::Error checkSizes(unsigned operand, AffineMap map);
  llvm::Error openAccesses();
  llvm::Error makeResult(unsigned number);
  llvm::Error startFrom(unsigned operand, unsigned number);
  void orderLoops();
  llvm::Error runChunk(int64_t lanes);
  llvm::Error locate(const AffineAccess &access, int64_t lanes);
  llvm::Error readInput(size_t input, int64_t lanes);
  void writeIndices(int64_t lanes);
  llvm::Error takeAccumulators(int64_t lanes);
  llvm::Error addPoint(int64_t lanes);
  llvm::Error putAccumulators(int64_t lanes);
  void castResults();

  const Spec &spec;
  ArrayRef<Tensor> operands;
  Precision precision;

  SmallVector<int64_t> extents, symbols;
  SmallVector<AffineAccess> inputAccesses, resultAccesses;
  SmallVector<Tensor> results;
  std::optional<unsigned> laneLoop;
  SmallVector<unsigned> outerLoops, reductionLoops;
  /// Whether a reduction moves a result.
  bool resultsMove = false;

  SmallVector<int64_t> point;
  /// For each lane, the position that was located last.
  SmallVector<int64_t> positions;
  SpecRows inputRows, indexRows, bodyRows, accumulators, combined;
  SpecSums sums;
  SmallVector<const Cell *> inputValues;
  std::vector<Cell> scratch;
};

//===----------------------------------------------------------------------===//
// Before the walk
//===----------------------------------------------------------------------===//

llvm::Error Evaluation::checkSizes(unsigned operand, AffineMap map) {
  ArrayRef<int64_t> shape = operands[operand].shape();
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    if (loop && spec.isMeasured(loop.getPosition()) &&
        shape[dim] != extents[loop.getPosition()])
      return llvm::createStringError(llvm::formatv(
          "[sizes] {0} is {1} but {2} in dimension {3} of operand {4}",
          spec.describeLoop(loop.getPosition()), extents[loop.getPosition()],
          shape[dim], dim, operand));
  }
  return llvm::Error::success();
}

llvm::Expected<int64_t> Evaluation::findExtent(const Extent &extent,
                                               StringRef what) {
  int64_t size = extent.value();
  if (extent.kind() == Extent::Dimension)
    size = operands[extent.operand()].shape()[extent.value()];
  if (extent.kind() == Extent::Operand)
    size = operands[extent.operand()].cells().front().i;
  if (size < 0)
    return llvm::createStringError(
        llvm::formatv("[extents] {0} is {1}, expected 0 or more", what, size));
  return size;
}

llvm::Error Evaluation::findExtents() {
  for (auto [loop, extent] : llvm::enumerate(spec.loops)) {
    auto size = findExtent(extent, spec.describeLoop(loop));
    if (!size)
      return size.takeError();
    extents.push_back(*size);
  }
  for (const SpecInput &input : spec.inputs)
    if (llvm::Error error = checkSizes(input.operand, input.map))
      return error;
  return llvm::Error::success();
}

llvm::Error Evaluation::openAccesses() {
  for (unsigned operand : spec.symbols)
    symbols.push_back(operands[operand].cells().front().i);
  for (const SpecInput &input : spec.inputs) {
    auto access = AffineAccess::create(
        input.map, symbols, operands[input.operand].shape(), extents,
        llvm::formatv("operand {0}", input.operand).str());
    if (!access)
      return access.takeError();
    inputAccesses.push_back(std::move(*access));
  }
  return llvm::Error::success();
}

/// Fills result `number` with the operand with which its accumulators start.
llvm::Error Evaluation::startFrom(unsigned operand, unsigned number) {
  const SpecResult &result = spec.results[number];
  ArrayRef<int64_t> shape = results[number].shape();
  ArrayRef<int64_t> given = operands[operand].shape();
  for (auto [dim, size, expected] : llvm::enumerate(shape, given))
    if (size != expected)
      return llvm::createStringError(llvm::formatv(
          "[sizes] {0} is {1} but {2} in dimension {3} of operand {4}",
          result.shape.empty()
              ? spec.describeLoop(result.map.getDimPosition(dim))
              : llvm::formatv("dimension {0} of result {1}", dim, number).str(),
          size, expected, dim, operand));
  for (auto [cell, first] : llvm::zip_equal(results[number].mutableCells(),
                                            operands[operand].cells()))
    cell = castCell(first, result.type, result.accumulator, precision);
  return llvm::Error::success();
}

llvm::Error Evaluation::makeResult(unsigned number) {
  const SpecResult &result = spec.results[number];
  std::string what = llvm::formatv("result {0}", number).str();
  SmallVector<int64_t> shape;
  for (unsigned dim = 0; dim < result.map.getNumResults(); ++dim) {
    auto size =
        findExtent(spec.getExtent(result, dim),
                   llvm::formatv("dimension {0} of {1}", dim, what).str());
    if (!size)
      return size.takeError();
    shape.push_back(*size);
  }
  auto tensor = Tensor::zeros(result.type, shape);
  if (!tensor)
    return tensor.takeError();
  results.push_back(std::move(*tensor));
  if (!result.initOperand)
    llvm::fill(results.back().mutableCells(), result.init);
  else if (llvm::Error error = startFrom(*result.initOperand, number))
    return error;
  auto access = AffineAccess::create(result.map, symbols, shape, extents, what);
  if (!access)
    return access.takeError();
  resultAccesses.push_back(std::move(*access));
  return llvm::Error::success();
}

void Evaluation::orderLoops() {
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    if (spec.isParallel(loop) &&
        (!laneLoop || extents[loop] > extents[*laneLoop]))
      laneLoop = loop;
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    if (loop != laneLoop)
      (spec.isParallel(loop) ? outerLoops : reductionLoops).push_back(loop);
  resultsMove = llvm::any_of(spec.results, [&](const SpecResult &result) {
    return llvm::any_of(reductionLoops, [&](unsigned loop) {
      return result.map.isFunctionOfDim(loop);
    });
  });
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

/// Computes the positions of the access's elements.
llvm::Error Evaluation::locate(const AffineAccess &access, int64_t lanes) {
  positions.resize(lanes);
  if (access.isLinear()) {
    int64_t first = access.linearPosition(point);
    int64_t stride = laneLoop ? access.stride(*laneLoop) : 0;
    for (int64_t lane = 0; lane < lanes; ++lane)
      positions[lane] = first + lane * stride;
    return llvm::Error::success();
  }
  SmallVector<int64_t> place(point);
  for (int64_t &position : positions) {
    auto found = access.position(place);
    if (!found)
      return found.takeError();
    position = *found;
    if (laneLoop)
      ++place[*laneLoop];
  }
  return llvm::Error::success();
}

llvm::Error Evaluation::readInput(size_t input, int64_t lanes) {
  const Cell *cells = operands[spec.inputs[input].operand].cells().data();
  const AffineAccess &access = inputAccesses[input];
  if (access.isLinear() &&
      (lanes == 1 || (laneLoop && access.stride(*laneLoop) == 1))) {
    inputValues[input] = cells + access.linearPosition(point);
    return llvm::Error::success();
  }
  if (llvm::Error error = locate(access, lanes))
    return error;
  Cell *row = inputRows[input];
  inputValues[input] = row;
  for (int64_t lane = 0; lane < lanes; ++lane)
    row[lane] = cells[positions[lane]];
  return llvm::Error::success();
}

void Evaluation::writeIndices(int64_t lanes) {
  for (const ScalarNode &node : spec.body.nodes()) {
    if (node.kind != ScalarNode::Index)
      continue;
    int64_t step = node.position == laneLoop ? 1 : 0;
    for (int64_t lane = 0; lane < lanes; ++lane)
      indexRows[node.position][lane].i = point[node.position] + step * lane;
  }
}

llvm::Error Evaluation::takeAccumulators(int64_t lanes) {
  if (!spec.combiner)
    return llvm::Error::success();
  for (unsigned number = 0; number < results.size(); ++number) {
    if (llvm::Error error = locate(resultAccesses[number], lanes))
      return error;
    ArrayRef<Cell> cells = results[number].cells();
    for (int64_t lane = 0; lane < lanes; ++lane)
      accumulators[number][lane] = cells[positions[lane]];
  }
  return llvm::Error::success();
}

llvm::Error Evaluation::addPoint(int64_t lanes) {
  for (size_t input = 0; input < spec.inputs.size(); ++input)
    if (llvm::Error error = readInput(input, lanes))
      return error;
  writeIndices(lanes);
  SmallVector<const Cell *> indices(indexRows.pointers());
  MutableArrayRef<Cell *> target =
      spec.combiner ? bodyRows.pointers() : accumulators.pointers();
  evaluate(spec.body, precision, lanes, inputValues, indices, target, scratch);
  if (!spec.combiner)
    return llvm::Error::success();
  SmallVector<const Cell *> values(accumulators.pointers());
  llvm::append_range(values, bodyRows.pointers());
  evaluate(*spec.combiner, precision, lanes, values, {}, combined.pointers(),
           scratch);
  std::swap(accumulators, combined);
  return llvm::Error::success();
}

llvm::Error Evaluation::putAccumulators(int64_t lanes) {
  for (unsigned number = 0; number < results.size(); ++number) {
    if (llvm::Error error = locate(resultAccesses[number], lanes))
      return error;
    MutableArrayRef<Cell> cells = results[number].mutableCells();
    for (int64_t lane = 0; lane < lanes; ++lane)
      cells[positions[lane]] = accumulators[number][lane];
  }
  return llvm::Error::success();
}

/// Evaluates the points of a chunk. If results do not move, accumulators are
/// read at the first point and written back after the last one.
llvm::Error Evaluation::runChunk(int64_t lanes) {
  bool isFirst = true, isInBlocks = !sums.empty() && !resultsMove;
  sums.reset();
  do {
    if (isFirst || resultsMove)
      if (llvm::Error error = takeAccumulators(lanes))
        return error;
    isFirst = false;
    if (llvm::Error error = addPoint(lanes))
      return error;
    if (isInBlocks)
      sums.count(accumulators.pointers(), lanes);
    if (resultsMove)
      if (llvm::Error error = putAccumulators(lanes))
        return error;
  } while (advance(point, reductionLoops, extents));
  if (isInBlocks)
    sums.finish(accumulators.pointers(), lanes);
  return resultsMove ? llvm::Error::success() : putAccumulators(lanes);
}

void Evaluation::castResults() {
  for (auto [tensor, result] : llvm::zip_equal(results, spec.results))
    for (Cell &cell : tensor.mutableCells())
      cell = castCell(cell, result.accumulator, result.type, precision);
}

llvm::Expected<uint64_t> Evaluation::countPoints() {
  if (llvm::Error error = findExtents())
    return error;
  uint64_t points = 1;
  for (int64_t extent : extents)
    points = llvm::SaturatingMultiply<uint64_t>(points, extent);
  return points;
}

llvm::Expected<SmallVector<Tensor>> Evaluation::run() {
  if (llvm::Error error = findExtents())
    return error;
  if (llvm::Error error = openAccesses())
    return error;
  for (unsigned number = 0; number < spec.results.size(); ++number)
    if (llvm::Error error = makeResult(number))
      return error;
  orderLoops();
  point.assign(extents.size(), 0);
  inputValues.resize(spec.inputs.size());
  int64_t length = laneLoop ? extents[*laneLoop] : 1;
  bool walks = !llvm::is_contained(extents, 0);
  while (walks) {
    for (int64_t first = 0; first < length; first += maxLanes) {
      if (laneLoop)
        point[*laneLoop] = first;
      if (llvm::Error error = runChunk(std::min(maxLanes, length - first)))
        return error;
    }
    walks = advance(point, outerLoops, extents);
  }
  castResults();
  return std::move(results);
}
} // namespace

llvm::Expected<SmallVector<Tensor>>
evaluate(const Spec &spec, ArrayRef<Tensor> operands, Precision precision) {
  return Evaluation(spec, operands, precision).run();
}

uint64_t countPoints(const Spec &spec, ArrayRef<Tensor> operands) {
  Evaluation evaluation(spec, operands, Precision::Double);
  return llvm::expectedToOptional(evaluation.countPoints()).value_or(0);
}

//===----------------------------------------------------------------------===//
// Programs without maps
//===----------------------------------------------------------------------===//

/// Returns the shape of a program's results: that of any operand that is not a
/// scalar.
static llvm::Expected<ArrayRef<int64_t>>
commonShape(ArrayRef<Tensor> operands) {
  ArrayRef<int64_t> shape;
  for (const Tensor &operand : operands) {
    if (operand.rank() == 0)
      continue;
    if (!shape.empty() && shape != operand.shape())
      return llvm::createStringError(llvm::formatv(
          "[sizes] one operand has shape [{0:$[, ]}], another [{1:$[, ]}]",
          llvm::make_range(shape.begin(), shape.end()),
          llvm::make_range(operand.shape().begin(), operand.shape().end())));
    shape = operand.shape();
  }
  return shape;
}

llvm::Expected<SmallVector<Tensor>>
evaluateElementwise(const ScalarProgram &program, ArrayRef<Tensor> operands,
                    Precision precision) {
  auto shape = commonShape(operands);
  if (!shape)
    return shape.takeError();
  SmallVector<Tensor> results;
  for (unsigned node : program.results()) {
    auto result = Tensor::zeros(program.nodes()[node].type, *shape);
    if (!result)
      return result.takeError();
    results.push_back(std::move(*result));
  }
  int64_t count = results.front().size();
  SpecRows scalars(operands.size(), std::min(count, maxLanes));
  for (auto [row, operand] : llvm::zip(scalars.pointers(), operands))
    if (operand.rank() == 0)
      std::fill_n(row, std::min(count, maxLanes), operand.cells().front());
  std::vector<Cell> scratch;
  for (int64_t first = 0; first < count; first += maxLanes) {
    SmallVector<const Cell *> inputs;
    for (auto [row, operand] : llvm::zip(scalars.pointers(), operands))
      inputs.push_back(operand.rank() == 0 ? row
                                           : operand.cells().data() + first);
    SmallVector<Cell *> outputs;
    for (Tensor &result : results)
      outputs.push_back(result.mutableCells().data() + first);
    evaluate(program, precision, std::min(maxLanes, count - first), inputs, {},
             outputs, scratch);
  }
  return results;
}

} // namespace ag
