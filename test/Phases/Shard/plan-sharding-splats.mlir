// A block of a splat is a splat, and i1 is reduced as i8.
// RUN: ag-opt --shard=dp4 %s -o %t.mlir && FileCheck --input-file=%t.mlir %s
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s | FileCheck --check-prefix=SAME %s
// SAME: same

// CHECK-LABEL: func.func @main(
// CHECK-NOT: tensor<64x16xf32>
// CHECK-DAG: arith.constant dense<2.500000e-01> : tensor<16x16xf32>
// CHECK-DAG: ag.reduce min {{.*}} : tensor<16x16xi8> -> tensor<i8>
// CHECK: ag.all_reduce min ["dp"] {{.*}} : tensor<i8>
// CHECK-NOT: tensor<64x16xf32>
// CHECK-NOT: ag.all_gather
func.func @main(%x: tensor<64x16xf32>) -> (tensor<64x16xf32>, tensor<i1>, tensor<i1>) {
  %c = arith.constant dense<2.500000e-01> : tensor<64x16xf32>
  %y = ag.mul %x, %c : tensor<64x16xf32>
  %b = ag.compare gt %x, %c : tensor<64x16xf32>, tensor<64x16xf32> -> tensor<64x16xi1>
  %all = ag.reduce min %b [0, 1] : tensor<64x16xi1> -> tensor<i1>
  %any = ag.reduce max %b [0, 1] : tensor<64x16xi1> -> tensor<i1>
  return %y, %all, %any : tensor<64x16xf32>, tensor<i1>, tensor<i1>
}
