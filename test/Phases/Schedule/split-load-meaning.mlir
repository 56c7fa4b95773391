// Two entries share one load, which also computes the value that both scale.
// RUN: ag-opt --to=schedule %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=f --on=cpu --input=randn:1 --dim n=3 --weights=randn:2 --same-as=%s
// RUN: ag-run %t.mlir --entry=g --on=cpu --input=randn:1 --dim m=9 --weights=randn:2 --same-as=%s

// CHECK: func.func @load(
// CHECK-SAME: {ag.parameter = "v"}
// CHECK-SAME: {ag.parameter = "w"}
func.func @f(%x: tensor<?x48xf32> {ag.dims = ["n", 48]}) -> tensor<?x32xf32> {
  %w = ag.parameter "w" : tensor<32x48xf32>
  %0 = ag.exp %w : tensor<32x48xf32>
  %1 = ag.contract "ni,oi->no" %x, %0 : tensor<?x48xf32>, tensor<32x48xf32> -> tensor<?x32xf32>
  %b = ag.parameter "b" : tensor<32xf32>
  %2 = ag.contract "no,o->no" %1, %b : tensor<?x32xf32>, tensor<32xf32> -> tensor<?x32xf32>
  return %2 : tensor<?x32xf32>
}
func.func @g(%x: tensor<?x48xf32> {ag.dims = ["m", 48]}) -> (tensor<?x32xf32>, tensor<32x48xf32>) {
  %w = ag.parameter "w" : tensor<32x48xf32>
  %0 = ag.exp %w : tensor<32x48xf32>
  %1 = ag.contract "ni,oi->no" %x, %0 : tensor<?x48xf32>, tensor<32x48xf32> -> tensor<?x32xf32>
  %v = ag.parameter "v" : tensor<32x48xf32>
  %2 = ag.mul %v, %0 : tensor<32x48xf32>
  return %1, %2 : tensor<?x32xf32>, tensor<32x48xf32>
}
