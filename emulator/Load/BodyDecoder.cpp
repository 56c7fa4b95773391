//===- BodyDecoder.cpp - from statements to instructions ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/BodyDecoder.h"
#include "Forms/Table.h"
#include "Load/Calls.h"
#include "Load/Immediate.h"

namespace ag::emulator {
namespace {

std::string quote(std::string_view name) {
  return "'" + std::string(name) + "'";
}

/// Decodes the statements of one body.
class Decoder {
public:
  Decoder(Decoding &decoding, const Body &body,
          const std::vector<Slot> &registers, const Callee *self)
      : decoding(decoding), frame(decoding.frame), builder(decoding.builder),
        body(body), registers(registers), self(self) {}

  std::optional<Error> run();

private:
  using Kind = Operand::Kind;

  void decodeStatement(const Statement &statement);
  void decodeGuard();
  void checkPassed(const Form &form, uint64_t offset);
  void decodeCall(const Instruction &call);
  void decodeOperands(const Form &form, Instruction &instruction);
  void decodeVector(const Rule &rule, const Operand &operand);
  void decodeOne(const Rule &rule, const Operand &operand);
  void decodeResult(const Rule &rule, const Operand &operand);
  void decodeSource(const Rule &rule, const Operand &operand);
  Slot decodeRegister(const Rule &rule, const Operand &operand);
  Slot decodeSourceRegister(const Rule &rule, const Operand &operand);
  Slot decodeSymbol(const Operand &operand, unsigned bits);
  std::optional<Symbol> findSymbol(const Operand &operand);
  Slot decodeImmediate(const Rule &rule, const Operand &operand);
  Slot decodeSpecial(const Operand &operand, unsigned bits);
  void decodeAddress(const Operand &operand, Instruction &instruction);
  void decodeTarget(const Operand &operand, Instruction &instruction);
  void fail(const std::string &message);

  Decoding &decoding;
  Frame &frame;
  ProgramBuilder &builder;
  const Body &body;
  const std::vector<Slot> &registers;
  /// The function whose body is decoded, or null for a kernel.
  const Callee *self;
  std::optional<Error> error;

