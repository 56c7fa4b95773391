// Attributes of regions restrict which ops may be in one group.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARKS --input-file=%t.remarks
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --entry=within --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=never --input=randn:1 --same-as=%s

// The ops in the region are one group, those around it are others.
// CHECK-LABEL: func.func @within(
// CHECK-NEXT: %[[FRONT:.*]] = ag.fused
// CHECK: %[[REGION:.*]] = ag.region "tail" (%{{.*}} = %[[FRONT]] : tensor<4x8xf32>) -> tensor<4x8xf32> attributes {fuse = "within"} {
// CHECK-NEXT: ag.fused
// CHECK-NEXT: ag.mul
// CHECK-NEXT: ag.tanh
// CHECK: ag.fused (%{{.*}} = %[[REGION]]
func.func @within(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = ag.exp %x : tensor<4x8xf32>
  %1 = ag.neg %0 : tensor<4x8xf32>
  %2 = ag.region "tail" (%a = %1 : tensor<4x8xf32>) -> tensor<4x8xf32> attributes {fuse = "within"} {
    %b = ag.mul %a, %a : tensor<4x8xf32>
    %c = ag.tanh %b : tensor<4x8xf32>
    ag.yield %c : tensor<4x8xf32>
  }
  %3 = ag.sin %2 : tensor<4x8xf32>
  %4 = ag.cos %3 : tensor<4x8xf32>
  return %4 : tensor<4x8xf32>
}

// `never` applies to nested loops and regions as well.
// CHECK-LABEL: func.func @never(
// CHECK-NOT: ag.fused
// REMARKS: remark: [Missed] edge | {{.*}}Function=never | Reason="the region "apart" must not be fused"
// REMARKS: remark: [Missed] edge | {{.*}}Function=never | Reason="the region "apart" must not be fused"
func.func @never(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = ag.region "apart" (%a = %x : tensor<8xf32>, %first = %c0 : index, %end = %c3 : index, %step = %c1 : index)
      -> tensor<8xf32> attributes {fuse = "never"} {
    %b = scf.for %i = %first to %end step %step iter_args(%c = %a) -> tensor<8xf32> {
      %d = ag.exp %c : tensor<8xf32>
      %e = ag.neg %d : tensor<8xf32>
      scf.yield %e : tensor<8xf32>
    }
    %f = ag.region "inner" (%g = %b : tensor<8xf32>) -> tensor<8xf32> attributes {fuse = "within"} {
      %h = ag.mul %g, %g : tensor<8xf32>
      %i = ag.tanh %h : tensor<8xf32>
      ag.yield %i : tensor<8xf32>
    }
    ag.yield %f : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// Groups do not cross a region that differentiation has not read yet.
// CHECK-LABEL: func.func @unread(
// CHECK-NOT: ag.fused
// CHECK: ag.region "again" {{.*}} attributes {checkpoint}
// CHECK-NEXT: ag.tanh
// CHECK: return
func.func @unread(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.exp %x : tensor<8xf32>
  %1 = ag.region "again" (%a = %0 : tensor<8xf32>) -> tensor<8xf32> attributes {checkpoint} {
    %2 = ag.tanh %a : tensor<8xf32>
    ag.yield %2 : tensor<8xf32>
  }
  %3 = ag.neg %1 : tensor<8xf32>
  return %3 : tensor<8xf32>
}
