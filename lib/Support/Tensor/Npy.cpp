//===- Npy.cpp - numpy's file format for one array ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/Npy.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <utility>

namespace ag {
namespace {
constexpr llvm::StringLiteral magic = "\x93NUMPY";

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

/// bfloat16 has the descr of its two bytes in ml_dtypes' arrays.
std::string descrOf(ScalarType type) {
  char order = getByteWidth(type) == 1 ? '|' : '<';
  if (type == ScalarType::BF16)
    return "<V2";
  constexpr llvm::StringLiteral letters = "fiub"; // In the order of ScalarKind.
  char letter = letters[static_cast<size_t>(getKind(type))];
  return llvm::formatv("{0}{1}{2}", order, letter, getByteWidth(type));
}

std::optional<ScalarType> typeOfDescr(llvm::StringRef descr) {
  for (ScalarType type : allScalarTypes)
    if (descrOf(type) == descr)
      return type;
  return std::nullopt;
}

/// Returns the reason why an array with this descr is not read, and what its
/// owner can do.
std::string refusalOf(llvm::StringRef descr) {
  if (descr.starts_with(">"))
    return "is big-endian; save the array with .astype('<" +
           descr.drop_front().str() + "')";
  llvm::StringRef kind =
      descr.drop_while([](char c) { return !llvm::isAlpha(c); });
  return llvm::StringSwitch<std::string>(kind.take_front())
      .Case("O", "holds Python objects; save an array of numbers")
      .Case("V", "holds raw bytes; expected a type of numbers (for bfloat16, "
                 "save the array's .view(ml_dtypes.bfloat16))")
      .Case("c", "holds complex numbers; save its real and imaginary parts")
      .Default("is not an element type of ag; expected one of <f8 <f4 <f2 <i8 "
               "<i4 <i2 |i1 <u8 <u4 <u2 |u1 |b1, or <V2 for bfloat16");
}

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

struct Header {
  ScalarType type = ScalarType::F64;
  bool isFortranOrder = false;
  llvm::SmallVector<int64_t, 4> shape;
};

/// Reads the part of Python's syntax that numpy writes: a dictionary from three
/// strings to a string, a bool, and a tuple of numbers.
class HeaderParser {
public:
  /// `header` begins at byte `base` of the file.
  HeaderParser(llvm::StringRef header, size_t base)
      : rest(header), end(base + header.size()) {}

  llvm::Expected<Header> parse();

private:
  enum Key { Descr, Order, Shape };

  llvm::Error parseEntry();
  llvm::Error parseValue(Key key);
  llvm::Error parseDescr();
  llvm::Error parseOrder();
  llvm::Error parseShape();
  llvm::Error parseString(llvm::StringRef &text);

  void skipSpaces() { rest = rest.ltrim(" \t\n"); }
  bool consume(llvm::StringRef token) {
    skipSpaces();
    return rest.consume_front(token);
  }
  llvm::Error expect(llvm::StringRef token) {
    if (consume(token))
      return llvm::Error::success();
    return error("expected '" + token + "'");
  }
  llvm::Error error(const llvm::Twine &message) const {
    return llvm::createStringError(
        ".npy header, byte " + llvm::Twine(end - rest.size()) + ": " + message);
  }

