//===- FixDims.cpp - named dimensions as constants ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an entry specialized to some sizes?
//
// Its arguments get static types. A cast in its body restores the types that
// the body was written for, and folds when the body is lowered to linalg. The
// size of a result that follows from the constant ones becomes static too.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <map>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FIXDIMSPASS
#include "ag/Phases/Trace/Passes.h.inc"

static constexpr PassRemarks fixDimsRemarks("ag-fix-dims");

namespace {
using Sizes = std::map<StringRef, int64_t>;

/// Sets dimensions of one entry, which are given by their names, to constants.
class Fixer {
public:
  Fixer(func::FuncOp entry, const Sizes &sizes) : entry(entry), sizes(sizes) {}

  LogicalResult run();

private:
  LogicalResult fixRanges();
  void fixArgument(BlockArgument argument, NamedAttrList &attributes);
  void fixResults();

  func::FuncOp entry;
  const Sizes &sizes;
};

/// Removes the ranges of names that have a size. Emits an error, and fails, if
/// a size is out of its range.
LogicalResult Fixer::fixRanges() {
  auto ranges = entry->getAttrOfType<DictionaryAttr>(rangesAttrName);
  if (!ranges)
    return success();
  SmallVector<NamedAttribute> kept;
  for (NamedAttribute range : ranges) {
    auto found = sizes.find(range.getName());
    if (found == sizes.end()) {
      kept.push_back(range);
      continue;
    }
    DimRange allowed = *getDimRange(entry, range.getName());
    if (found->second < allowed.lowest || found->second > allowed.highest)
      return entry.emitError("dimension ")
             << range.getName().getValue() << " of @" << entry.getName()
             << " is to be " << found->second << ", but ag.ranges allows "
             << allowed.lowest << " to " << allowed.highest;
  }
  if (kept.empty())
    entry->removeAttr(rangesAttrName);
  else
    entry->setAttr(rangesAttrName,
                   DictionaryAttr::get(entry.getContext(), kept));
  return success();
}

void Fixer::fixArgument(BlockArgument argument, NamedAttrList &attributes) {
  auto type = dyn_cast<RankedTensorType>(argument.getType());
  auto names = dyn_cast_or_null<ArrayAttr>(attributes.get(dimsAttrName));
  if (!type || !names)
    return;
  Builder constants(entry.getContext());
  SmallVector<int64_t> shape(type.getShape());
  SmallVector<Attribute> dims(names.getValue());
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    auto found = sizes.find(getDimName(entry, argument.getArgNumber(), dim));
    if (found == sizes.end())
      continue;
    shape[dim] = found->second;
    dims[dim] = constants.getI64IntegerAttr(found->second);
  }
  if (ArrayRef(shape) == type.getShape())
    return;
  argument.setType(type.clone(shape));
  attributes.set(dimsAttrName, constants.getArrayAttr(dims));
  auto builder = OpBuilder::atBlockBegin(argument.getOwner());
  auto cast =
      tensor::CastOp::create(builder, argument.getLoc(), type, argument);
  argument.replaceAllUsesExcept(cast, cast);
}

/// Casts results to types that have the sizes which are constant now.
void Fixer::fixResults() {
  Operation *terminator = entry.getBody().front().getTerminator();
  for (OpOperand &result : terminator->getOpOperands()) {
    auto type = dyn_cast<RankedTensorType>(result.get().getType());
    if (!type)
      continue;
    SmallVector<int64_t> shape(type.getShape());
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim)) {
        auto size = ValueBoundsConstraintSet::computeConstantBound(
            presburger::BoundType::EQ, {result.get(), dim});
        if (succeeded(size) && *size >= 0)
          shape[dim] = *size;
      }
    if (ArrayRef(shape) == type.getShape())
      continue;
    OpBuilder builder(terminator);
    result.set(tensor::CastOp::create(builder, terminator->getLoc(),
                                      type.clone(shape), result.get()));
  }
}

LogicalResult Fixer::run() {
  if (failed(fixRanges()))
    return failure();
  editArgAttrs(entry, [&](unsigned number, NamedAttrList &attributes) {
    fixArgument(entry.getArgument(number), attributes);
  });
  fixResults();
  Block &body = entry.getBody().front();
  entry.setType(FunctionType::get(entry.getContext(), body.getArgumentTypes(),
                                  body.getTerminator()->getOperandTypes()));
  return success();
}

struct FixDimsPass : WithModels<impl::FixDimsPassBase<FixDimsPass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    FailureOr<Sizes> sizes = readSizes();
    if (failed(sizes) || failed(fix(*sizes)))
      signalPassFailure();
  }

  FailureOr<Sizes> readSizes() {
    auto given = parseDimSizes(dims);
    if (!given)
      return emitError(UnknownLoc::get(&getContext()))
             << "dims=" << llvm::toString(given.takeError());
    Sizes sizes;
    for (const DimSize &dim : *given)
      sizes[dim.name] = dim.size;
    return sizes;
  }

  LogicalResult fix(const Sizes &sizes) {
    std::set<StringRef> names;
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!entry.isPublic() || entry.isExternal() || sizes.empty())
        continue;
      for (const DimSymbol &symbol : DimSymbols(entry))
        if (sizes.count(symbol.name)) {
          fixDimsRemarks.passed(entry, "dim")
              << remark::add("{0} is {1}", symbol.name, sizes.at(symbol.name));
          names.insert(symbol.name);
        }
      if (failed(Fixer(entry, sizes).run()))
        return failure();
    }
    for (auto [name, size] : sizes)
      if (!names.count(name))
        return getOperation().emitError("no argument of an entry has a dynamic "
                                        "dimension ")
               << name << " in its ag.dims, so it can't be " << size;
    return success();
  }
};
} // namespace
} // namespace ag
