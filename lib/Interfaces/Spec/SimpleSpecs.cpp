//===- SimpleSpecs.cpp - Specs of the plainest kinds ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

Spec makeElementwiseSpec(ScalarProgram program, TypeRange operands) {
  auto shaped = llvm::find_if(operands, llvm::IsaPred<RankedTensorType>);
  auto type = cast<RankedTensorType>(*shaped);
  MLIRContext *context = type.getContext();
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(type.getRank(), context);
  AffineMap none = AffineMap::get(type.getRank(), 0, {}, context);
  Spec spec;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    spec.loops.push_back(Extent::dimension(shaped - operands.begin(), dim));
  for (auto [number, operand] : llvm::enumerate(operands))
    spec.inputs.push_back(
        {unsigned(number), isa<RankedTensorType>(operand) ? identity : none});
  spec.body = std::move(program);
  for (unsigned node : spec.body.results()) {
    ScalarType result = spec.body.nodes()[node].type;
    spec.results.push_back({identity, result, result});
  }
  return spec;
}

Spec makeUniformSpec(Cell value, ScalarType type, ArrayRef<OpFoldResult> sizes,
                     SmallVectorImpl<Value> &operands, MLIRContext *context) {
  Spec spec;
  for (OpFoldResult size : sizes) {
    if (auto extent = dyn_cast<Value>(size)) {
      spec.loops.push_back(Extent::operand(operands.size()));
      operands.push_back(extent);
    } else {
      spec.loops.push_back(Extent::number(*getConstantIntValue(size)));
    }
  }
  spec.body.yield(isFloat(type) ? spec.body.floatConstant(value.f, type)
                                : spec.body.intConstant(value.i, type));
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(sizes.size(), context), type, type});
  return spec;
}

} // namespace ag
