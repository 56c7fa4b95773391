//===- InterpretableOp.cpp - ops that compute by hand ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

#include "ag/Interfaces/InterpretableOp.cpp.inc"

namespace ag {

InterpreterContext::~InterpreterContext() = default;

static llvm::Error reportNoRanks() {
  return llvm::createStringError(
      "is of the program of one rank, which can't be run without the others");
}

llvm::Expected<int64_t> InterpreterContext::indexAlong(ArrayAttr) {
  return reportNoRanks();
}

llvm::Expected<Exchange> InterpreterContext::exchange(Operation *, ArrayAttr,
                                                      const Tensors &) {
  return reportNoRanks();
}

bool isLinear(Operation *op) {
  auto interpretable = dyn_cast<InterpretableOpInterface>(op);
  return interpretable && interpretable.getTangentFlow() == TangentFlow::Linear;
}

SmallVector<int64_t> mixedValues(ArrayRef<int64_t> statics,
                                 ArrayRef<Tensor> dynamics) {
  SmallVector<int64_t> values(statics);
  for (int64_t &value : values)
    if (ShapedType::isDynamic(value)) {
      value = intOf(dynamics.front());
      dynamics = dynamics.drop_front();
    }
  return values;
}

static std::string spell(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string adviseElements(Type element) {
  auto integer = dyn_cast<IntegerType>(element);
  std::string from = spell(element);
  if (isa<ComplexType>(element))
    return "split " + from + " into its real and imaginary parts";
  if (isa<FloatType>(element))
    return "convert " + from + " to " +
           (element.getIntOrFloatBitWidth() > 32 ? "f64" : "f32");
  if (!integer)
    return "convert " + from + " to one of these";
  if (integer.getWidth() > 64)
    return "split " + from + " into parts of i64";
  auto width = std::max<uint64_t>(8, llvm::PowerOf2Ceil(integer.getWidth()));
  return "unpack " + from + " to " + (integer.isUnsigned() ? "ui" : "i") +
         std::to_string(width);
}

llvm::Expected<ScalarType> elementTypeOf(Type type) {
  Type element = getElementTypeOrSelf(type);
  auto scalar = getScalarType(element);
  if (scalar && (!isa<ShapedType>(type) || isa<RankedTensorType>(type)))
    return *scalar;
  std::string text = "the interpreter has no values of type " + spell(type);
  bool isNumber = isa<IntegerType, FloatType, ComplexType>(element);
  if (!scalar && isNumber)
    text += "; " + adviseElements(element);
  return llvm::createStringError(text);
}

static llvm::Error mismatch(const Tensor &tensor, Type type) {
  return llvm::createStringError(
      llvm::formatv("a value is {0}, expected {1}",
                    describe(tensor.type(), tensor.shape()), spell(type)));
}

llvm::Error checkShape(const Tensor &tensor, Type type) {
  auto shaped = dyn_cast<RankedTensorType>(type);
  ArrayRef<int64_t> expected = shaped ? shaped.getShape() : ArrayRef<int64_t>();
  if (failed(verifyCompatibleShape(tensor.shape(), expected)))
    return mismatch(tensor, type);
  return llvm::Error::success();
}

llvm::Error checkValue(const Tensor &tensor, Type type) {
  auto element = elementTypeOf(type);
  if (!element)
    return element.takeError();
  if (*element != tensor.type())
    return mismatch(tensor, type);
  return checkShape(tensor, type);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static Cell cellOf(const APInt &value, ScalarType type) {
  return intCell(wrapToType(value.getZExtValue(), type));
}

static Cell cellOf(APFloat value) {
  bool losesInfo = false;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return floatCell(value.convertToDouble());
}

static ArrayRef<uint8_t> bytesOf(ArrayRef<char> data) {
  return {reinterpret_cast<const uint8_t *>(data.data()), data.size()};
}

std::optional<Cell> getSplat(Attribute value) {
  auto typed = dyn_cast<TypedAttr>(value);
  auto type = typed ? getScalarType(getElementTypeOrSelf(typed)) : std::nullopt;
  if (!type)
    return std::nullopt;
  if (auto number = dyn_cast<IntegerAttr>(value))
    return cellOf(number.getValue(), *type);
  if (auto number = dyn_cast<FloatAttr>(value))
    return cellOf(number.getValue());
  auto elements = dyn_cast<DenseIntOrFPElementsAttr>(value);
  if (!elements || !elements.isSplat())
    return std::nullopt;
  return isFloat(*type) ? cellOf(elements.getSplatValue<APFloat>())
                        : cellOf(elements.getSplatValue<APInt>(), *type);
}

static llvm::Expected<Tensor> toTensor(DenseIntOrFPElementsAttr elements,
                                       ScalarType type) {
  ArrayRef<int64_t> shape = elements.getType().getShape();
  // MLIR packs i1 into bits.
  if (type != ScalarType::I1)
    return Tensor::fromBytes(type, shape, bytesOf(elements.getRawData()));
  SmallVector<Cell> cells;
  for (bool value : elements.getValues<bool>())
    cells.push_back(intCell(value));
  return Tensor::fromCells(type, shape, cells);
}

llvm::Expected<Tensor> toTensor(Attribute value) {
  auto typed = dyn_cast<TypedAttr>(value);
  if (!typed)
    return llvm::createStringError("the constant has no type");
  auto type = elementTypeOf(typed.getType());
  if (!type)
    return type.takeError();
  auto shaped = dyn_cast<RankedTensorType>(typed.getType());
  if (auto splat = getSplat(value))
    return Tensor::full(*type, shaped ? shaped.getShape() : ArrayRef<int64_t>(),
                        *splat);
  if (auto elements = dyn_cast<DenseIntOrFPElementsAttr>(value))
    return toTensor(elements, *type);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return Tensor::fromBytes(*type, shaped.getShape(),
                               bytesOf(blob->getData()));
  return llvm::createStringError(
      "the constant is neither a number nor dense elements");
}

DenseElementsAttr toElements(const Tensor &tensor, MLIRContext *context) {
  ScalarType type = tensor.type();
  auto shaped =
      RankedTensorType::get(tensor.shape(), getMLIRType(type, context));
  std::vector<uint8_t> bytes = tensor.toBytes();
  ArrayRef<char> data(reinterpret_cast<const char *>(bytes.data()),
                      bytes.size());
  size_t width = getByteWidth(type);
  // All elements are equal if each is equal to the next one.
  if (tensor.size() > 1 && data.drop_front(width) == data.drop_back(width))
    data = data.take_front(width);
  if (type != ScalarType::I1)
    return DenseElementsAttr::getFromRawBuffer(shaped, data);
  return DenseElementsAttr::get(
      shaped,
      ArrayRef(reinterpret_cast<const bool *>(data.data()), data.size()));
}

} // namespace ag
