//===- DimSymbols.cpp - the names and ranges of dimensions ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "Sizes/UpstreamBounds.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace ag {

ValueBoundsConstraintSet::Variable getSizeVariable(Value tensor, int64_t dim) {
  auto type = cast<ShapedType>(tensor.getType());
  if (type.isDynamicDim(dim))
    return {tensor, dim};
  Builder builder(tensor.getContext());
  return OpFoldResult(builder.getIndexAttr(type.getDimSize(dim)));
}

StringRef getDimName(FunctionOpInterface function, unsigned argument,
                     unsigned dim) {
  auto dims = function.getArgAttrOfType<ArrayAttr>(argument, dimsAttrName);
  if (!dims || dim >= dims.size())
    return "";
  auto name = dyn_cast<StringAttr>(dims[dim]);
  return name ? name.getValue() : "";
}

SizeComparison::SizeComparison(Value tensor, int64_t dim)
    : ValueBoundsConstraintSet(
          tensor.getContext(),
          [](Value, std::optional<int64_t>, ValueBoundsConstraintSet &) {
            return false;
          }) {
  Variable size = getSizeVariable(tensor, dim);
  position = populateConstraints(size.getMap(), size.getOperands());
}

bool SizeComparison::isEqual(Value other, int64_t dim) {
  populateConstraints(other, dim);
  return comparePos(position, EQ, getPos(other, dim));
}

static std::optional<DimRange> readRange(Attribute attr) {
  auto pair = dyn_cast_or_null<ArrayAttr>(attr);
  if (!pair || pair.size() != 2)
    return std::nullopt;
  auto least = dyn_cast<IntegerAttr>(pair[0]);
  auto greatest = dyn_cast<IntegerAttr>(pair[1]);
  if (!least || !greatest || !least.getValue().isSignedIntN(64) ||
      !greatest.getValue().isSignedIntN(64))
    return std::nullopt;
  return DimRange{least.getValue().getSExtValue(),
                  greatest.getValue().getSExtValue()};
}

std::optional<DimRange> getDimRange(FunctionOpInterface function,
                                    StringRef name) {
  auto ranges = function->getAttrOfType<DictionaryAttr>(rangesAttrName);
  return ranges ? readRange(ranges.get(name)) : std::nullopt;
}

DimSymbols::DimSymbols(FunctionOpInterface function) {
  for (auto [argument, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensor = dyn_cast<ShapedType>(type);
    if (!tensor || !tensor.hasRank())
      continue;
    for (unsigned dim = 0; dim < tensor.getRank(); ++dim)
      if (tensor.isDynamicDim(dim))
        add(getDimName(function, argument, dim), argument, dim);
  }
}

void DimSymbols::add(StringRef name, unsigned argument, unsigned dim) {
  unsigned number = symbols.size();
  if (!name.empty())
    number = named.try_emplace(name, number).first->second;
  if (number == symbols.size())
    symbols.push_back({name, argument, dim});
  numbers[{argument, dim}] = number;
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static bool isDimOf(Attribute attr, int64_t size) {
  if (ShapedType::isDynamic(size)) {
    auto name = dyn_cast<StringAttr>(attr);
    return name && isDimName(name.getValue());
  }
  auto number = dyn_cast<IntegerAttr>(attr);
  return number && number.getValue().isSignedIntN(64) &&
         number.getValue().getSExtValue() == size;
}

bool hasDims(FunctionOpInterface function, unsigned argument,
             Attribute attribute) {
  auto type = dyn_cast<ShapedType>(
      getWholeType(function.getArgumentTypes()[argument],
                   function.getArgAttr(argument, shardingAttrName)));
  auto dims = dyn_cast<ArrayAttr>(attribute);
  return type && type.hasRank() && dims &&
         int64_t(dims.size()) == type.getRank() &&
         llvm::all_of(llvm::zip(dims, type.getShape()), [](auto pair) {
           return isDimOf(std::get<0>(pair), std::get<1>(pair));
         });
}

LogicalResult verifyDims(FunctionOpInterface function, unsigned argument,
                         Attribute attribute) {
  if (hasDims(function, argument, attribute))
    return success();
  Reporter report(function->getName().getStringRef(), function->getLoc());
  return report("dims-attribute")
         << "argument " << argument << " of type "
         << function.getArgumentTypes()[argument] << " has " << attribute
         << ", expected an identifier for each '?' and the number of each "
            "static dimension";
}

LogicalResult verifyRanges(Operation *op, Attribute attribute) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  auto ranges = dyn_cast<DictionaryAttr>(attribute);
  if (!ranges)
    return report("ranges-attribute")
           << "expected a dictionary, not " << attribute;
  for (NamedAttribute range : ranges) {
    std::optional<DimRange> read = readRange(range.getValue());
    if (!read || read->lowest < 0 || read->highest < read->lowest)
      return report("ranges-attribute")
             << range.getName() << " is " << range.getValue()
             << ", expected [least, greatest] with 0 <= least <= greatest";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// Returns the first argument and dimension with `name`.
static std::pair<unsigned, unsigned> findFirst(FunctionOpInterface function,
                                               StringRef name) {
  for (auto [number, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensor = dyn_cast<ShapedType>(type);
    if (!tensor || !tensor.hasRank())
      continue;
    for (unsigned dim = 0; dim < tensor.getRank(); ++dim)
      if (tensor.isDynamicDim(dim) && getDimName(function, number, dim) == name)
        return {number, dim};
  }
  llvm_unreachable("no argument has a dimension of this name");
}

namespace {
/// Equal names imply equal sizes within their range. If arguments are blocks,
/// this applies to the unsplit tensors; all blocks have one size.
struct FuncBounds
    : ValueBoundsOpInterface::ExternalModel<FuncBounds, func::FuncOp> {
  /// An index argument has no bounds. Upstream's default implementation must
  /// not be called.
  void populateBoundsForIndexValue(Operation *, Value,
                                   ValueBoundsConstraintSet &) const {}

  void populateBoundsForShapedValueDim(Operation *op, Value value, int64_t dim,
                                       ValueBoundsConstraintSet &bounds) const {
    auto function = cast<func::FuncOp>(op);
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument || !argument.getOwner()->isEntryBlock())
      return;
    StringRef name = getDimName(function, argument.getArgNumber(), dim);
    if (name.empty())
      return;
    int64_t parts = countParts(function, argument.getArgNumber(), dim);
    auto [first, firstDim] = findFirst(function, name);
    if (first != argument.getArgNumber() || firstDim != dim) {
      AffineExpr other = bounds.getExpr(function.getArgument(first), firstDim);
      int64_t others = countParts(function, first, firstDim);
      bounds.bound(value)[dim] ==
          (others == parts ? other : (other * others).floorDiv(parts));
    }
    if (std::optional<DimRange> range = getDimRange(function, name)) {
      bounds.bound(value)[dim] >= llvm::divideCeilSigned(range->lowest, parts);
      bounds.bound(value)[dim] <= range->highest / parts;
    }
  }
};
} // namespace

void registerDimBounds(DialectRegistry &registry) {
  registerUpstreamBounds(registry);
  registry.addExtension(+[](MLIRContext *context, func::FuncDialect *) {
    func::FuncOp::attachInterface<FuncBounds>(*context);
  });
}

} // namespace ag
