//===- BodyDecoder.cpp - from statements to instructions ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/BodyDecoder.h"
#include "Forms/Table.h"
#include "Load/Calls.h"
#include "Load/OperandDecoder.h"

namespace ag::emulator {
namespace {

/// Decodes the statements of one body.
class Decoder {
public:
  Decoder(Decoding &decoding, const Body &body,
          const std::vector<Slot> &registers, const Callee *self)
      : decoding(decoding), builder(decoding.builder), body(body),
        registers(registers), self(self) {}

  std::optional<Error> run();

private:
  std::optional<Error> decodeStatement(const Statement &statement);
  std::string checkPassed(const Statement &statement, const Variable *passed,
                          const Form &form, uint64_t offset);
  std::optional<Error> decodeCall(const Statement &statement,
                                  const Instruction &call);

  Decoding &decoding;
  ProgramBuilder &builder;
  const Body &body;
  const std::vector<Slot> &registers;
  /// The function whose body is decoded, or null for a kernel.
  const Callee *self;
};
} // namespace

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

/// Returns an error message if the statement accesses bytes beyond `passed`,
/// the variable that a call passes, or a parameter of the kernel in a function;
/// else returns "".
std::string Decoder::checkPassed(const Statement &statement,
                                 const Variable *passed, const Form &form,
                                 uint64_t offset) {
  uint64_t bytes = 0;
  for (const Rule &rule : form.rules)
    if (rule.kind != Rule::Kind::Address)
      bytes += uint64_t(bitsOf(rule.type)) / 8 * rule.count;
  if (passed && (offset > passed->bytes || bytes > passed->bytes - offset))
    return quote(passed->name) + " has " + std::to_string(passed->bytes) +
           " bytes, of which this is none";
  if (!passed && self && isOfParameter(statement.opcode))
    return quote(statement.opcode) +
           " takes the name of a parameter in a function";
  return "";
}

std::optional<Error> Decoder::decodeCall(const Statement &statement,
                                         const Instruction &call) {
  CallOperands operands = *findCall(statement);
  std::string why = appendCall(decoding, {body, registers}, operands, call);
  if (why.empty())
    return std::nullopt;
  return Error{statement.line, quote(operands.function->name) + why};
}

std::optional<Error> Decoder::decodeStatement(const Statement &statement) {
  const Variable *passed = findPassed(statement, body);
  const Form *form = findForm(getFormName(statement, passed != nullptr));
  if (!form)
    return Error{statement.line, "no instruction that is emulated is " +
                                     quote(statement.opcode)};
  OperandDecoder operands(decoding, body, registers, statement, passed);
  Instruction instruction = operands.decodeGuard();
  if (operands.getError())
    return operands.getError();
  instruction.run = form->run;
  instruction.effect = form->effect;
  if (form->effect == Effect::Call)
    return decodeCall(statement, instruction);
  operands.decode(*form, instruction);
  if (operands.getError())
    return operands.getError();
  std::string why = checkPassed(statement, passed, *form, instruction.offset);
  if (!why.empty())
    return Error{statement.line, why};
  std::vector<Slot> slots = operands.getSlots();
  // A kernel has no caller to return to. Storing variables that a call passes
  // is no progress.
  if (form->effect == Effect::Return && self)
    slots.push_back(self->returns);
  else if (form->effect == Effect::Return)
    instruction.effect = Effect::Exit;
  else if (passed)
    instruction.effect = Effect::Memory;
  builder.append(instruction, slots);
  for (const auto &[following, own] : operands.getFollowing())
    builder.append(following, own);
  return std::nullopt;
}

std::optional<Error> Decoder::run() {
  for (const Statement &statement : body.statements) {
    builder.startStatement(&statement);
    if (std::optional<Error> error = decodeStatement(statement))
      return error;
    if (!builder.isAffordable() || !decoding.frame.isAffordable())
      return Error{statement.line, "the program has too many instructions or "
                                   "registers"};
  }
  // A label at the end of the body refers to the statement after the last.
  Statement end = {"ret", body.line, {0, 0, 0}, false, {}, {}};
  builder.startStatement(nullptr);
  return decodeStatement(end);
}

std::optional<Error> decodeBody(Decoding &decoding, const Body &body,
                                const std::vector<Slot> &registers,
                                const Callee *callee) {
  return Decoder(decoding, body, registers, callee).run();
}

} // namespace ag::emulator
