//===- WindowWriter.cpp - Specs as contractions of windows ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "WindowWriter.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Support/Notation/Einsum.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
namespace {
class WindowWriter {
public:
  WindowWriter(const Spec &spec, ValueRange operands, OpBuilder &builder,
               Location loc)
      : spec(spec), operands(operands), builder(builder), loc(loc) {}

  Value write() {
    bool isStated = isReduction() && nameLoops() && nameParts() && canName();
    return isStated ? repeat(create()) : nullptr;
  }

private:
  bool isReduction();
  std::optional<unsigned> getFactor(unsigned node) const;
  bool nameLoops();
  bool nameParts();
  bool isRead(unsigned loop) const;
  std::optional<EinsumPart> nameDims(AffineMap map) const;
  bool canName() const;
  Value create();
  Value repeat(Value value);

  const Spec &spec;
  ValueRange operands;
  OpBuilder &builder;
  Location loc;
  Reduction kind = Reduction::sum;
  /// The inputs that are multiplied, or the one that is reduced.
  SmallVector<unsigned, 2> factors;
  Einsum einsum;
  /// The dimensions of the result along loops that index no operand.
  SmallVector<unsigned> repeated;
};

//===----------------------------------------------------------------------===//
// The computation
//===----------------------------------------------------------------------===//

/// Returns the input that a node reads, cast to the accumulator or not; nullopt
/// for other nodes.
std::optional<unsigned> WindowWriter::getFactor(unsigned number) const {
  const ScalarNode *node = &spec.body.nodes()[number];
  if (node->kind == ScalarNode::Apply && node->primitive == Primitive::Cast)
    node = &spec.body.nodes()[node->operands[0]];
  bool isRead = node->kind == ScalarNode::Input &&
                node->type == spec.results.front().type;
  return isRead ? std::optional<unsigned>(node->position) : std::nullopt;
}

/// Returns whether all inputs are reduced: one, or a sum of products of two.
/// Finds the kind and the factors.
bool WindowWriter::isReduction() {
  if (spec.results.size() != 1 || !spec.combiner)
    return false;
  const SpecResult &result = spec.results.front();
  std::optional<ReducedValue> reduced = findReducedValue(spec, 0);
  if (!reduced || result.initOperand ||
      result.accumulator != getAccumulatorType(result.type))
    return false;
  kind = reduced->kind;
  unsigned value = spec.body.results()[reduced->value];
  const ScalarNode &node = spec.body.nodes()[value];
  bool isProduct = node.kind == ScalarNode::Apply &&
                   node.primitive == Primitive::Mul &&
                   node.type == result.accumulator;
  SmallVector<unsigned> nodes{value};
  if (isProduct && kind == Reduction::sum)
    nodes.assign({node.operands[0], node.operands[1]});
  for (unsigned each : nodes) {
    std::optional<unsigned> factor = getFactor(each);
    if (!factor || llvm::is_contained(factors, *factor))
      return false;
    factors.push_back(*factor);
  }
  return factors.size() == spec.inputs.size() &&
         llvm::all_of(spec.inputs, [&](const SpecInput &input) {
           return isa<RankedTensorType>(operands[input.operand].getType());
         });
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

bool WindowWriter::nameLoops() {
  std::optional<std::string> letters = findLetters(spec);
  einsum.letters = letters.value_or("");
  return letters.has_value();
}

/// Returns the names of a map's dimensions; nullopt if one is not a sum of
/// loops with offset 0.
std::optional<EinsumPart> WindowWriter::nameDims(AffineMap map) const {
  EinsumPart part;
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim) {
    std::optional<LinearOffset> place = matchLinear(map, dim);
    auto offset = place ? dyn_cast<AffineConstantExpr>(place->offset)
                        : AffineConstantExpr();
    if (!offset || offset.getValue() != 0)
      return std::nullopt;
    EinsumDim &sum = part.emplace_back();
    for (auto [loop, stride] : llvm::enumerate(place->strides)) {
      if (stride < 0 || stride > INT32_MAX)
        return std::nullopt;
      if (stride > 0)
        sum.terms.push_back({stride, unsigned(loop)});
    }
    if (sum.terms.empty())
      return std::nullopt;
    // Terms are sorted as people write them: (2y+u).
    llvm::sort(sum.terms, [](const EinsumTerm &a, const EinsumTerm &b) {
      return std::pair(b.factor, a.loop) < std::pair(a.factor, b.loop);
    });
  }
  return part;
}

/// Returns whether the loop indexes an operand.
bool WindowWriter::isRead(unsigned loop) const {
  return llvm::any_of(factors, [&](unsigned factor) {
    return spec.inputs[factor].map.isFunctionOfDim(loop);
  });
}

/// Names the dimensions of the operands and of the result, except those along
/// loops that index no operand. Returns false if one has no name.
bool WindowWriter::nameParts() {
  for (unsigned factor : factors) {
    auto part = nameDims(spec.inputs[factor].map);
    if (!part)
      return false;
    einsum.operands.push_back(*part);
  }
  auto result = nameDims(spec.results.front().map);
  if (!result)
    return false;
  for (auto [number, dim] : llvm::enumerate(*result))
    if (dim.isLoop() && !isRead(dim.terms.front().loop))
      repeated.push_back(number);
    else
      einsum.result.push_back(dim);
  return true;
}

//===----------------------------------------------------------------------===//
// Whether the notation can express it
//===----------------------------------------------------------------------===//

/// Returns whether there are windows, and each loop occurs in an operand or in
/// the result, at most once in the latter. In a contraction, each loop must
/// also be a dimension by itself.
bool WindowWriter::canName() const {
  SmallVector<unsigned> reads(spec.loops.size()), writes(spec.loops.size());
  bool hasWindow = false;
  auto count = [&](const EinsumPart &part, MutableArrayRef<unsigned> counts) {
    for (const EinsumDim &dim : part) {
      hasWindow |= !dim.isLoop();
      for (const EinsumTerm &term : dim.terms)
        ++counts[term.loop];
    }
  };
  for (const EinsumPart &part : einsum.operands)
    count(part, reads);
  count(einsum.result, writes);
  for (unsigned dim : repeated)
    ++writes[*matchLinear(spec.results.front().map, dim)->getOnlyLoop()];
  auto isNamed = [&](unsigned loop) {
    return reads[loop] + writes[loop] > 0 && writes[loop] <= 1;
  };
  return hasWindow && (factors.size() == 1 || einsum.findWindows().empty()) &&
         llvm::all_of(llvm::seq<unsigned>(spec.loops.size()), isNamed);
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

Value WindowWriter::create() {
  const SpecResult &result = spec.results.front();
  auto materialize = [&](const Extent &extent) {
    return extent.materialize(builder, loc, operands);
  };
  SmallVector<OpFoldResult> created, lengths;
  unsigned next = 0;
  for (unsigned dim = 0; dim < result.map.getNumResults(); ++dim)
    if (!llvm::is_contained(repeated, dim))
      if (einsum.isCreated(einsum.result[next++]))
        created.push_back(materialize(spec.getExtent(result, dim)));
  for (unsigned loop : einsum.findWindows())
    lengths.push_back(materialize(spec.loops[loop]));
  SmallVector<Value> sizes, windows;
  SmallVector<int64_t> staticSizes, staticWindows;
  dispatchIndexOpFoldResults(created, sizes, staticSizes);
  dispatchIndexOpFoldResults(lengths, windows, staticWindows);
  std::string text = spell(einsum);
  Value first = operands[spec.inputs[factors[0]].operand];
  if (factors.size() == 1)
    return ReduceWindowOp::create(builder, loc, kind, text, first, windows,
                                  sizes, staticWindows, staticSizes);
  return ContractOp::create(builder, loc, text, first,
                            operands[spec.inputs[factors[1]].operand], sizes,
                            staticSizes);
}

/// Broadcasts the value along the loops that index no operand.
Value WindowWriter::repeat(Value value) {
  if (repeated.empty())
    return value;
  const SpecResult &result = spec.results.front();
  SmallVector<int64_t> dims, shape;
  SmallVector<Value> sizes;
  auto extents = materializeResultShape(spec, 0, builder, loc, operands);
  auto type = cast<RankedTensorType>(value.getType());
  for (unsigned dim = 0; dim < result.map.getNumResults(); ++dim) {
    bool isNew = llvm::is_contained(repeated, dim);
    if (!isNew)
      dims.push_back(dim);
    if (isNew)
      dispatchIndexOpFoldResult(extents[dim], sizes, shape);
    else
      shape.push_back(type.getDimSize(dims.size() - 1));
  }
  return BroadcastOp::create(builder, loc, value, sizes, dims, shape);
}
} // namespace

Value writeWindows(const Spec &spec, ValueRange operands, OpBuilder &builder,
                   Location loc) {
  return WindowWriter(spec, operands, builder, loc).write();
}

std::optional<std::string> findLetters(const Spec &spec) {
  constexpr unsigned count = 26;
  if (spec.loops.size() > 2 * count)
    return std::nullopt;
  auto isLetter = [](StringRef name) {
    return name.size() == 3 && name.front() == '\'' && llvm::isAlpha(name[1]) &&
           name.back() == '\'';
  };
  bool hasNames = spec.loopNames.size() == spec.loops.size() &&
                  llvm::all_of(spec.loopNames, isLetter);
  std::string letters;
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    letters += hasNames       ? spec.loopNames[loop][1]
               : loop < count ? static_cast<char>('a' + loop)
                              : static_cast<char>('A' + loop - count);
  return letters;
}

} // namespace ag
