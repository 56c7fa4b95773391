//===- Assembly.cpp - parts of the ops' textual form ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Core/Assembly.h"
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "ag/Support/Notation/Einsum.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ag {

ParseResult parseSignatureTypes(OpAsmParser &parser,
                                MutableArrayRef<Type *> types) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<Type> operands;
  if (parser.parseTypeList(operands))
    return failure();
  size_t arity = types.size() - 1;
  if (operands.size() == 1 && failed(parser.parseOptionalArrow())) {
    for (Type *type : types)
      *type = operands.front();
    return success();
  }
  if (operands.size() != arity)
    return parser.emitError(loc, "expected ")
           << arity << " operand types, or one type for all";
  if (arity > 1 && parser.parseArrow())
    return failure();
  for (auto [slot, type] : llvm::zip(types, operands))
    *slot = type;
  return parser.parseType(*types.back());
}

void printSignatureTypes(OpAsmPrinter &printer, TypeRange types) {
  if (llvm::all_equal(types)) {
    printer << types.front();
    return;
  }
  llvm::interleaveComma(types.drop_back(), printer);
  printer << " -> " << types.back();
}

/// Reads the sizes and the element type from a result type.
static ParseResult readResult(OpAsmParser &parser, SMLoc loc, Type result,
                              DenseI64ArrayAttr *sizes, TypeAttr *elementType) {
  auto tensor = dyn_cast<RankedTensorType>(result);
  if (!tensor)
    return parser.emitError(loc, "expected a ranked tensor as the result");
  if (sizes)
    *sizes = DenseI64ArrayAttr::get(parser.getContext(), tensor.getShape());
  if (elementType)
    *elementType = TypeAttr::get(tensor.getElementType());
  return success();
}

ParseResult parseSizedSignature(OpAsmParser &parser, Type &operand,
                                Type &result, DenseI64ArrayAttr &sizes) {
  SMLoc loc = parser.getCurrentLocation();
  if (parseSignature(parser, operand, result))
    return failure();
  return readResult(parser, loc, result, &sizes, nullptr);
}

void printSizedSignature(OpAsmPrinter &printer, Operation *op, Type operand,
                         Type result, DenseI64ArrayAttr) {
  printSignature(printer, op, operand, result);
}

ParseResult parsePartSignature(OpAsmParser &parser, Type &operand, Type &second,
                               Type &result, DenseI64ArrayAttr &sizes) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(operand))
    return failure();
  bool hasSecond = succeeded(parser.parseOptionalComma());
  if (hasSecond && parser.parseType(second))
    return failure();
  bool isShort = !hasSecond && failed(parser.parseOptionalArrow());
  result = operand;
  if ((hasSecond && parser.parseArrow()) ||
      (!isShort && parser.parseType(result)))
    return failure();
  return readResult(parser, loc, result, &sizes, nullptr);
}

void printPartSignature(OpAsmPrinter &printer, Operation *op, Type operand,
                        Type second, Type result, DenseI64ArrayAttr) {
  if (!second)
    return printSignature(printer, op, operand, result);
  printer << operand << ", " << second << " -> " << result;
}

/// Errors of the string or the rank are left to the verifier.
ParseResult parseWindowTypes(OpAsmParser &parser, StringAttr text,
                             MutableArrayRef<Type *> types,
                             DenseI64ArrayAttr &sizes) {
  SMLoc loc = parser.getCurrentLocation();
  DenseI64ArrayAttr shape;
  if (parseSignatureTypes(parser, types) ||
      readResult(parser, loc, *types.back(), &shape, nullptr))
    return failure();
  auto einsum = llvm::expectedToOptional(
      parseEinsum(text.getValue(), /*numOperands=*/types.size() - 1));
  if (!einsum || einsum->result.size() != size_t(shape.size()))
    return success();
  SmallVector<int64_t> created;
  for (auto [dim, size] : llvm::zip_equal(einsum->result, shape.asArrayRef()))
    if (einsum->isCreated(dim))
      created.push_back(size);
  if (!created.empty())
    sizes = DenseI64ArrayAttr::get(parser.getContext(), created);
  return success();
}

void printWindowSignature(OpAsmPrinter &printer, Operation *op, StringAttr,
                          Type x, Type result, DenseI64ArrayAttr) {
  printSignature(printer, op, x, result);
}

void printWindowSignature(OpAsmPrinter &printer, Operation *op, StringAttr,
                          Type x, Type y, Type result, DenseI64ArrayAttr) {
  printSignature(printer, op, x, y, result);
}