  const Statement *current = nullptr;
  /// The variable passed by a call that the current statement accesses, or
  /// null.
  const Variable *passed = nullptr;
  Instruction guarded;
  std::vector<Slot> slots;
  std::vector<std::pair<Instruction, std::vector<Slot>>> after;
};
} // namespace

/// Returns the opcode of a conversion between integers of these widths.
static std::string spellConversion(const std::string &kind, unsigned toBits,
                                   unsigned fromBits) {
  return "cvt." + kind + std::to_string(toBits) + "." + kind +
         std::to_string(fromBits);
}

static bool isOfParameter(std::string_view opcode) {
  std::string_view prefix = opcode.substr(0, 8);
  return prefix == "ld.param" || prefix == "st.param";
}

/// Returns the variable passed by a call that a statement accesses, or null.
static const Variable *findPassed(const Statement &statement,
                                  const Body &body) {
  if (!isOfParameter(statement.opcode))
    return nullptr;
  for (const Operand &operand : statement.operands)
    if (operand.kind == Operand::Kind::Address &&
        operand.parts[0].kind == Operand::Kind::Variable) {
      const Variable &variable = body.variables[operand.parts[0].index];
      return variable.space == Space::Param ? &variable : nullptr;
    }
  return nullptr;
}

/// Returns the name of the statement's form. It is the opcode, except for moves
/// of vectors, and for accesses to variables that a call passes, which are in
/// local memory.
static std::string getFormName(const Statement &statement, bool isPassed) {
  std::string name(statement.opcode);
  if (isPassed)
    return name.replace(2, 6, ".local");
  if (name.compare(0, 4, "mov.") != 0)
    return name;
  for (size_t i = 0; i < statement.operands.size(); ++i)
    if (statement.operands[i].kind == Operand::Kind::Vector)
      return name + "." + std::to_string(statement.operands[i].parts.size()) +
             (i == 0 ? ".unpack" : ".pack");
  return name;
}

void Decoder::fail(const std::string &message) {
  if (!error)
    error = Error{current->line, message};
}

/// Returns the symbol that an operand names, or std::nullopt after an error.
std::optional<Symbol> Decoder::findSymbol(const Operand &operand) {
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

Slot Decoder::decodeSymbol(const Operand &operand, unsigned bits) {
  std::optional<Symbol> found = findSymbol(operand);
  if (!found)
    return 0;
  if (bits < 64 && (bits < 32 || found->address >= 1ull << 32))
    fail("the address of " + quote(operand.name) + " has 64 bits, but " +
         quote(current->opcode) + " takes " + std::to_string(bits));
  return frame.getConstant(found->address + operand.offset, bits);
}

/// Returns the slot of a register of the rule's type.
Slot Decoder::decodeRegister(const Rule &rule, const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  Type type = body.registers[operand.index];
  unsigned found = bitsOf(type);
  bool isPredicate = type == Type::Pred || rule.type == Type::Pred;
  bool isWide = rule.isLoose && found > bits && !isPredicate;
  if (found != bits && !isWide)
    fail("register " + quote(operand.name) + " has " + std::to_string(found) +
         " bits, but " + quote(current->opcode) + " takes " +
         std::to_string(bits));
  return registers[operand.index];
}

void Decoder::decodeResult(const Rule &rule, const Operand &operand) {
  unsigned bits = bitsOf(rule.type);
  if (operand.kind == Kind::Sink)
    return slots.push_back(frame.makeScratch(bits));
  if (operand.kind != Kind::Register || operand.isNegated)
    return fail(quote(current->opcode) + " takes a register for its result");
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
  after.push_back({widening, {slot, slots.back()}});
}

Slot Decoder::decodeImmediate(const Rule &rule, const Operand &operand) {
  std::string why;
  uint64_t bits = encodeImmediate(rule.type, operand, why);
  if (!why.empty())
    fail(quote(current->opcode) + why);
  return frame.getConstant(bits, bitsOf(rule.type));
}

Slot Decoder::decodeSpecial(const Operand &operand, unsigned bits) {
  const Special *special = findSpecial(operand.name);
  if (special && bitsOf(special->type) == bits)
    return frame.getSpecial(*special);
  fail(quote(operand.name) + " is no special register of " +
       std::to_string(bits) + " bits that is emulated");
  return 0;
}

/// Returns the slot of a source register, narrowed or negated first.
Slot Decoder::decodeSourceRegister(const Rule &rule, const Operand &operand) {
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

void Decoder::decodeSource(const Rule &rule, const Operand &operand) {
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
    return fail(quote(current->opcode) + " takes a register or a number here");
  }
}

void Decoder::decodeAddress(const Operand &operand, Instruction &instruction) {
  if (operand.kind != Kind::Address)
    return fail(quote(current->opcode) + " takes an address in brackets");
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

void Decoder::decodeTarget(const Operand &operand, Instruction &instruction) {
  if (operand.kind != Kind::Label)
    return fail("no label is called " + quote(operand.name));
  instruction.target = operand.index;
}

void Decoder::decodeOne(const Rule &rule, const Operand &operand) {
  bool isResult =
      rule.kind == Rule::Kind::Result || rule.kind == Rule::Kind::SecondResult;
  if (isResult)
    decodeResult(rule, operand);
  else
    decodeSource(rule, operand);
}

void Decoder::decodeVector(const Rule &rule, const Operand &operand) {
  bool isSingle =
      rule.isLoose && operand.kind == Kind::Vector && operand.parts.size() == 1;
  if (rule.count == 1)
    return decodeOne(rule, isSingle ? operand.parts[0] : operand);
  if (operand.kind != Kind::Vector || operand.parts.size() != rule.count)
    return fail(quote(current->opcode) + " takes " +
                std::to_string(rule.count) + " elements here");
  for (const Operand &part : operand.parts)
    decodeOne(rule, part);
}

void Decoder::decodeOperands(const Form &form, Instruction &instruction) {
  const std::vector<Operand> &operands = current->operands;
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
      return fail(quote(current->opcode) + " takes more operands than these");
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
    fail(quote(current->opcode) + " takes fewer operands than these");
}

void Decoder::decodeGuard() {
  guarded = Instruction();
  guarded.isGuarded = current->isGuarded;
  if (!current->isGuarded)
    return;
  if (current->guard.kind != Kind::Register)
    return fail("'@' takes a predicate");
  guarded.guard =
      decodeRegister({Rule::Kind::Source, Type::Pred}, current->guard);
  guarded.isGuardNegated = current->guard.isNegated;
}

/// Fails if the statement accesses bytes beyond a variable that a call passes,
/// or a parameter of the kernel in a function.
void Decoder::checkPassed(const Form &form, uint64_t offset) {
  uint64_t bytes = 0;
  for (const Rule &rule : form.rules)
    if (rule.kind != Rule::Kind::Address)
      bytes += uint64_t(bitsOf(rule.type)) / 8 * rule.count;
  if (passed && (offset > passed->bytes || bytes > passed->bytes - offset))
    fail(quote(passed->name) + " has " + std::to_string(passed->bytes) +
         " bytes, of which this is none");
  if (!passed && self && isOfParameter(current->opcode))
    fail(quote(current->opcode) +
         " takes the name of a parameter in a function");
}

void Decoder::decodeCall(const Instruction &call) {
  CallOperands operands = *findCall(*current);
  std::string why = appendCall(decoding, {body, registers}, operands, call);
  if (!why.empty())
    fail(quote(operands.function->name) + why);
}

void Decoder::decodeStatement(const Statement &statement) {
  current = &statement;
  passed = findPassed(statement, body);
  const Form *form = findForm(getFormName(statement, passed != nullptr));
  if (!form)
    return fail("no instruction that is emulated is " +
                quote(statement.opcode));
  decodeGuard();
  slots.clear();
  after.clear();
  Instruction instruction = guarded;
  instruction.run = form->run;
  instruction.effect = form->effect;
  if (form->effect == Effect::Call)
    return decodeCall(instruction);
  decodeOperands(*form, instruction);
  checkPassed(*form, instruction.offset);
  // A kernel has no caller to return to. Storing variables that a call passes
  // is no progress.
  if (form->effect == Effect::Return && self)
    slots.push_back(self->returns);
  else if (form->effect == Effect::Return)
    instruction.effect = Effect::Exit;
  else if (passed)
    instruction.effect = Effect::Memory;
  builder.append(instruction, slots);
  for (const auto &[following, operands] : after)
    builder.append(following, operands);
}

std::optional<Error> Decoder::run() {
  for (const Statement &statement : body.statements) {
    builder.startStatement(&statement);
    decodeStatement(statement);
    if (error)
      return error;
    if (!builder.isAffordable() || !frame.isAffordable())
      return Error{statement.line, "the program has too many instructions or "
                                   "registers"};
  }
  // A label at the end of the body refers to the statement after the last.
  Statement end = {"ret", body.line, {0, 0, 0}, false, {}, {}};
  builder.startStatement(nullptr);
  decodeStatement(end);
  return error;
}

std::optional<Error> decodeBody(Decoding &decoding, const Body &body,
                                const std::vector<Slot> &registers,
                                const Callee *callee) {
  return Decoder(decoding, body, registers, callee).run();
}

} // namespace ag::emulator
