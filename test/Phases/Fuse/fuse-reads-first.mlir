// A loop sets rows of %x, and a group reads its result. What the group reads of %x itself is left out of the group, so that
// the loop need not copy %x, also if several ops change %x before the group. A group that needs no result of the loop comes
// before it.
// RUN: ag-opt %s --to=fuse | FileCheck %s
// RUN: ag-opt %s --to=allocate | FileCheck %s --check-prefix=COPIES
// RUN: ag-run %s --entry=both --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=first --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=chain --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=needed --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s

// CHECK-LABEL: func.func @both(
// CHECK: %[[OLD:.*]] = ag.slice %arg0
// CHECK: %[[NEW:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %arg0)
// CHECK: ag.fused ({{.*}} = %[[OLD]] : tensor<1x4xf32>, {{.*}} = %[[NEW]] : tensor<64x4xf32>)
// CHECK: return
// COPIES-LABEL: func.func @both(
// COPIES-NOT: memref.copy {{.*}}64x4
// COPIES: return
func.func @both(%x: tensor<64x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<64x4xf32> {ag.alias = 0 : i64}, tensor<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %number = tensor.extract %n[%c1] : tensor<6xi64>
  %at = arith.index_cast %number : i64 to index
  %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
  %old = ag.slice %x [%at, 0] [1, 4] [1, 1] : tensor<64x4xf32> -> tensor<1x4xf32>
  %new = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x) -> tensor<64x4xf32> {
    %set = ag.update %a, %row [%i, 0] [1, 1] : tensor<64x4xf32>, tensor<1x4xf32> -> tensor<64x4xf32>
    scf.yield %set : tensor<64x4xf32>
  }
  %next = ag.slice %new [%at, 0] [1, 4] [1, 1] : tensor<64x4xf32> -> tensor<1x4xf32>
  %sum = ag.add %old, %next : tensor<1x4xf32>
  %t = ag.tanh %sum : tensor<1x4xf32>
  return %new, %t : tensor<64x4xf32>, tensor<1x4xf32>
}

// The group is sorted before the loop, although its last op comes after it.
// CHECK-LABEL: func.func @first(
// CHECK: ag.fused ({{.*}} = %arg0 : tensor<64x4xf32>
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %arg0)
// CHECK: return
// COPIES-LABEL: func.func @first(
// COPIES-NOT: memref.copy {{.*}}64x4
// COPIES: return
func.func @first(%x: tensor<64x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<64x4xf32> {ag.alias = 0 : i64}, tensor<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %number = tensor.extract %n[%c1] : tensor<6xi64>
  %at = arith.index_cast %number : i64 to index
  %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
  %old = ag.slice %x [%at, 0] [1, 4] [1, 1] : tensor<64x4xf32> -> tensor<1x4xf32>
  %e = ag.exp %old : tensor<1x4xf32>
  %new = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x) -> tensor<64x4xf32> {
    %set = ag.update %a, %row [%i, 0] [1, 1] : tensor<64x4xf32>, tensor<1x4xf32> -> tensor<64x4xf32>
    scf.yield %set : tensor<64x4xf32>
  }
  %sum = ag.add %e, %row : tensor<1x4xf32>
  %t = ag.tanh %sum : tensor<1x4xf32>
  return %new, %t : tensor<64x4xf32>, tensor<1x4xf32>
}

// The group computes the position at which %x is read, so that the old %x is needed after the loop. It is copied.
// CHECK-LABEL: func.func @needed(
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %arg0)
// CHECK: ag.gather
// CHECK: return
// COPIES-LABEL: func.func @needed(
// COPIES: memref.copy {{.*}}64x4
// COPIES: return
func.func @needed(%x: tensor<64x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<64x4xf32> {ag.alias = 0 : i64}, tensor<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
  %new = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %x) -> tensor<64x4xf32> {
    %set = ag.update %a, %row [%i, 0] [1, 1] : tensor<64x4xf32>, tensor<1x4xf32> -> tensor<64x4xf32>
    scf.yield %set : tensor<64x4xf32>
  }
  %next = ag.slice %new [3, 0] [1, 1] [1, 1] : tensor<64x4xf32> -> tensor<1x1xf32>
  %flat = ag.reshape %next : tensor<1x1xf32> -> tensor<1xf32>
  %t1 = ag.tanh %flat : tensor<1xf32>
  %id = ag.cast %t1 : tensor<1xf32> -> tensor<1xi64>
  %old = ag.gather 0 clamp %x, %id : tensor<64x4xf32>, tensor<1xi64> -> tensor<1x4xf32>
  %t = ag.tanh %old : tensor<1x4xf32>
  return %new, %t : tensor<64x4xf32>, tensor<1x4xf32>
}

// CHECK-LABEL: func.func @chain(
// CHECK: %[[OLD:.*]]:2 = ag.fused ({{.*}} = %arg0 : tensor<64x4xf32>
// CHECK: %[[SET:.*]] = ag.scatter set 0 drop %arg0
// CHECK: %[[NEW:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[SET]])
// CHECK: ag.fused ({{.*}} = %[[OLD]]#1 : tensor<2x4xf32>, {{.*}} = %[[NEW]] : tensor<64x4xf32>)
// CHECK: return
// COPIES-LABEL: func.func @chain(
// COPIES-NOT: memref.copy {{.*}}64x4
// COPIES: return
func.func @chain(%x: tensor<64x4xf32>, %v: tensor<4xf32>, %n: tensor<6xi64>) -> (tensor<64x4xf32> {ag.alias = 0 : i64}, tensor<2x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %two = ag.slice %n [2] [2] [1] : tensor<6xi64> -> tensor<2xi64>
  %row = ag.reshape %v : tensor<4xf32> -> tensor<1x4xf32>
  %rows = ag.broadcast %v [1] : tensor<4xf32> -> tensor<2x4xf32>
  %old = ag.gather 0 clamp %x, %two : tensor<64x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %first = ag.scatter set 0 drop %x, %two, %rows : tensor<64x4xf32>, tensor<2xi64>, tensor<2x4xf32> -> tensor<64x4xf32>
  %new = scf.for %i = %c0 to %c6 step %c1 iter_args(%a = %first) -> tensor<64x4xf32> {
    %set = ag.update %a, %row [%i, 0] [1, 1] : tensor<64x4xf32>, tensor<1x4xf32> -> tensor<64x4xf32>
    scf.yield %set : tensor<64x4xf32>
  }
  %next = ag.slice %new [3, 0] [2, 4] [1, 1] : tensor<64x4xf32> -> tensor<2x4xf32>
  %sum = ag.add %old, %next : tensor<2x4xf32>
  %t = ag.tanh %sum : tensor<2x4xf32>
  return %new, %t : tensor<64x4xf32>, tensor<2x4xf32>
}
