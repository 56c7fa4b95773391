// Groups stay, on tensors of signless types without i1.
// RUN: ag-opt --to=structure %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt %t.mlir --to=structure | diff %t.mlir -
// RUN: ag-run %t.mlir --entry=softmax --dim=n=3 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=softmax --dim=n=3 --input=randn:1 --same-as=%s --on=cpu
// RUN: ag-run %t.mlir --entry=choice --dim=n=5 --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=choice --dim=n=5 --input=randn:1 --input=iota --same-as=%s --on=cpu
// RUN: ag-run %t.mlir --entry=loop --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=loop --input=randn:1 --same-as=%s --on=cpu

// Ops that are created for a group's ops are in the group, and the cost does not
// change. Regions are inlined, around a group and in one; locations have their names.
// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: ag.cost = {exact = true, flops = 20480 : i64}
// CHECK-NOT: linalg
// CHECK: %[[Y:.*]] = ag.fused (%[[A:.*]] = %{{.*}} : tensor<?x64xf32>) -> tensor<?x64xf32> attributes {{.*}}passes = 2 : i64} {
// CHECK-DAG: tensor.dim %[[A]]
// CHECK-DAG: tensor.empty
// CHECK: linalg.fill
// CHECK: linalg.generic
// CHECK-NOT: ag.region
// CHECK: ag.yield %{{.*}} : tensor<?x64xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[Y]]
func.func @softmax(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?x64xf32> attributes {ag.ranges = {n = [1, 64]}} {
  %r = ag.region "head" (%h = %x : tensor<?x64xf32>) -> tensor<?x64xf32> {
    %0 = ag.fused (%a = %h : tensor<?x64xf32>) -> tensor<?x64xf32> attributes {passes = 2 : i64} {
      %c0 = arith.constant 0 : index
      %n = tensor.dim %a, %c0 : tensor<?x64xf32>
      %m = ag.reduce max %a [1] : tensor<?x64xf32> -> tensor<?xf32>
      %mb = ag.broadcast %m [0] : tensor<?xf32> -> tensor<?x64xf32>
      %e = ag.region "weights" (%v = %a : tensor<?x64xf32>, %w = %mb : tensor<?x64xf32>) -> tensor<?x64xf32> {
        %d = ag.sub %v, %w : tensor<?x64xf32>
        %f = ag.exp %d : tensor<?x64xf32>
        ag.yield %f : tensor<?x64xf32>
      }
      %s = ag.reduce sum %e [1] : tensor<?x64xf32> -> tensor<?xf32>
      %sb = ag.broadcast %s [0] : tensor<?xf32> -> tensor<?x64xf32>
      %y = ag.div %e, %sb : tensor<?x64xf32>
      ag.yield %y : tensor<?x64xf32>
    }
    ag.yield %0 : tensor<?x64xf32>
  }
  return %r : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @choice(
// CHECK: %[[G:.*]]:2 = ag.fused (%{{.*}} = %{{.*}} : tensor<?xf32>, %{{.*}} = %{{.*}} : tensor<?xi16>) -> (tensor<?xi8>, tensor<?xi16>) attributes
// CHECK: ag.yield %{{.*}}, %{{.*}} : tensor<?xi8>, tensor<?xi16>
// CHECK: ag.fused (%{{.*}} = %[[G]]#0 : tensor<?xi8>, %{{.*}} = %{{.*}} : tensor<?xf32>) -> tensor<?xf32> attributes
func.func @choice(%x: tensor<?xf32> {ag.dims = ["n"]}, %u: tensor<?xui16> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xui16>) {
  %g:2 = ag.fused (%a = %x : tensor<?xf32>, %b = %u : tensor<?xui16>) -> (tensor<?xi1>, tensor<?xui16>) {
    %e = ag.exp %a : tensor<?xf32>
    %c = ag.compare gt %e, %a : tensor<?xf32>, tensor<?xf32> -> tensor<?xi1>
    %q = ag.div %b, %b : tensor<?xui16>
    %d = ag.select %c, %q, %b : tensor<?xi1>, tensor<?xui16>, tensor<?xui16> -> tensor<?xui16>
    ag.yield %c, %d : tensor<?xi1>, tensor<?xui16>
  }
  %y = ag.fused (%c = %g#0 : tensor<?xi1>, %a = %x : tensor<?xf32>) -> tensor<?xf32> {
    %n = ag.neg %a : tensor<?xf32>
    %s = ag.select %c, %a, %n : tensor<?xi1>, tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    ag.yield %s : tensor<?xf32>
  }
  return %y, %g#1 : tensor<?xf32>, tensor<?xui16>
}

// CHECK-LABEL: func.func @loop(
// CHECK: scf.for
// CHECK-NEXT: %[[TURN:.*]] = ag.fused
// CHECK: scf.yield %[[TURN]]
func.func @loop(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %0 = ag.fused (%a = %s : tensor<4xf32>) -> tensor<4xf32> {
      %1 = ag.tanh %a : tensor<4xf32>
      ag.yield %1 : tensor<4xf32>
    }
    scf.yield %0 : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
