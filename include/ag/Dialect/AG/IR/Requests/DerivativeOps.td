//===- DerivativeOps.td - derivatives that a program asks for -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REQUESTS_DERIVATIVEOPS_TD
#define AG_DIALECT_AG_IR_REQUESTS_DERIVATIVEOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"
include "mlir/IR/SymbolInterfaces.td"

def AG_DerivativeOp : AG_Op<"derivative", [
    RequestTrait, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "The derivative of a function at its arguments";
  let description = [{
    ```mlir
    %g = ag.derivative @loss "wrt=1" (%x, %w) : (tensor<8x4xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    ```
    The operands and results are those of the function that `--grad` with this text
    would add. The operands are @loss's arguments, followed by cotangents or
    tangents. The results are @loss's results, if requested, followed by gradients
    or tangents. The phase differentiate replaces this op by a call of this function.
    The function may contain requests for derivatives, which are resolved first, to
    any order.

     - [request] the text is that of `--grad` after the function, a single request.
     - [function] the function is one of the module's, with a body.
  }];
  let arguments = (ins FlatSymbolRefAttr:$function, StrAttr:$request, Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $function $request `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)
  }];
  let extraClassDeclaration = [{
    /// Returns the request as the SPEC of --grad: "loss:wrt=1".
    std::string getSpec();
  }];
  let hasVerifier = 1;
}

#endif // AG_DIALECT_AG_IR_REQUESTS_DERIVATIVEOPS_TD
