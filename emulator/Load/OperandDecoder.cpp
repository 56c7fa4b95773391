//===- OperandDecoder.cpp - from operands to slots ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/OperandDecoder.h"
#include "Forms/Table.h"
#include "Load/Immediate.h"

namespace ag::emulator {

/// Returns the opcode of a conversion between integers of these widths.
static std::string spellConversion(const std::string &kind, unsigned toBits,
                                   unsigned fromBits) {
  return "cvt." + kind + std::to_string(toBits) + "." + kind +
         std::to_string(fromBits);
}

void OperandDecoder::fail(const std::string &message) {
  if (!error)
    error = Error{statement.line, message};
}

/// Returns the symbol that an operand names, or std::nullopt after an error.
std::optional<Symbol> OperandDecoder::findSymbol(const Operand &operand) {
  if (operand.kind == Kind::Variable) {
    const Variable &variable = body.variables[operand.index];
    if (variable.space == Space::Param && !passed)
      fail("the address of " + quote(operand.name) +
           ", which a call passes, is not emulated");
    return decoding.variables.at(&variable);
  }
  auto found = decoding.symbols.find(operand.name);
  if (found != decoding.symbols.end())
    return found->second;
  bool isFunction = decoding.program.module->functions.count(operand.name) != 0;
  fail(isFunction ? "the address of function " + quote(operand.name) +
                        " is not emulated"
                  : "nothing is called " + quote(operand.name));
  return std::nullopt;
}

Slot OperandDecoder::decodeSymbol(const Operand &operand, unsigned bits) {
  std::optional<Symbol> found = findSymbol(operand);
  if (!found)
    return 0;
  if (bits < 64 && (bits < 32 || found->address >= 1ull << 32))
    fail("the address of " + quote(operand.name) + " has 64 bits, but " +
         quote(statement.opcode) + " takes " + std::to_string(bits));
  return frame.getConstant(found->address + operand.offset, bits);
}

/// Returns the slot of a register of the rule's type.
Slot OperandDecoder::decodeRegister(const Rule &rule, const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  Type type = body.registers[operand.index];
  unsigned found = bitsOf(type);
  bool isPredicate = type == Type::Pred || rule.type == Type::Pred;
  bool isWide = rule.isLoose && found > bits && !isPredicate;
  if (found != bits && !isWide)
    fail("register " + quote(operand.name) + " has " + std::to_string(found) +
         " bits, but " + quote(statement.opcode) + " takes " +
         std::to_string(bits));
  return registers[operand.index];
}

void OperandDecoder::decodeResult(const Rule &rule, const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  if (operand.kind == Kind::Sink)
    return slots.push_back(frame.makeScratch(bits));
  if (operand.kind != Kind::Register || operand.isNegated)
    return fail(quote(statement.opcode) + " takes a register for its result");
  Slot slot = decodeRegister(rule, operand);
  unsigned found = bitsOf(body.registers[operand.index]);
  if (found <= bits || error)
    return slots.push_back(slot);
  slots.push_back(frame.makeScratch(bits));
  std::string sign = isSigned(rule.type) ? "s" : "u";
  std::string name =
      "cvt." + sign + std::to_string(found) + "." + sign + std::to_string(bits);
  Instruction widening = guarded;
  widening.run = findForm(name)->run;
  following.push_back({widening, {slot, slots.back()}});
}

Slot OperandDecoder::decodeImmediate(const Rule &rule, const Operand &operand) {
  std::string why;
  uint64_t bits = encodeImmediate(rule.type, operand, why);
  if (!why.empty())
    fail(quote(statement.opcode) + why);
  return frame.getConstant(bits, bitsOf(rule.type));
}

Slot OperandDecoder::decodeSpecial(const Operand &operand, unsigned bits) {
  const Special *special = findSpecial(operand.name);
  if (special && bitsOf(special->type) == bits)
    return frame.getSpecial(*special);
  fail(quote(operand.name) + " is no special register of " +
       std::to_string(bits) + " bits that is emulated");
  return 0;
}

/// Returns the slot of a source register, narrowed or negated first.
Slot OperandDecoder::decodeSourceRegister(const Rule &rule,
                                          const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  Slot slot = decodeRegister(rule, operand);
  unsigned found = bitsOf(body.registers[operand.index]);
  if (operand.isNegated && rule.type != Type::Pred)
    fail("'!' is for predicates");
  if (error)
    return slot;
  if (operand.isNegated)
    return builder.convert("not.pred", slot, 1, guarded);
  if (found > bits)
    return builder.convert(spellConversion("u", bits, found), slot, bits,
                           guarded);
  return slot;
}

void OperandDecoder::decodeSource(const Rule &rule, const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  switch (operand.kind) {
  case Kind::Integer:
  case Kind::Float:
    return slots.push_back(decodeImmediate(rule, operand));
  case Kind::Special:
    return slots.push_back(decodeSpecial(operand, bits));
  case Kind::Variable:
    return slots.push_back(decodeSymbol(operand, bits));
  case Kind::Symbol:
    return slots.push_back(findSpecial(operand.name)
                               ? decodeSpecial(operand, bits)
                               : decodeSymbol(operand, bits));
  case Kind::Register:
    return slots.push_back(decodeSourceRegister(rule, operand));
  default:
    return fail(quote(statement.opcode) + " takes a register or a number here");
  }
}

void OperandDecoder::decodeAddress(const Operand &operand,
                                   Instruction &instruction) {
  if (operand.kind != Kind::Address)
    return fail(quote(statement.opcode) + " takes an address in brackets");
  instruction.offset = static_cast<uint64_t>(operand.offset);
  const Operand &base = operand.parts[0];
  if (base.kind == Kind::Symbol || base.kind == Kind::Variable)
    return slots.push_back(decodeSymbol(base, 64));
  if (base.kind == Kind::Integer)
    return slots.push_back(frame.getConstant(base.bits, 64));
  if (base.kind != Kind::Register)
    return fail("an address is a register, a symbol or a number");
  unsigned found = bitsOf(body.registers[base.index]);
  if (found != 32 && found != 64)
    return fail("register " + quote(base.name) + " is no address: it has " +
                std::to_string(found) + " bits");
  Slot slot = registers[base.index];
  slots.push_back(
      found == 64 ? slot : builder.convert("cvt.u64.u32", slot, 64, guarded));
}

void OperandDecoder::decodeTarget(const Operand &operand,
                                  Instruction &instruction) {
  if (operand.kind != Kind::Label)
    return fail("no label is called " + quote(operand.name));
  instruction.target = operand.index;
}

void OperandDecoder::decodeOne(const Rule &rule, const Operand &operand) {
  bool isResult =
      rule.kind == Rule::Kind::Result || rule.kind == Rule::Kind::SecondResult;
  if (isResult)
    decodeResult(rule, operand);
  else
    decodeSource(rule, operand);
}

void OperandDecoder::decodeVector(const Rule &rule, const Operand &operand) {
  bool isSingle =
      rule.isLoose && operand.kind == Kind::Vector && operand.parts.size() == 1;
  if (rule.count == 1)
    return decodeOne(rule, isSingle ? operand.parts[0] : operand);
  if (operand.kind != Kind::Vector || operand.parts.size() != rule.count)
    return fail(quote(statement.opcode) + " takes " +
                std::to_string(rule.count) + " elements here");
  for (const Operand &part : operand.parts)
    decodeOne(rule, part);
}

void OperandDecoder::decode(const Form &form, Instruction &instruction) {
  const std::vector<Operand> &operands = statement.operands;
  size_t next = 0;
  for (size_t i = 0; i < form.rules.size() && !error; ++i) {
    const Rule &rule = form.rules[i];
    bool hasSecond = i + 1 < form.rules.size() &&
                     form.rules[i + 1].kind == Rule::Kind::SecondResult;
    if (rule.kind == Rule::Kind::SecondResult) {
      const Operand &pair = operands[next - 1];
      bool isPair = pair.kind == Kind::Pair;
      decodeOne(rule, isPair ? pair.parts[1] : Operand());
      continue;
    }
    if (next == operands.size())
      return fail(quote(statement.opcode) + " takes more operands than these");
    const Operand &operand = operands[next++];
    if (hasSecond && operand.kind == Kind::Pair)
      decodeOne(rule, operand.parts[0]);
    else if (rule.kind == Rule::Kind::Address)
      decodeAddress(operand, instruction);
    else if (rule.kind == Rule::Kind::Target)
      decodeTarget(operand, instruction);
    else
      decodeVector(rule, operand);
    if (rule.kind == Rule::Kind::Members && !slots.empty())
      instruction.members = slots.back();
    if (rule.count > 1)
      instruction.count = rule.count;
  }
  if (next < operands.size())
    fail(quote(statement.opcode) + " takes fewer operands than these");
}

Instruction OperandDecoder::decodeGuard() {
  guarded.isGuarded = statement.isGuarded;
  if (!statement.isGuarded)
    return guarded;
  if (statement.guard.kind != Kind::Register) {
    fail("'@' takes a predicate");
    return guarded;
  }
  guarded.guard =
      decodeRegister({Rule::Kind::Source, Type::Pred}, statement.guard);
  guarded.isGuardNegated = statement.guard.isNegated;
  return guarded;
}

} // namespace ag::emulator
