//===- AGEnums.td - the words that ops are parametrised with -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGENUMS_TD
#define AG_DIALECT_AG_IR_CORE_AGENUMS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

class AG_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::ag";
}

// The spellings are those of the comparisons in ag/Support/Scalar/Primitives.h.
def AG_Predicate : AG_Enum<"Predicate", "how two elements are compared", [
  I32EnumAttrCase<"lt", 0>, I32EnumAttrCase<"le", 1>, I32EnumAttrCase<"eq", 2>,
  I32EnumAttrCase<"ne", 3>, I32EnumAttrCase<"ge", 4>, I32EnumAttrCase<"gt", 5>]>;

def AG_Reduction : AG_Enum<"Reduction", "how elements are combined", [
  I32EnumAttrCase<"sum", 0>, I32EnumAttrCase<"prod", 1>,
  I32EnumAttrCase<"max", 2>, I32EnumAttrCase<"min", 3>]>;

def AG_OutOfBounds : AG_Enum<"OutOfBounds", "what reading at an index outside does", [
  I32EnumAttrCase<"error", 0>, I32EnumAttrCase<"clamp", 1>,
  I32EnumAttrCase<"fill", 2>]>;

def AG_WriteOutOfBounds : AG_Enum<"WriteOutOfBounds", "what writing at an index outside does", [
  I32EnumAttrCase<"error", 0>, I32EnumAttrCase<"clamp", 1>,
  I32EnumAttrCase<"drop", 2>]>;

def AG_ScatterKind : AG_Enum<"ScatterKind", "how an update changes an element", [
  I32EnumAttrCase<"add", 0>, I32EnumAttrCase<"set", 1>,
  I32EnumAttrCase<"max", 2>, I32EnumAttrCase<"min", 3>]>;

def AG_NestLoopKind : AG_Enum<"NestLoopKind", "what iterations of a group's loop share", [
  I32EnumAttrCase<"parallel", 0>, I32EnumAttrCase<"sum", 1>,
  I32EnumAttrCase<"stream", 2>]>;

def AG_NestSide : AG_Enum<"NestSide", "which values of a group have a loop's dimension", [
  I32EnumAttrCase<"operand", 0>, I32EnumAttrCase<"result", 1>]>;

#endif // AG_DIALECT_AG_IR_CORE_AGENUMS_TD
