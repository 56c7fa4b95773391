// Ops that share loops, and move fewer bytes together, become a group.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --entry=chain --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=softmax --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=sizes --input=randn:1 --dim n=3 --same-as=%s
// RUN: ag-run %t --entry=between --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=loop --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=sizesOfMembers --input=randn:1 --dim n=2 --same-as=%s
// RUN: ag-run %t --entry=handedOn --input=randn:1 --same-as=%s

// A value that is used outside is a result; constants are copied into groups.
// CHECK-LABEL: func.func @chain(
// CHECK-NEXT: %[[G:.*]]:2 = ag.fused (%[[X:.*]] = %arg0 : tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) attributes {bytes = array<i64: 512, 384>, flops = array<i64: 64, 64>, form = "{{[0-9a-f]+}}", nest = #ag.nest<"x86-64-v3"{{.*}}>, passes = 1 : i64} {
// CHECK-NEXT: %[[E:.*]] = ag.exp %[[X]]
// CHECK-NEXT: %[[TWO:.*]] = arith.constant dense<2.0
// CHECK-NEXT: %[[M:.*]] = ag.mul %[[E]], %[[TWO]]
// CHECK-NEXT: ag.yield %[[E]], %[[M]]
// CHECK: return %[[G]]#0, %[[G]]#1
func.func @chain(%x: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %two = arith.constant dense<2.0> : tensor<4x8xf32>
  %e = ag.exp %x : tensor<4x8xf32>
  %m = ag.mul %e, %two : tensor<4x8xf32>
  return %e, %m : tensor<4x8xf32>, tensor<4x8xf32>
}

// One pass for the sum, whatever is subtracted, and one for the results.
// CHECK-LABEL: func.func @softmax(
// CHECK: ag.fused {{.*}}passes = 2
// CHECK-NOT: ag.fused
// CHECK: return
func.func @softmax(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %m = ag.reduce max %x [1] : tensor<4x8xf32> -> tensor<4xf32>
  %mb = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x8xf32>
  %d = ag.sub %x, %mb : tensor<4x8xf32>
  %e = ag.exp %d : tensor<4x8xf32>
  %s = ag.reduce sum %e [1] : tensor<4x8xf32> -> tensor<4xf32>
  %sb = ag.broadcast %s [0] : tensor<4xf32> -> tensor<4x8xf32>
  %p = ag.div %e, %sb : tensor<4x8xf32>
  return %p : tensor<4x8xf32>
}

// A size of an operand is computed inside of the group.
// CHECK-LABEL: func.func @sizes(
// CHECK-NEXT: ag.fused (%[[X:.*]] = %arg0 : tensor<4x?xf32>) -> tensor<4xf32> {{.*}}passes = 1
// CHECK: tensor.dim %[[X]]
// CHECK: ag.div
// CHECK: return
func.func @sizes(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}) -> tensor<4xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<4x?xf32>
  %i = arith.index_cast %n : index to i64
  %t = tensor.from_elements %i : tensor<i64>
  %f = ag.cast %t : tensor<i64> -> tensor<f32>
  %s = ag.reduce sum %x [1] : tensor<4x?xf32> -> tensor<4xf32>
  %b = ag.broadcast %f [] : tensor<f32> -> tensor<4xf32>
  %mean = ag.div %s, %b : tensor<4xf32>
  return %mean : tensor<4xf32>
}

// An op between two ops of a group moves after it, or stays before it.
// CHECK-LABEL: func.func @between(
// CHECK: %[[ROWS:.*]] = ag.update %arg1
// CHECK: %[[G:.*]]:2 = ag.fused
// CHECK: %[[BEHIND:.*]] = ag.concat 0 %[[G]]#0, %[[G]]#0
// CHECK: return %[[BEHIND]], %[[G]]#1
func.func @between(%x: tensor<8xf32>, %y: tensor<8xf32>, %z: tensor<3xf32>) -> (tensor<16xf32>, tensor<8xf32>) {
  %e = ag.exp %x : tensor<8xf32>
  %s = ag.concat 0 %e, %e : tensor<8xf32>, tensor<8xf32> -> tensor<16xf32>
  %t = ag.update %y, %z [2] [1] : tensor<8xf32>, tensor<3xf32> -> tensor<8xf32>
  %m = ag.mul %e, %t : tensor<8xf32>
  return %s, %m : tensor<16xf32>, tensor<8xf32>
}

// The body of a loop has groups of its own.
// CHECK-LABEL: func.func @loop(
// CHECK: scf.for
// CHECK-NEXT: ag.fused
// CHECK: scf.yield
func.func @loop(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<8xf32> {
    %e = ag.exp %a : tensor<8xf32>
    %n = ag.neg %e : tensor<8xf32>
    scf.yield %n : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// A size of an op in the group is computed inside of it, from that op.
// CHECK-LABEL: func.func @sizesOfMembers(
// CHECK-NOT: tensor.dim %arg0
// CHECK: ag.fused
// CHECK: return
func.func @sizesOfMembers(%x: tensor<3x?xf32> {ag.dims = [3, "n"]}) -> tensor<?x?x3xf32> {
  %c0 = arith.constant 0 : index
  %t = ag.transpose %x [1, 0] : tensor<3x?xf32> -> tensor<?x3xf32>
  %n = tensor.dim %t, %c0 : tensor<?x3xf32>
  %b = ag.broadcast %t [1, 2] (%n) : tensor<?x3xf32> -> tensor<?x?x3xf32>
  return %b : tensor<?x?x3xf32>
}

// A group written by hand may yield its operands and constants.
// CHECK-LABEL: func.func @handedOn(
// CHECK: ag.fused {{.*}}passes = 1
func.func @handedOn(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<f32>) {
  %y:3 = ag.fused (%a = %x : tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<f32>) {
    %one = arith.constant dense<1.0> : tensor<f32>
    %e = ag.exp %a : tensor<4xf32>
    ag.yield %a, %e, %one : tensor<4xf32>, tensor<4xf32>, tensor<f32>
  }
  return %y#0, %y#1, %y#2 : tensor<4xf32>, tensor<4xf32>, tensor<f32>
}

// A broadcast whose size is that of an op in the group is computed in the group.
// CHECK-LABEL: func.func @long(
// CHECK: %[[G:.*]] = ag.fused (%{{.*}} = %arg0 : tensor<?xf32>, %[[W:.*]] = %arg1 : tensor<f32>
// CHECK: %[[M:.*]] = ag.mul
// CHECK: %[[N:.*]] = tensor.dim %[[M]]
// CHECK: ag.broadcast %[[W]] [] (%[[N]])
// CHECK: return %[[G]]
func.func @long(%x: tensor<?xf32>, %w: tensor<f32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %b = ag.broadcast %w [] (%n) : tensor<f32> -> tensor<?xf32>
  %m = ag.mul %x, %b : tensor<?xf32>
  %k = tensor.dim %m, %c0 : tensor<?xf32>
  %d = ag.broadcast %w [] (%k) : tensor<f32> -> tensor<?xf32>
  %s = ag.mul %m, %d : tensor<?xf32>
  return %s : tensor<?xf32>
}
