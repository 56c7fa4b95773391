//===- Attributes.cpp - types, attributes, locations from Python ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Attributes.h"
#include "Diagnostics.h"
#include "Trace.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringMap.h"
#include <nanobind/stl/string.h>

using namespace mlir;
namespace nb = nanobind;

namespace ag::python {

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type elementTypeFrom(StringRef name) {
  if (name == "index")
    return IndexType::get(&getContext());
  if (auto type = parseScalarType(name))
    return getMLIRType(*type, &getContext());
  throw Failure("there is no element type " + name.str());
}

static SmallVector<int64_t> integersFrom(nb::handle list) {
  SmallVector<int64_t> integers;
  for (nb::handle value : list)
    integers.push_back(nb::cast<int64_t>(value));
  return integers;
}

Type typeFrom(StringRef element, nb::handle shape) {
  Type type = elementTypeFrom(element);
  if (shape.is_none())
    return type;
  SmallVector<int64_t> sizes = integersFrom(shape);
  for (int64_t &size : sizes) {
    if (size < -1)
      throw Failure("a size is negative: " + std::to_string(size));
    if (size == -1)
      size = ShapedType::kDynamic;
  }
  return RankedTensorType::get(sizes, type);
}

std::string elementName(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (element.isIndex())
    return "index";
  auto scalar = getScalarType(element);
  return scalar ? getSpelling(*scalar).str() : "";
}

nb::object shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return nb::none();
  nb::list sizes;
  for (int64_t size : tensor.getShape())
    sizes.append(ShapedType::isDynamic(size) ? -1 : size);
  return nb::tuple(sizes);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The size in bytes from which a constant is a resource, which is printed
/// after the module and not within its op.
static constexpr size_t kLargeConstant = 4096;

static Attribute denseFrom(const nb::tuple &spelled) {
  auto type =
      cast<ShapedType>(typeFrom(nb::cast<std::string>(spelled[1]), spelled[2]));
  auto bytes = nb::cast<nb::bytes>(spelled[3]);
  ArrayRef<char> data(static_cast<const char *>(bytes.data()), bytes.size());
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> values(data.begin(), data.end());
    return DenseElementsAttr::get(type, values);
  }
  size_t width = getByteWidth(*getScalarType(type.getElementType()));
  if (data.size() == width) {
    auto scalar = RankedTensorType::get({}, type.getElementType());
    return DenseElementsAttr::getFromRawBuffer(scalar, data).resizeSplat(type);
  }
  size_t expected = type.getNumElements() * width;
  if (data.size() != expected)
    throw Failure("a constant has " + std::to_string(data.size()) +
                  " bytes, expected " + std::to_string(expected));
  if (data.size() < kLargeConstant)
    return DenseElementsAttr::getFromRawBuffer(type, data);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(
      data, /*align=*/64, /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, "array", std::move(blob));
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static Attribute listFrom(nb::handle list) {
  SmallVector<Attribute> elements;
  for (nb::handle element : list)
    elements.push_back(attributeFrom(element));
  return ArrayAttr::get(&getContext(), elements);
}

static Attribute dictionaryFrom(nb::handle spelled) {
  return attributesFrom(nb::cast<nb::dict>(spelled))
      .getDictionary(&getContext());
}

static Attribute i32sFrom(nb::handle list) {
  SmallVector<int64_t> wide = integersFrom(list);
  return DenseI32ArrayAttr::get(&getContext(),
                                SmallVector<int32_t>(wide.begin(), wide.end()));
}

using Maker = Attribute (*)(Builder &, nb::handle);

/// Functions that make an attribute from the tuple's value, by kind.
static const llvm::StringMap<Maker> makers = {
    {"i64",
     [](Builder &b, nb::handle v) -> Attribute {
       return b.getI64IntegerAttr(nb::cast<int64_t>(v));
     }},
    {"i32",
     [](Builder &b, nb::handle v) -> Attribute {
       return b.getI32IntegerAttr(nb::cast<int32_t>(v));
     }},
    {"index",
     [](Builder &b, nb::handle v) -> Attribute {
       return b.getIndexAttr(nb::cast<int64_t>(v));
     }},
    {"str",
     [](Builder &b, nb::handle v) -> Attribute {
       return b.getStringAttr(nb::cast<std::string>(v));
     }},
    {"symbol",
     [](Builder &b, nb::handle v) -> Attribute {
       return SymbolRefAttr::get(b.getContext(), nb::cast<std::string>(v));
     }},
    {"type",
     [](Builder &, nb::handle v) -> Attribute {
       return TypeAttr::get(elementTypeFrom(nb::cast<std::string>(v)));
     }},
    {"unit",
     [](Builder &b, nb::handle) -> Attribute { return b.getUnitAttr(); }},
    {"i64s",
     [](Builder &b, nb::handle v) -> Attribute {
       return b.getDenseI64ArrayAttr(integersFrom(v));
     }},
    {"i32s", [](Builder &, nb::handle v) { return i32sFrom(v); }},
    {"list", [](Builder &, nb::handle v) { return listFrom(v); }},
    {"dict", [](Builder &, nb::handle v) { return dictionaryFrom(v); }},
};

Attribute attributeFrom(nb::handle spelled) {
  auto parts = nb::cast<nb::tuple>(spelled);
  auto kind = nb::cast<std::string>(parts[0]);
  if (kind == "dense")
    return denseFrom(parts);
  auto maker = makers.find(kind);
  if (maker == makers.end())
    throw Failure("there is no kind of attribute " + kind);
  Builder builder(&getContext());
  try {
    return maker->second(builder, nb::object(parts[1]));
  } catch (const std::bad_cast &) {
    throw Failure("an attribute of kind " + kind + " is given as " +
                  shown(parts[1]));
  }
}

NamedAttrList attributesFrom(const nb::dict &spelled) {
  NamedAttrList attributes;
  for (auto [name, value] : spelled)
    attributes.append(nb::cast<std::string>(name), attributeFrom(value));
  return attributes;
}

Location locationFrom(const nb::tuple &place) {
  MLIRContext *context = &getContext();
  Location loc = FileLineColLoc::get(context, nb::cast<std::string>(place[0]),
                                     nb::cast<unsigned>(place[1]),
                                     nb::cast<unsigned>(place[2]));
  auto name = nb::cast<std::string>(place[3]);
  if (name.empty())
    return loc;
  return NameLoc::get(StringAttr::get(context, name), loc);
}

} // namespace ag::python
