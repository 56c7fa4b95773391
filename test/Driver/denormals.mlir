// Denormal inputs are neither 0 nor the smallest normal number.
//
// RUN: ag-run %s --on=cpu --input=iota --same-as=%s | FileCheck %s

// CHECK: same: 2 results, 128 values
func.func @f(%x: tensor<64xf32>) -> (tensor<64xf32>, tensor<64xf32>) {
  %tiny = arith.constant dense<1.0e-40> : tensor<64xf32>
  %z = ag.mul %x, %tiny : tensor<64xf32>
  %log = ag.log %z : tensor<64xf32>
  %root = ag.sqrt %z : tensor<64xf32>
  return %log, %root : tensor<64xf32>, tensor<64xf32>
}
