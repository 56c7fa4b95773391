//===- CancelledSums.cpp - sums that cancel -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/CancelledSums.h"
#include "Algebra/FormWriter.h"
#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

/// Returns a value equal to the op's result, if that is a constant everywhere
/// or an operand of the op; else null.
static Value simplify(Operation *op, OpBuilder &builder) {
  std::optional<StatedOp> own = op->getNumResults() == 1 &&
                                        isFloatTensor(op->getResult(0)) &&
                                        isPureOp(op)
                                    ? StatedOp::readExact(op)
                                    : std::nullopt;
  if (!own || own->spec.combiner)
    return nullptr;
  const StatedOp *all = &*own;
  ReadForms read(all);
  if (!read.forms.getRefusal().empty())
    return nullptr;
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  FormAtLoops form = read.forms.readForm(op->getResult(0));
  const FormTable &table = read.forms.getTable();
  std::optional<double> number = table.number(form.form);
  if (number && type.hasStaticShape())
    return arith::ConstantOp::create(
        builder, op->getLoc(),
        DenseElementsAttr::get(
            type, builder.getFloatAttr(type.getElementType(), *number)));
  std::optional<unsigned> single = table.singleAtom(form.form);
  if (!single || table.atom(*single).kind != FormAtom::Input)
    return nullptr;
  const FormAtom &element = table.atom(*single);
  Value value = read.forms.getInput(element.number);
  bool isSame = element.operands.size() == form.loops.size();
  for (auto [place, loop] : llvm::enumerate(form.loops))
    isSame = isSame &&
             element.operands[place] == read.forms.getTable().index(loop) &&
             read.loops.isAsLong(table.loops().dimensionOf(loop), value, place);
  return isSame && value && value.getType() == type ? value : nullptr;
}

/// Returns the size of a dimension, from the value that determines it. Ops in
/// between may have no other use then.
static OpFoldResult findSize(OpBuilder &builder, Location loc, Value tensor,
                             int64_t dim) {
  SizeOrigin origin = SizeOrigins().find(tensor, dim);
  if (!origin.value)
    return builder.getIndexAttr(origin.number);
  if (isa<IndexType>(origin.value.getType()))
    return origin.value;
  return tensor::getMixedSize(builder, loc, origin.value, origin.number);
}

/// Creates a tensor of zeros with the type and sizes of the sum's result.
static Value makeZero(Operation *sum) {
  OpBuilder builder(sum);
  Location loc = sum->getLoc();
  Value result = sum->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  if (type.hasStaticShape())
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  ScalarType scalar = *getScalarType(type.getElementType());
  SmallVector<OpFoldResult> shape;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    shape.push_back(findSize(builder, loc, result, dim));
  SmallVector<Value> sizes;
  Spec spec = makeUniformSpec(isFloat(scalar) ? floatCell(0.0) : intCell(0),
                              scalar, shape, sizes, builder.getContext());
  Value zero = writeSpec(spec, sizes, vocabularyOf(sum), builder, loc).front();
  return zero.getType() == type
             ? zero
             : tensor::CastOp::create(builder, loc, type, zero).getResult();
}

void replaceByZero(Operation *sum) {
  SmallVector<std::pair<Operation *, Value>> replaced = {{sum, makeZero(sum)}};
  for (size_t next = 0; next < replaced.size(); ++next) {
    auto [op, value] = replaced[next];
    SmallVector<Operation *> users(op->getResult(0).getUsers());
    op->getResult(0).replaceAllUsesWith(value);
    if (!matchPattern(value, m_Constant()))
      continue;
    for (Operation *user : users) {
      OpBuilder behind(user);
      if (Value simple = simplify(user, behind))
        replaced.push_back({user, simple});
    }
  }
}

} // namespace ag
