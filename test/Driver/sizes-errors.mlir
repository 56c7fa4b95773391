// Shapes whose elements can't be counted, and sizes of dimensions that are not
// there, are refused before any pass computes with them.
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
