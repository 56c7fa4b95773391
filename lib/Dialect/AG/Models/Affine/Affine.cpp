//===- Affine.cpp - models of affine --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Affine.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/Spec/AffineAccess.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/IntegerSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns the results of a map at the operands.
llvm::Expected<SmallVector<int64_t>> evaluateMap(AffineMap map,
                                                 ArrayRef<Tensor> operands) {
  SmallVector<int64_t> numbers = llvm::map_to_vector(operands, intOf);
  ArrayRef<int64_t> dims = ArrayRef(numbers).take_front(map.getNumDims());
  ArrayRef<int64_t> symbols = ArrayRef(numbers).drop_front(map.getNumDims());
  SmallVector<int64_t> values;
  for (AffineExpr expr : map.getResults()) {
    auto value = evaluateAffine(expr, dims, symbols);
    if (!value)
      return llvm::createStringError(
          "overflows, or divides by less than 1, at these operands");
    values.push_back(*value);
  }
  return values;
}

int64_t first(ArrayRef<int64_t> values) { return values.front(); }
int64_t least(ArrayRef<int64_t> values) { return *llvm::min_element(values); }
int64_t greatest(ArrayRef<int64_t> values) {
  return *llvm::max_element(values);
}

template <typename Op, int64_t (*Choose)(ArrayRef<int64_t>)>
struct MapModel
    : InterpretableOpInterface::ExternalModel<MapModel<Op, Choose>, Op> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    auto values = evaluateMap(cast<Op>(op).getAffineMap(), operands);
    if (!values)
      return values.takeError();
    return Tensors{indexTensor(Choose(*values))};
  }
};

/// Computes the digits of an index, which is not negative, by a basis. The last
/// number of the basis is that of the least significant digit.
struct DelinearizeModel
    : InterpretableOpInterface::ExternalModel<
          DelinearizeModel, affine::AffineDelinearizeIndexOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    auto split = cast<affine::AffineDelinearizeIndexOp>(op);
    int64_t left = intOf(operands.front());
    SmallVector<int64_t> bases(split.getStaticBasis());
    auto given = operands.drop_front().begin();
    for (int64_t &base : bases)
      if (ShapedType::isDynamic(base))
        base = intOf(*given++);
    Tensors digits;
    for (int64_t base : llvm::reverse(bases)) {
      if (left < 0 || base <= 0)
        return llvm::createStringError(
            llvm::formatv("is of {0}, with a basis of {1}; expected an index "
                          "of 0 or more, and a basis of 1 or more",
                          left, base));
      bool isFirst = digits.size() + 1 == split.getNumResults();
      digits.push_back(indexTensor(isFirst ? left : left % base));
      left /= base;
    }
    // The first digit has no bound, unless the basis has a number for each
    // digit.
    if (digits.size() < split.getNumResults())
      digits.push_back(indexTensor(left));
    std::reverse(digits.begin(), digits.end());
    return digits;
  }
};

/// An op that passes whole values to and from its regions.
template <typename Model, typename Op>
struct ForwardsWholeValues
    : InterpretableOpInterface::ExternalModel<Model, Op> {
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};

struct AffineForModel
    : ForwardsWholeValues<AffineForModel, affine::AffineForOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto loop = cast<affine::AffineForOp>(op);
    unsigned ofLower = loop.getLowerBoundOperands().size();
    unsigned ofUpper = loop.getUpperBoundOperands().size();
    auto lower =
        evaluateMap(loop.getLowerBoundMap(), operands.take_front(ofLower));
    if (!lower)
      return lower.takeError();
    auto upper =
        evaluateMap(loop.getUpperBoundMap(), operands.slice(ofLower, ofUpper));
    if (!upper)
      return upper.takeError();
    Tensors carried(operands.drop_front(ofLower + ofUpper));
    int64_t end = least(*upper), step = loop.getStepAsInt(), next;
    for (int64_t place = greatest(*lower); place < end; place = next) {
      carried.insert(carried.begin(), indexTensor(place));
      auto yielded = context.run(loop.getRegion(), std::move(carried));
      if (!yielded)
        return yielded.takeError();
      carried = std::move(*yielded);
      if (llvm::AddOverflow(place, step, next))
        break;
    }
    return carried;
  }
};

struct AffineIfModel : ForwardsWholeValues<AffineIfModel, affine::AffineIfOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto branch = cast<affine::AffineIfOp>(op);
    IntegerSet set = branch.getIntegerSet();
    auto values =
        evaluateMap(AffineMap::get(set.getNumDims(), set.getNumSymbols(),
                                   set.getConstraints(), op->getContext()),
                    operands);
    if (!values)
      return values.takeError();
    bool holds = true;
    for (auto [value, isEquality] : llvm::zip_equal(*values, set.getEqFlags()))
      holds &= isEquality ? value == 0 : value >= 0;
    Region &region = holds ? branch.getThenRegion() : branch.getElseRegion();
    if (region.empty())
      return Tensors();
    return context.run(region, {});
  }
};
} // namespace

void registerAffineModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, affine::AffineDialect *) {
    affine::AffineApplyOp::attachInterface<
        MapModel<affine::AffineApplyOp, first>>(*context);
    affine::AffineMinOp::attachInterface<MapModel<affine::AffineMinOp, least>>(
        *context);
    affine::AffineMaxOp::attachInterface<
        MapModel<affine::AffineMaxOp, greatest>>(*context);
    affine::AffineDelinearizeIndexOp::attachInterface<DelinearizeModel>(
        *context);
    affine::AffineForOp::attachInterface<AffineForModel>(*context);
    affine::AffineIfOp::attachInterface<AffineIfModel>(*context);
  });
}

} // namespace ag
