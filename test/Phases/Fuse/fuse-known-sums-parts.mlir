// A sum over a slice is not the sum over the whole dimension: the two do not
// cancel, and neither is computed from the other. The same holds for dynamic sizes.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=cancels --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=extracted --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=dynamic --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %t --entry=known --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=longer --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=whole --input=randn:1 --dim m=4 --dim n=5 --same-as=%s
// RUN: ag-opt --fuse %t | diff %t -

// CHECK-LABEL: func.func @cancels(
// CHECK-COUNT-3: ag.reduce sum
func.func @cancels(%x: tensor<8x6xf32>) -> tensor<8xf32> {
  %p = ag.slice %x [0, 0] [8, 3] [1, 1] : tensor<8x6xf32> -> tensor<8x3xf32>
  %l = ag.reduce sum %x [1] : tensor<8x6xf32> -> tensor<8xf32>
  %r = ag.reduce sum %p [1] : tensor<8x3xf32> -> tensor<8xf32>
  %d = ag.sub %l, %r : tensor<8xf32>
  %b = ag.broadcast %d [1] : tensor<8xf32> -> tensor<5x8xf32>
  %s = ag.reduce sum %b [0] : tensor<5x8xf32> -> tensor<8xf32>
  return %s : tensor<8xf32>
}

// CHECK-LABEL: func.func @extracted(
// CHECK-COUNT-3: ag.reduce sum
func.func @extracted(%x: tensor<8x6xf32>) -> tensor<8xf32> {
  %p = tensor.extract_slice %x[0, 0] [8, 3] [1, 1] : tensor<8x6xf32> to tensor<8x3xf32>
  %l = ag.reduce sum %x [1] : tensor<8x6xf32> -> tensor<8xf32>
  %r = ag.reduce sum %p [1] : tensor<8x3xf32> -> tensor<8xf32>
  %d = ag.sub %l, %r : tensor<8xf32>
  %b = ag.broadcast %d [1] : tensor<8xf32> -> tensor<5x8xf32>
  %s = ag.reduce sum %b [0] : tensor<5x8xf32> -> tensor<8xf32>
  return %s : tensor<8xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK-COUNT-3: ag.reduce sum
func.func @dynamic(%x: tensor<8x?xf32> {ag.dims = [8, "n"]}) -> tensor<8xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<8x?xf32>
  %m = arith.subi %n, %c1 : index
  %p = ag.slice %x [0, 0] [8, %m] [1, 1] : tensor<8x?xf32> -> tensor<8x?xf32>
  %l = ag.reduce sum %x [1] : tensor<8x?xf32> -> tensor<8xf32>
  %r = ag.reduce sum %p [1] : tensor<8x?xf32> -> tensor<8xf32>
  %d = ag.sub %l, %r : tensor<8xf32>
  %b = ag.broadcast %d [1] : tensor<8xf32> -> tensor<5x8xf32>
  %s = ag.reduce sum %b [0] : tensor<5x8xf32> -> tensor<8xf32>
  return %s : tensor<8xf32>
}

// CHECK-LABEL: func.func @known(
// CHECK-NOT: "ab,ab->a"
func.func @known(%p: tensor<24x24xf32>, %v: tensor<24x4xf32>, %g: tensor<24x4xf32>) -> (tensor<24x4xf32>, tensor<24xf32>) {
  %o = ag.contract "ij,jd->id" %p, %v : tensor<24x24xf32>, tensor<24x4xf32> -> tensor<24x4xf32>
  %dp = ag.contract "id,jd->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %t = ag.mul %dp, %p : tensor<24x24xf32>
  %c = ag.slice %t [0, 0] [24, 12] [1, 1] : tensor<24x24xf32> -> tensor<24x12xf32>
  %r = ag.reduce sum %c [1] : tensor<24x12xf32> -> tensor<24xf32>
  return %o, %r : tensor<24x4xf32>, tensor<24xf32>
}

// CHECK-LABEL: func.func @longer(
// CHECK: ag.reduce sum {{.*}} : tensor<24x24xf32> -> tensor<24xf32>
func.func @longer(%v: tensor<24x4xf32>, %g: tensor<24x4xf32>) -> (tensor<24x12xf32>, tensor<24xf32>) {
  %vp = ag.slice %v [0, 0] [12, 4] [1, 1] : tensor<24x4xf32> -> tensor<12x4xf32>
  %u = ag.contract "id,jd->ij" %g, %vp : tensor<24x4xf32>, tensor<12x4xf32> -> tensor<24x12xf32>
  %q = ag.contract "id,jd->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
  %r = ag.reduce sum %q [1] : tensor<24x24xf32> -> tensor<24xf32>
  return %u, %r : tensor<24x12xf32>, tensor<24xf32>
}

// A slice of a whole dimension is the dimension. The 0 for a sum that cancels
// has the sum's sizes.
// CHECK-LABEL: func.func @whole(
// CHECK-NOT: ag.reduce
// CHECK: %[[N:.*]] = tensor.dim %arg0
// CHECK: ag.broadcast %{{.*}} [] (%[[N]]) : tensor<f32> -> tensor<?xf32>
func.func @whole(%x: tensor<?x?xf32> {ag.dims = ["m", "n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %p = ag.slice %x [0, 0] [%m, %n] [1, 1] : tensor<?x?xf32> -> tensor<?x?xf32>
  %l = ag.reduce sum %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  %r = ag.reduce sum %p [1] : tensor<?x?xf32> -> tensor<?xf32>
  %d = ag.sub %l, %r : tensor<?xf32>
  %b = ag.broadcast %d [1] : tensor<?xf32> -> tensor<5x?xf32>
  %s = ag.reduce sum %b [0] : tensor<5x?xf32> -> tensor<?xf32>
  return %s : tensor<?xf32>
}
