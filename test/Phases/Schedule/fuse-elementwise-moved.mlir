// A transpose with another reader is fused into a product and leaves its result there, unused for now. The
// product is still no plain loop, into which a quotient would be fused and computed again for each column.
// RUN: ag-opt --to=structure --ag-fuse-elementwise %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --same-as=%s --on=cpu

// CHECK-LABEL: func.func @moved(
// CHECK: arith.divf
// CHECK-NEXT: linalg.yield
// CHECK-NOT: arith.divf
// CHECK: return
func.func @moved(%e: tensor<2x64x64xf32>, %l: tensor<2x64x64xf32>, %g: tensor<64x2x32xf32>, %v: tensor<2x64x32xf32>) -> (tensor<2x64x32xf32>, tensor<2x64x32xf32>) {
  %t = ag.transpose %g [1, 0, 2] : tensor<64x2x32xf32> -> tensor<2x64x32xf32>
  %p = ag.div %e, %l : tensor<2x64x64xf32>
  %y = ag.mul %t, %v : tensor<2x64x32xf32>
  %x = ag.contract "hij,hid->hjd" %p, %t : tensor<2x64x64xf32>, tensor<2x64x32xf32> -> tensor<2x64x32xf32>
  return %x, %y : tensor<2x64x32xf32>, tensor<2x64x32xf32>
}
