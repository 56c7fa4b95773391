//===- ElementwiseOps.td - one element of each operand at a time -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_TD
#define AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_TD

include "ag/Dialect/AG/IR/Core/AGEnums.td"

def AG_AddOp : AG_BinaryOp<"add", "Number", "x + y", [Commutative]> {
  let summary = "x + y; integers wrap";
}
def AG_SubOp : AG_BinaryOp<"sub", "Number", "x - y"> {
  let summary = "x - y; integers wrap";
}
def AG_MulOp : AG_BinaryOp<"mul", "Number", "x * y", [Commutative]> {
  let summary = "x * y; integers wrap";
}
def AG_DivOp : AG_BinaryOp<"div", "Number", "x / y"> {
  let summary = "x / y; of integers, truncated, and -1 where y is 0";
}
def AG_RemOp : AG_BinaryOp<"rem", "Number", "rem(x, y)"> {
  let summary = "x - trunc(x / y) * y, exact, with the sign of x; of integers, x where y is 0";
}
def AG_PowOp : AG_BinaryOp<"pow", "Number", "pow(x, y)"> {
  let summary = "x to the power of y; integers wrap";
}
def AG_MaxOp : AG_BinaryOp<"max", "Any", "max(x, y)", [Commutative]> {
  let summary = "The greater of x and y; NaN if either is NaN";
}
def AG_MinOp : AG_BinaryOp<"min", "Any", "min(x, y)", [Commutative]> {
  let summary = "The lesser of x and y; NaN if either is NaN";
}

def AG_AndOp : AG_BinaryOp<"and", "Integer", "x & y", [Commutative]> {
  let summary = "The bits that both x and y have; of i1, whether both are true";
}
def AG_OrOp : AG_BinaryOp<"or", "Integer", "x | y", [Commutative]> {
  let summary = "The bits that x or y has; of i1, whether one is true";
}
def AG_XorOp : AG_BinaryOp<"xor", "Integer", "x ^ y", [Commutative]> {
  let summary = "The bits that one of x and y has; of i1, whether one alone is true";
}
def AG_ShlOp : AG_BinaryOp<"shl", "Integer", "x << y"> {
  let summary = "The bits of x moved up by y, an unsigned number; 0 if that is the width or more";
}
def AG_ShrOp : AG_BinaryOp<"shr", "Integer", "x >> y"> {
  let summary = "The bits of x moved down by y, an unsigned number; x's sign, or 0 if it has none, moves in";
}

def AG_NotOp : AG_UnaryOp<"not", "Integer", "x ^ -1.0"> {
  let summary = "The bits that x lacks; of i1, whether x is false";
}
def AG_NegOp : AG_UnaryOp<"neg", "Number", "-x"> {
  let summary = "-x; integers wrap";
}
def AG_AbsOp : AG_UnaryOp<"abs", "Number", "abs(x)"> {
  let summary = "The absolute value; that of the least integer is itself";
}
def AG_ExpOp : AG_UnaryOp<"exp", "Float", "exp(x)"> {
  let summary = "e to the power of x";
}
def AG_LogOp : AG_UnaryOp<"log", "Float", "log(x)"> {
  let summary = "The natural logarithm; NaN below 0";
}
def AG_Expm1Op : AG_UnaryOp<"expm1", "Float", "expm1(x)"> {
  let summary = "exp(x) - 1, exact near 0";
}
def AG_Log1pOp : AG_UnaryOp<"log1p", "Float", "log1p(x)"> {
  let summary = "log(1 + x), exact near 0; NaN below -1";
}
def AG_Log2Op : AG_UnaryOp<"log2", "Float", "log2(x)"> {
  let summary = "The logarithm to base 2; NaN below 0";
}
def AG_SinOp : AG_UnaryOp<"sin", "Float", "sin(x)"> {
  let summary = "The sine of an angle in radians";
}
def AG_CosOp : AG_UnaryOp<"cos", "Float", "cos(x)"> {
  let summary = "The cosine of an angle in radians";
}
def AG_TanhOp : AG_UnaryOp<"tanh", "Float", "tanh(x)"> {
  let summary = "The hyperbolic tangent";
}
def AG_SigmoidOp : AG_UnaryOp<"sigmoid", "Float", "::ag::sigmoid(x)"> {
  let summary = "1 / (1 + exp(-x))";
  let vjp = "g * (y * (1.0 - y))";
}
def AG_ErfOp : AG_UnaryOp<"erf", "Float", "erf(x)"> {
  let summary = "The error function";
}
def AG_SqrtOp : AG_UnaryOp<"sqrt", "Float", "sqrt(x)"> {
  let summary = "The square root; NaN below 0";
}
def AG_RsqrtOp : AG_UnaryOp<"rsqrt", "Float", "rsqrt(x)"> {
  let summary = "1 / sqrt(x)";
}
def AG_FloorOp : AG_UnaryOp<"floor", "Float", "floor(x)"> {
  let summary = "The greatest whole number not above x";
}
def AG_CeilOp : AG_UnaryOp<"ceil", "Float", "ceil(x)"> {
  let summary = "The least whole number not below x";
}
def AG_TruncOp : AG_UnaryOp<"trunc", "Float", "trunc(x)"> {
  let summary = "The whole number next to x towards 0";
}
def AG_RoundOp : AG_UnaryOp<"round", "Float", "roundEven(x)"> {
  let summary = "The nearest whole number; of two, the even one";
}
def AG_StopGradientOp : AG_UnaryOp<"stop_gradient", "Any", "x", [InactiveTrait, KeptTrait]> {
  let summary = "x as a constant for differentiation";
}

def AG_CompareOp : AG_StructuredOp<"compare"> {
  let summary = "The result of comparing x and y, as i1";
  let description = [{
    ```mlir
    %mask = ag.compare lt %x, %y : tensor<4xf32>, tensor<4xf32> -> tensor<4xi1>
    ```
    Comparisons with NaN are false, except `ne`, which is true.
  }];
  let arguments = (ins AG_Predicate:$predicate, AnyRankedTensor:$x, AnyRankedTensor:$y);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$predicate $x `,` $y attr-dict `:` custom<Signature>(type($x), type($y), type($result))";
}

def AG_SelectOp : AG_StructuredOp<"select"> {
  let summary = "x if the condition is true, else y";
  let description = [{
    ```mlir
    %z = ag.select %c, %x, %y : tensor<4xi1>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    ```
     - [condition] the condition's elements are i1.
  }];
  let arguments = (ins AnyRankedTensor:$condition, AnyRankedTensor:$x, AnyRankedTensor:$y);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $condition `,` $x `,` $y attr-dict `:`
    custom<Signature>(type($condition), type($x), type($y), type($result))
  }];
}

def AG_CastOp : AG_StructuredOp<"cast"> {
  let summary = "x in another element type";
  let description = [{
    ```mlir
    %y = ag.cast %x : tensor<4xf32> -> tensor<4xi8>
    ```
    A cast from float to integer truncates and saturates, and NaN becomes 0. A cast
    between integers wraps. A cast to i1 is x != 0.

     - [element-type] the new element type is one that ag supports.
  }];
  let arguments = (ins AnyRankedTensor:$x, TypeAttr:$element_type);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x attr-dict `:` custom<CastSignature>(type($x), type($result), $element_type)
  }];
}

#endif // AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_TD
