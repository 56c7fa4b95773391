// RUN: ag-opt %s --to=structure --ag-fuse-elementwise --ag-fuse-shared -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s

// Each sum is read by all later ops. 2,048 paths lead from the loop's last op to the first sum, which is computed once.
// CHECK: scf.for
// CHECK-COUNT-12: "reduction"]
// CHECK-NOT: "reduction"]
// CHECK: } {ag.parallel}
// CHECK-NOT: linalg
// CHECK: return
func.func @center(%v0: tensor<16x32xf32>) -> tensor<16x32xf32> {
  %s0 = ag.reduce sum %v0 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b0 = ag.broadcast %s0 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v1 = ag.sub %v0, %b0 : tensor<16x32xf32>
  %s1 = ag.reduce sum %v1 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b1 = ag.broadcast %s1 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v2 = ag.sub %v1, %b1 : tensor<16x32xf32>
  %s2 = ag.reduce sum %v2 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b2 = ag.broadcast %s2 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v3 = ag.sub %v2, %b2 : tensor<16x32xf32>
  %s3 = ag.reduce sum %v3 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b3 = ag.broadcast %s3 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v4 = ag.sub %v3, %b3 : tensor<16x32xf32>
  %s4 = ag.reduce sum %v4 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b4 = ag.broadcast %s4 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v5 = ag.sub %v4, %b4 : tensor<16x32xf32>
  %s5 = ag.reduce sum %v5 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b5 = ag.broadcast %s5 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v6 = ag.sub %v5, %b5 : tensor<16x32xf32>
  %s6 = ag.reduce sum %v6 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b6 = ag.broadcast %s6 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v7 = ag.sub %v6, %b6 : tensor<16x32xf32>
  %s7 = ag.reduce sum %v7 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b7 = ag.broadcast %s7 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v8 = ag.sub %v7, %b7 : tensor<16x32xf32>
  %s8 = ag.reduce sum %v8 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b8 = ag.broadcast %s8 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v9 = ag.sub %v8, %b8 : tensor<16x32xf32>
  %s9 = ag.reduce sum %v9 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b9 = ag.broadcast %s9 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v10 = ag.sub %v9, %b9 : tensor<16x32xf32>
  %s10 = ag.reduce sum %v10 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b10 = ag.broadcast %s10 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v11 = ag.sub %v10, %b10 : tensor<16x32xf32>
  %s11 = ag.reduce sum %v11 [1] : tensor<16x32xf32> -> tensor<16xf32>
  %b11 = ag.broadcast %s11 [0] : tensor<16xf32> -> tensor<16x32xf32>
  %v12 = ag.sub %v11, %b11 : tensor<16x32xf32>
  return %v12 : tensor<16x32xf32>
}
