// Ops that depend on parameters and constants alone run in load. They are in no
// group, before parameters become arguments and after.
// RUN: ag-opt --fuse %s --remarks-filter=ag-fuse -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REASON --input-file=%t.remarks
// RUN: ag-run %t --entry=scaled --input=randn:1 --weights=ones --same-as=%s
// RUN: ag-opt --to=trace %s | ag-opt --fuse | ag-opt --to=schedule | FileCheck %s --check-prefix=LOAD

// The broadcast of the bias is not worth load's memory, so each run computes it.
// CHECK-LABEL: func.func @scaled(
// CHECK-DAG: %[[W:.*]] = ag.parameter "w"
// CHECK-DAG: %[[B:.*]] = ag.parameter "b"
// CHECK: ag.rsqrt
// CHECK-NEXT: ag.mul
// CHECK-NEXT: %[[S:.*]] = ag.broadcast
// CHECK-NEXT: %[[SCALED:.*]] = ag.mul %[[W]], %[[S]]
// CHECK-NEXT: ag.fused (%{{.*}} = %arg0 : {{.*}}, %{{.*}} = %[[B]] : {{.*}}, %{{.*}} = %[[SCALED]] :
// CHECK-NEXT: ag.contract
// CHECK-NEXT: ag.broadcast
// CHECK-NEXT: ag.add
// REASON: remark: [Missed] edge | {{.*}}Function=scaled | Reason="it depends on parameters alone, so that load computes it", Remark="'ag.mul' is computed apart from 'ag.mul' at 31:8"
// LOAD-LABEL: func.func @scaled(
// LOAD-SAME: ag.parameter = "b"}, %{{[^ ]*}}: tensor<4x6xf32> {ag.parameter = "ag.prepared.0"})
func.func @scaled(%x: tensor<8x4xf32>) -> tensor<8x6xf32> {
  %w = ag.parameter "w" : tensor<4x6xf32>
  %g = ag.parameter "g" : tensor<6xf32>
  %v = ag.parameter "v" : tensor<6xf32>
  %b = ag.parameter "b" : tensor<6xf32>
  %r = ag.rsqrt %v : tensor<6xf32>
  %s = ag.mul %g, %r : tensor<6xf32>
  %sb = ag.broadcast %s [1] : tensor<6xf32> -> tensor<4x6xf32>
  %u = ag.mul %w, %sb : tensor<4x6xf32>
  %y = ag.contract "ij,jk->ik" %x, %u : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
  %bb = ag.broadcast %b [1] : tensor<6xf32> -> tensor<8x6xf32>
  %z = ag.add %y, %bb : tensor<8x6xf32>
  return %z : tensor<8x6xf32>
}

// In a region, the parameters are its arguments.
// CHECK-LABEL: func.func @inside(
// CHECK: ag.region "layer"
// CHECK-NEXT: ag.exp
// CHECK-NEXT: ag.neg
// CHECK-NEXT: ag.fused
func.func @inside(%x: tensor<8xf32>) -> tensor<8xf32> {
  %w = ag.parameter "w8" : tensor<8xf32>
  %y = ag.region "layer" (%a = %x : tensor<8xf32>, %p = %w : tensor<8xf32>) -> tensor<8xf32> {
    %e = ag.exp %p : tensor<8xf32>
    %n = ag.neg %e : tensor<8xf32>
    %s = ag.add %a, %n : tensor<8xf32>
    %t = ag.tanh %s : tensor<8xf32>
    ag.yield %t : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}