/// Returns the letters of loops that occur in sums only; empty if the string is
/// invalid.
static std::string findWindowLetters(StringAttr text) {
  auto einsum = llvm::expectedToOptional(parseEinsum(text.getValue(), 1));
  std::string letters;
  if (einsum)
    for (unsigned loop : einsum->findWindows())
      letters += einsum->letters[loop];
  return letters;
}

ParseResult
parseWindows(OpAsmParser &parser, StringAttr text,
             SmallVectorImpl<OpAsmParser::UnresolvedOperand> &windows,
             DenseI64ArrayAttr &sizes) {
  SmallVector<int64_t> numbers;
  std::string letters = findWindowLetters(text);
  auto parseWindow = [&]() -> ParseResult {
    SMLoc loc = parser.getCurrentLocation();
    std::string letter;
    int64_t size = ShapedType::kDynamic;
    OpAsmParser::UnresolvedOperand window;
    if (parser.parseKeywordOrString(&letter) || parser.parseEqual())
      return failure();
    if (size_t place = numbers.size();
        place < letters.size() && letter != letters.substr(place, 1))
      return parser.emitError(loc, "expected the extent of '")
             << letters[place] << "'";
    OptionalParseResult isOperand = parser.parseOptionalOperand(window);
    if (isOperand.has_value() ? failed(*isOperand)
                              : failed(parser.parseInteger(size)))
      return failure();
    if (isOperand.has_value())
      windows.push_back(window);
    numbers.push_back(size);
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::OptionalSquare,
                                     parseWindow))
    return failure();
  if (!numbers.empty())
    sizes = DenseI64ArrayAttr::get(parser.getContext(), numbers);
  return success();
}

void printWindows(OpAsmPrinter &printer, Operation *, StringAttr text,
                  OperandRange windows, DenseI64ArrayAttr sizes) {
  if (!sizes || sizes.empty())
    return;
  printer << " [";
  size_t operand = 0;
  llvm::interleaveComma(
      llvm::zip_equal(findWindowLetters(text), sizes.asArrayRef()), printer,
      [&](auto window) {
        auto [letter, size] = window;
        printer << letter << " = ";
        if (ShapedType::isDynamic(size))
          printer << windows[operand++];
        else
          printer << size;
      });
  printer << ']';
}

ParseResult parseCastSignature(OpAsmParser &parser, Type &operand, Type &result,
                               TypeAttr &elementType) {
  SMLoc loc = parser.getCurrentLocation();
  if (parseSignature(parser, operand, result))
    return failure();
  return readResult(parser, loc, result, nullptr, &elementType);
}

void printCastSignature(OpAsmPrinter &printer, Operation *op, Type operand,
                        Type result, TypeAttr) {
  printSignature(printer, op, operand, result);
}

ParseResult parseCreatedType(OpAsmParser &parser, Type &result,
                             DenseI64ArrayAttr &sizes, TypeAttr &elementType) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(result))
    return failure();
  return readResult(parser, loc, result, &sizes, &elementType);
}

void printCreatedType(OpAsmPrinter &printer, Operation *, Type result,
                      DenseI64ArrayAttr, TypeAttr) {
  printer << result;
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

ParseResult parseAxes(OpAsmParser &parser, DenseI64ArrayAttr &axes) {
  SmallVector<int64_t> numbers;
  auto parseAxis = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalKeyword("none"))) {
      numbers.push_back(VmapOp::none);
      return success();
    }
    return parser.parseInteger(numbers.emplace_back());
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, parseAxis))
    return failure();
  axes = parser.getBuilder().getDenseI64ArrayAttr(numbers);
  return success();
}

void printAxes(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr axes) {
  printer << "[";
  llvm::interleaveComma(axes.asArrayRef(), printer, [&](int64_t axis) {
    if (axis == VmapOp::none)
      printer << "none";
    else
      printer << axis;
  });
  printer << "]";
}

ParseResult parsePins(OpAsmParser &parser, ArrayAttr &dims) {
  SmallVector<Attribute> lists;
  auto parseDim = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalQuestion())) {
      lists.push_back(parser.getBuilder().getUnitAttr());
      return success();
    }
    ArrayAttr axes;
    if (parser.parseAttribute(axes))
      return failure();
    lists.push_back(axes);
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, parseDim))
    return failure();
  dims = parser.getBuilder().getArrayAttr(lists);
  return success();
}
void printPins(OpAsmPrinter &printer, Operation *, ArrayAttr dims) {
  printer << "[";
  llvm::interleaveComma(dims, printer, [&](Attribute dim) {
    if (isa<UnitAttr>(dim))
      printer << "?";
    else
      printer << dim;
  });
  printer << "]";
}

} // namespace ag
