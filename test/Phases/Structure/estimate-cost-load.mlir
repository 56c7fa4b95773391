// Ops that load runs on parameters alone are no part of a run, in groups or not.
// RUN: ag-opt %s --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-opt %s --fuse | ag-opt --ag-record-signature --ag-estimate-cost --remarks-filter=ag-estimate-cost -o %t.mlir 2>&1 | FileCheck %s

// Sixteen times 8 products and as many additions.
// CHECK: cost | {{.*}}Function=scaled | Remark="256 FLOP", exact=true, flops=256
func.func @scaled(%x: tensor<4x8xf32>) -> tensor<4x4xf32> {
  %w = ag.parameter "w" : tensor<8x4xf32>
  %g = ag.parameter "g" : tensor<8x4xf32>
  %e = ag.exp %g : tensor<8x4xf32>
  %v = ag.mul %w, %e : tensor<8x4xf32>
  %y = ag.contract "if,fg->ig" %x, %v : tensor<4x8xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}
