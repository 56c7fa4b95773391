// Shapes whose elements cannot be counted, and sizes of dimensions that do not
// exist, are rejected before any pass computes with them.
// RUN: not ag-opt %s --to=trace --split-input-file 2>&1 | FileCheck %s
// RUN: not ag-opt %s --lower=cpu --split-input-file 2>&1 | FileCheck %s

// CHECK: error: a 'tensor<9223372036854775807x4xf32>' has too many elements: expected less than 2^60
func.func @argument(%a: tensor<9223372036854775807x4xf32>)
    -> tensor<9223372036854775807x4xf32> {
  %0 = ag.add %a, %a : tensor<9223372036854775807x4xf32>
  return %0 : tensor<9223372036854775807x4xf32>
}

// -----

// CHECK: error: a 'tensor<1152921504606846976xi8>' has too many elements
func.func @constant() -> tensor<1152921504606846976xi8> {
  %0 = arith.constant dense<1> : tensor<1152921504606846976xi8>
  return %0 : tensor<1152921504606846976xi8>
}

// -----

// CHECK: error: there is no dimension 2 of a 'tensor<?x4xf32>'
func.func @dimension(%x: tensor<?x4xf32>) -> index {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c2 : tensor<?x4xf32>
  return %n : index
}

// -----

// CHECK: error: a constant 'tensor<268435457xf32>' has more than 1 GiB; expected an ag.parameter
func.func @resource() -> tensor<268435457xf32> {
  %0 = arith.constant dense_resource<large> : tensor<268435457xf32>
  return %0 : tensor<268435457xf32>
}
{-#
  dialect_resources: { builtin: { large: "0x040000000000803f0000803f" } }
#-}

// -----

// CHECK: error: a constant 'tensor<100xf32>' takes 400 bytes, but 8 are given
func.func @short() -> tensor<100xf32> {
  %0 = arith.constant dense_resource<short> : tensor<100xf32>
  return %0 : tensor<100xf32>
}
{-#
  dialect_resources: { builtin: { short: "0x040000000000803f0000803f" } }
#-}

// -----

// CHECK: error: the output shape is not that of a 'tensor<?x2xf32>'
func.func @expansion(%x: tensor<?xf32> {ag.dims = ["n"]}, %n: index) -> tensor<?x2xf32> {
  %0 = tensor.expand_shape %x [[0, 1]] output_shape [%n, 3] : tensor<?xf32> into tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}
