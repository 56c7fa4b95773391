//===- StructuralHash.cpp - one number for equal programs -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The hashed bytes of two ops, attributes or types are equal only if these are
// equal. Each string has its length, and attributes and types are represented
// by their own hashes. Dialects enumerate the contents of their attributes and
// types, as they do for bytecode.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/StructuralHash.h"
#include "ag/Analysis/Equality/OpEncoder.h"
#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/Bytecode/Encoding.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace ag {
namespace {
uint64_t hashOf(ArrayRef<char> bytes) {
  return llvm::xxh3_64bits(StringRef(bytes.data(), bytes.size()));
}

//===----------------------------------------------------------------------===//
// Attributes and types
//===----------------------------------------------------------------------===//

/// Hashes the fields that a dialect would write to bytecode.
class Encoder : public DialectBytecodeWriter {
public:
  explicit Encoder(StructuralHash &hashes) : hashes(hashes) {}

  uint64_t finish() const { return hashOf(bytes); }

  /// Encodes the contents of an attribute or a type.
  template <typename T> void encode(T thing);

  void writeAttribute(Attribute attr) override { append(hashes.of(attr)); }
  void writeOptionalAttribute(Attribute attr) override {
    writeOwnedBool(attr != nullptr);
    if (attr)
      writeAttribute(attr);
  }
  void writeType(Type type) override { append(hashes.of(type)); }
  void writeResourceHandle(const AsmDialectResourceHandle &resource) override;
  void writeVarInt(uint64_t value) override { append(value); }
  void writeSignedVarInt(int64_t value) override {
    append(static_cast<uint64_t>(value));
  }
  void writeAPIntWithKnownWidth(const APInt &value) override {
    append(value.getBitWidth());
    for (uint64_t word : ArrayRef(value.getRawData(), value.getNumWords()))
      append(word);
  }
  void writeAPFloatWithKnownSemantics(const APFloat &value) override {
    writeAPIntWithKnownWidth(value.bitcastToAPInt());
  }
  void writeOwnedString(StringRef text) override { writeOwnedBlob(text); }
  void writeOwnedBlob(ArrayRef<char> blob) override {
    append(blob.size());
    append(hashOf(blob));
  }
  void writeOwnedBool(bool value) override { append(value); }
  int64_t getBytecodeVersion() const override { return bytecode::kVersion; }
  FailureOr<const DialectVersion *>
  getDialectVersion(StringRef) const override {
    return failure();
  }

private:
  void append(uint64_t word) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<char>(word >> shift));
  }
  static LogicalResult write(const BytecodeDialectInterface &dialect,
                             Attribute attr, Encoder &encoder) {
    return dialect.writeAttribute(attr, encoder);
  }
  static LogicalResult write(const BytecodeDialectInterface &dialect, Type type,
                             Encoder &encoder) {
    return dialect.writeType(type, encoder);
  }
  template <typename T> void spell(T thing);

  StructuralHash &hashes;
  SmallVector<char, 256> bytes;
};

/// Encodes the elements of a resource, or its key if a file left them out.
void Encoder::writeResourceHandle(const AsmDialectResourceHandle &resource) {
  if (resource.getTypeID() == TypeID::get<DenseResourceElementsHandle>())
    if (AsmResourceBlob *blob = DenseResourceElementsHandle(resource).getBlob())
      return writeOwnedBlob(blob->getData());
  if (const auto *dialect =
          resource.getDialect()
              ->getRegisteredInterface<OpAsmDialectInterface>())
    writeOwnedString(dialect->getResourceKey(resource));
}

/// Encodes attributes and types that their dialect does not write to bytecode,
/// such as cases of enumerations and affine maps, as they are printed. The
/// print flags are fixed. Nested attributes and types are encoded as well, as
/// resources are printed by name only.
template <typename T> void Encoder::spell(T thing) {
  OpPrintingFlags flags;
  flags.elideLargeElementsAttrs(INT64_MAX).printLargeElementsAttrWithHex(
      INT64_MAX);
  AsmState state(thing.getContext(), flags);
  std::string text;
  llvm::raw_string_ostream stream(text);
  thing.print(stream, state);
  writeOwnedString(text);
  thing.walkImmediateSubElements([&](Attribute part) { writeAttribute(part); },
                                 [&](Type part) { writeType(part); });
}

template <typename T> void Encoder::encode(T thing) {
  size_t begin = bytes.size();
  const auto *dialect =
      thing.getDialect()
          .template getRegisteredInterface<BytecodeDialectInterface>();
  if (dialect && succeeded(write(*dialect, thing, *this)))
    return;
  bytes.truncate(begin);
  spell(thing);
}

StringRef getKind(Attribute attr) {
  return attr.getAbstractAttribute().getName();
}
StringRef getKind(Type type) { return type.getAbstractType().getName(); }
bool isLocation(Attribute attr) { return isa<LocationAttr>(attr); }
bool isLocation(Type) { return false; }

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

class HashedOps : public OpEncoder {
public:
  explicit HashedOps(StructuralHash &hashes) : encoder(hashes) {}

  uint64_t finish() const { return encoder.finish(); }

private:
  void append(uint64_t word) override { encoder.writeVarInt(word); }
  void append(OperationName name) override {
    encoder.writeOwnedString(name.getStringRef());
  }
  void appendAttributes(Operation *op) override {
    encoder.writeOptionalAttribute(op->getPropertiesAsAttribute());
    encoder.writeAttribute(op->getDiscardableAttrDictionary());
  }
  void appendType(Value value) override { encoder.writeType(value.getType()); }

  Encoder encoder;
};
} // namespace

/// Returns the hash of an attribute or type. One that contains itself, as some
/// types do, counts as 0 within itself.
template <typename T> uint64_t StructuralHash::lookup(T thing) {
  if (!thing)
    return 0;
  auto [found, isNew] = known.try_emplace(thing.getAsOpaquePointer(), 0);
  if (!isNew)
    return found->second;
  Encoder encoder(*this);
  encoder.writeOwnedString(getKind(thing));
  if (!isLocation(thing))
    encoder.encode(thing);
  return known[thing.getAsOpaquePointer()] = encoder.finish();
}

uint64_t StructuralHash::of(Attribute attr) { return lookup(attr); }
uint64_t StructuralHash::of(Type type) { return lookup(type); }

uint64_t StructuralHash::of(Operation *op) {
  HashedOps encoder(*this);
  encoder.encode(op, op->getOperands());
  return encoder.finish();
}

bool isStructurallyEqual(Operation *a, Operation *b) {
  return OperationEquivalence::isEquivalentTo(
      a, b, OperationEquivalence::IgnoreLocations);
}

} // namespace ag
