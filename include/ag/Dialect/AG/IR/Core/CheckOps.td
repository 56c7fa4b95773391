//===- CheckOps.td - what running checks -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_CHECKOPS_TD
#define AG_DIALECT_AG_IR_CORE_CHECKOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_RequireOp : AG_Op<"require", [MemoryEffects<[MemWrite]>, AG_Interpretable]> {
  let summary = "Ends the run with a message unless a condition holds";
  let description = [{
    ```mlir
    ag.require %inside, "index {0} is not below {1}" (%i, %n)
    ```
    `{k}` in the message is replaced by the k-th value, `{ku}` by the value as an
    unsigned number. In an emitted program, the run function returns an error
    status, and the context has the message.

     - [message] every `{` begins one of these, with the number of a value.
  }];
  let arguments = (ins I1:$condition, StrAttr:$message, Variadic<Index>:$values);
  let assemblyFormat = "$condition `,` $message (` ` `(` $values^ `)`)? attr-dict";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

#endif // AG_DIALECT_AG_IR_CORE_CHECKOPS_TD
