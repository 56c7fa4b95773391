//===- RandomOps.td - bits that depend on a key and a place alone -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_RANDOMOPS_TD
#define AG_DIALECT_AG_IR_STRUCTURED_RANDOMOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_RandomBitsOp : AG_StructuredOp<"random_bits", [AttrSizedOperandSegments], 1> {
  let summary = "Uniform random ui32, each a function of only the key and its index";
  let description = [{
    ```mlir
    %bits = ag.random_bits %key (%n) : tensor<2xui32> -> tensor<?x4xui32>
    %rest = ag.random_bits %key from %offsets : tensor<2xui32>, tensor<2xui32> -> tensor<3x4xui32>
    ```
    The bits are Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random
    numbers: as easy as 1, 2, 3", SC 2011) under the key, applied to the element's
    indices, two at a time, each block added to the output of the one before; the
    first word of the last block is the result. Offsets, one for each dimension of
    the result, are added to the indices, modulo 2^32. The bits do not depend on
    extents, so that tiles and shards have the bits of the complete tensor: `%rest`
    is a slice of a larger tensor, from `%offsets` on.

     - [key] the key is a tensor<2xui32>.
  }];
  let arguments = (ins AnyRankedTensor:$key, Variadic<Index>:$sizes,
                       Optional<AnyRankedTensor>:$offsets, DenseI64ArrayAttr:$static_sizes);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $key (`from` $offsets^)? (` ` `(` $sizes^ `)`)? attr-dict `:`
    custom<PartSignature>(type($key), type($offsets), type($result), $static_sizes)
  }];
}

#endif // AG_DIALECT_AG_IR_STRUCTURED_RANDOMOPS_TD