  llvm::StringRef rest;
  size_t end;
  Header result;
  bool isSeen[3] = {false, false, false};
};

llvm::Expected<Header> HeaderParser::parse() {
  if (llvm::Error error = expect("{"))
    return error;
  while (!consume("}")) {
    if (llvm::Error error = parseEntry())
      return error;
    // A comma may also follow the last entry, as it does in numpy's files.
    if (consume(","))
      continue;
    if (llvm::Error error = expect("}"))
      return error;
    break;
  }
  skipSpaces();
  if (!rest.empty())
    return error("expected only spaces after '}'");
  for (auto [key, name] :
       {std::pair(Descr, "descr"), std::pair(Order, "fortran_order"),
        std::pair(Shape, "shape")})
    if (!isSeen[key])
      return error(llvm::Twine("the header has no '") + name + "'");
  return result;
}

llvm::Error HeaderParser::parseEntry() {
  llvm::StringRef name;
  if (llvm::Error error = parseString(name))
    return error;
  auto key = llvm::StringSwitch<std::optional<Key>>(name)
                 .Case("descr", Descr)
                 .Case("fortran_order", Order)
                 .Case("shape", Shape)
                 .Default(std::nullopt);
  if (!key)
    return error("unknown key '" + llvm::Twine(name) +
                 "'; expected descr, fortran_order or shape");
  if (std::exchange(isSeen[*key], true))
    return error("'" + llvm::Twine(name) + "' is given twice");
  if (llvm::Error error = expect(":"))
    return error;
  return parseValue(*key);
}

llvm::Error HeaderParser::parseValue(Key key) {
  skipSpaces();
  switch (key) {
  case Descr:
    return parseDescr();
  case Order:
    return parseOrder();
  case Shape:
    return parseShape();
  }
  llvm_unreachable("all keys are listed");
}

llvm::Error HeaderParser::parseDescr() {
  if (rest.starts_with("["))
    return error("the array holds records; save each field as an array of its "
                 "own");
  llvm::StringRef descr;
  if (llvm::Error error = parseString(descr))
    return error;
  if (std::optional<ScalarType> type = typeOfDescr(descr)) {
    result.type = *type;
    return llvm::Error::success();
  }
  return error("dtype '" + descr + "' " + refusalOf(descr));
}

llvm::Error HeaderParser::parseOrder() {
  result.isFortranOrder = consume("True");
  if (result.isFortranOrder || consume("False"))
    return llvm::Error::success();
  return error("expected True or False");
}

llvm::Error HeaderParser::parseShape() {
  if (llvm::Error error = expect("("))
    return error;
  // `()`, `(3,)`, `(3, 4)` and `(3, 4,)` are tuples, but `(3)` is a number.
  while (!consume(")")) {
    skipSpaces();
    llvm::StringRef digits = rest.take_while(llvm::isDigit);
    int64_t extent = 0;
    if (digits.empty() || digits.getAsInteger(10, extent))
      return error("expected an extent, a whole number from 0 to 2^63 - 1");
    rest = rest.drop_front(digits.size());
    result.shape.push_back(extent);
    bool isLast = result.shape.size() > 1 && consume(")");
    if (isLast)
      break;
    if (llvm::Error error = expect(","))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error HeaderParser::parseString(llvm::StringRef &text) {
  skipSpaces();
  if (!rest.starts_with("'") && !rest.starts_with("\""))
    return error("expected a string in quotes");
  size_t close = rest.find(rest.front(), 1);
  if (close == llvm::StringRef::npos)
    return error("this string has no end");
  text = rest.slice(1, close);
  if (text.contains('\\') || !llvm::all_of(text, llvm::isPrint))
    return error("expected a string of plain characters without '\\'");
  rest = rest.drop_front(close + 1);
  return llvm::Error::success();
}

/// Returns the header's text and the data, after checking the bytes before
/// them.
llvm::Expected<std::pair<llvm::StringRef, llvm::StringRef>>
splitContents(llvm::StringRef contents) {
  llvm::StringRef rest = contents;
  if (!rest.consume_front(magic))
    return llvm::createStringError(
        "not a .npy file: it does not begin with \"\\x93NUMPY\"");
  unsigned major = rest.size() < 2 ? 0 : static_cast<uint8_t>(rest[0]);
  unsigned minor = rest.size() < 2 ? 0 : static_cast<uint8_t>(rest[1]);
  if (major < 1 || major > 3 || minor != 0)
    return llvm::createStringError(
        llvm::formatv(".npy version {0}.{1} is unknown; expected 1.0, 2.0 or "
                      "3.0",
                      major, minor));
  rest = rest.drop_front(2);
  size_t lengthBytes = major == 1 ? 2 : 4;
  uint32_t length = 0;
  if (rest.size() >= lengthBytes)
    length = major == 1 ? llvm::support::endian::read16le(rest.data())
                        : llvm::support::endian::read32le(rest.data());
  if (rest.size() < lengthBytes + length)
    return llvm::createStringError(llvm::formatv(
        "truncated .npy file: the header takes {0} bytes, but {1} "
        "are left",
        lengthBytes + length, rest.size()));
  rest = rest.drop_front(lengthBytes);
  return std::pair(rest.take_front(length), rest.drop_front(length));
}
} // namespace

llvm::Expected<Tensor> parseNpy(llvm::StringRef contents) {
  auto parts = splitContents(contents);
  if (!parts)
    return parts.takeError();
  auto [text, data] = *parts;
  size_t base = contents.size() - data.size() - text.size();
  llvm::Expected<Header> header = HeaderParser(text, base).parse();
  if (!header)
    return header.takeError();
  if (header->isFortranOrder && header->shape.size() > 1)
    return llvm::createStringError(
        "the array is in Fortran order; save numpy.ascontiguousarray(array)");
  return Tensor::fromBytes(header->type, header->shape,
                           llvm::arrayRefFromStringRef(data));
}

std::string formatNpy(const Tensor &tensor) {
  std::string header = "{'descr': '" + descrOf(tensor.type()) +
                       "', 'fortran_order': False, 'shape': (";
  for (auto [dimension, extent] : llvm::enumerate(tensor.shape()))
    header += llvm::formatv(dimension ? ", {0}" : "{0}", extent);
  header += tensor.rank() == 1 ? ",), }" : "), }";
  // Spaces and a newline pad the header, so that the data begins at a multiple
  // of 64.
  size_t prefix = magic.size() + 2 + 2;
  size_t total = llvm::alignTo(prefix + header.size() + 1, 64);
  bool isLong = total - prefix > UINT16_MAX;
  if (isLong)
    total = llvm::alignTo((prefix += 2) + header.size() + 1, 64);
  header.resize(total - prefix - 1, ' ');
  header += '\n';

  std::string contents(magic);
  llvm::raw_string_ostream os(contents);
  llvm::support::endian::Writer writer(os, llvm::endianness::little);
  os << (isLong ? '\2' : '\1') << '\0';
  if (isLong)
    writer.write<uint32_t>(header.size());
  else
    writer.write<uint16_t>(header.size());
  os << header << llvm::toStringRef(tensor.toBytes());
  return contents;
}

llvm::Expected<Tensor> readNpy(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createFileError(path, buffer.getError());
  llvm::Expected<Tensor> tensor = parseNpy((*buffer)->getBuffer());
  if (!tensor)
    return llvm::createFileError(path, tensor.takeError());
  return tensor;
}

} // namespace ag
