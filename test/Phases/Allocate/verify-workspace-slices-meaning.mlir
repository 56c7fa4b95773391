// These plans are right, with buffers as large as a slice or as other sizes of
// unknown order, also at sizes below the estimate.
// RUN: ag-run %s --on=cpu --dim n=9 --dim m=5 --input=randn:1 --same-as=%s
// RUN: ag-run %s --on=cpu --dim n=2 --dim m=7 --input=ones --same-as=%s
// RUN: ag-compile %s --remarks=ag-verify-workspace -o %t.o 2>&1 | FileCheck %s
// CHECK: remark: {{.*}} temporaries are disjoint while needed, at all sizes
func.func @choice(%x: tensor<3x?xf32> {ag.dims = [3, "n"]}, %z: tensor<?xf32> {ag.dims = ["m"]}, %k: tensor<i1>) -> tensor<f32>
    attributes {ag.ranges = {n = [2, 9], m = [2, 9]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %b = tensor.extract %k[] : tensor<i1>
  %n = tensor.dim %x, %c1 : tensor<3x?xf32>
  %m = tensor.dim %z, %c0 : tensor<?xf32>
  %h = arith.subi %n, %c2 : index
  %at = arith.minsi %n, %c0 : index
  %e = ag.exp %x : tensor<3x?xf32>
  %u = ag.update %e, %x [0, %at] [1, 1] : tensor<3x?xf32>
  %a = scf.if %b -> tensor<?xf32> {
    %0 = tensor.extract_slice %u[1, 2] [1, %h] [1, 1] : tensor<3x?xf32> to tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  } else {
    scf.yield %z : tensor<?xf32>
  }
  %v = ag.exp %a : tensor<?xf32>
  %w = ag.reduce max %v [0] : tensor<?xf32> -> tensor<f32>
  %d = tensor.dim %a, %c0 : tensor<?xf32>
  %wb = ag.broadcast %w [] (%d) : tensor<f32> -> tensor<?xf32>
  %q = ag.sub %v, %wb : tensor<?xf32>
  %q2 = ag.update %q, %v [%at] [1] : tensor<?xf32>
  %s = ag.reduce sum %q2 [0] : tensor<?xf32> -> tensor<f32>
  return %s : tensor<f32>
}
