//===- SizeEdits.cpp - programs of smaller sizes --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/SizeEdits.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include <set>

using namespace mlir;

namespace ag {
namespace {
/// Returns all static sizes above 1 in the types of values.
std::set<int64_t> findSizes(ModuleOp module) {
  std::set<int64_t> sizes;
  auto add = [&](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    if (!shaped || !shaped.hasRank())
      return;
    for (int64_t size : shaped.getShape())
      if (size > 1)
        sizes.insert(size);
  };
  module->walk([&](Operation *op) {
    llvm::for_each(op->getResultTypes(), add);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArgumentTypes(), add);
  });
  return sizes;
}

/// Replaces the size `from` by `to` in types, and truncates constants to their
/// first elements.
class SizeReplacer {
public:
  SizeReplacer(int64_t from, int64_t to) : from(from), to(to) {
    replacer.addReplacement([this](ShapedType type) -> std::optional<Type> {
      if (!type.hasRank() || !llvm::is_contained(type.getShape(), this->from))
        return std::nullopt;
      auto shape = llvm::to_vector(type.getShape());
      llvm::replace(shape, this->from, this->to);
      return type.clone(shape);
    });
    replacer.addReplacement([this](DenseElementsAttr value) -> Attribute {
      auto type = cast<ShapedType>(replacer.replace(value.getType()));
      if (type == value.getType())
        return value;
      if (value.isSplat())
        return value.resizeSplat(type);
      auto elements = llvm::to_vector(value.getValues<Attribute>());
      elements.resize(type.getNumElements());
      return DenseElementsAttr::get(type, elements);
    });
  }

  /// Also replaces the integers `from` in attributes.
  void addIntegers() {
    replacer.addReplacement([this](IntegerAttr value) -> Attribute {
      bool isSame = value.getValue().getBitWidth() == 64 &&
                    value.getValue().getSExtValue() == from;
      return isSame ? IntegerAttr::get(value.getType(), to) : value;
    });
    replacer.addReplacement([this](DenseI64ArrayAttr value) -> Attribute {
      auto numbers = llvm::to_vector(value.asArrayRef());
      llvm::replace(numbers, from, to);
      return DenseI64ArrayAttr::get(value.getContext(), numbers);
    });
  }

  bool run(ModuleOp module) {
    replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
    return true;
  }

private:
  int64_t from, to;
  AttrTypeReplacer replacer;
};

Changes listSizes(ModuleOp module, bool inAttributes) {
  Changes changes;
  for (int64_t size : findSizes(module))
    for (int64_t to : {size / 2, int64_t(1)})
      changes.emplace_back([=] {
        SizeReplacer replacer(size, to);
        if (inAttributes)
          replacer.addIntegers();
        return replacer.run(module);
      });
  return changes;
}
} // namespace

Changes listSizesOfTypes(ModuleOp module) {
  return listSizes(module, /*inAttributes=*/false);
}

Changes listSizesEverywhere(ModuleOp module) {
  return listSizes(module, /*inAttributes=*/true);
}

} // namespace ag
