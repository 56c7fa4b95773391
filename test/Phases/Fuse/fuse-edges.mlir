// Each edge between two compute ops is explained once, whatever ops are between
// them.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t.remarks --implicit-check-not="] edge"
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %t -o %t.again 2> %t.remarks && diff %t %t.again
// RUN: FileCheck %s --check-prefix=AGAIN --input-file=%t.remarks

// The edge passes through ops that only move elements. Two paths between two
// ops are one edge, and a slice counts its own bytes.
// CHECK: [Missed] edge | {{.*}}Function=moved | Reason="the order of its elements is changed between them", Remark="'ag.exp' is computed apart from 'ag.mul' at [[#@LINE+9]]:8", bytes=64, how=apart, {{.*}}why=whole
// CHECK: [Missed] edge | {{.*}}Function=moved | Reason="it has no loop in common with the others", Remark="'ag.mul' is computed apart from 'ag.tanh' at [[#@LINE+10]]:8", bytes=32, how=apart, {{.*}}why=dimension
// AGAIN: [Missed] edge | {{.*}}Function=moved | {{.*}}Remark="'ag.exp' is computed apart from 'ag.mul'
// AGAIN: [Missed] edge | {{.*}}Function=moved | {{.*}}Remark="'ag.mul' is computed apart from 'ag.tanh'
func.func @moved(%x: tensor<4x4xf32>) -> tensor<1x8xf32> {
  %e = ag.exp %x : tensor<4x4xf32>
  %t = ag.transpose %e [1, 0] : tensor<4x4xf32>
  %c = ag.concat 1 %e, %t : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4x8xf32>
  %two = arith.constant dense<2.0> : tensor<4x8xf32>
  %m = ag.mul %c, %two : tensor<4x8xf32>
  %s = ag.slice %m [0, 0] [1, 8] [1, 1] : tensor<4x8xf32> -> tensor<1x8xf32>
  %h = ag.tanh %s : tensor<1x8xf32>
  return %h : tensor<1x8xf32>
}

// Edges into a loop, out of it, and from one iteration to the next. What the loop begins with has none to the op behind it.
// CHECK: ] edge | {{.*}}Function=carried | Reason="'scf.for' at [[#@LINE+6]]:8 is a border", Remark="'ag.exp' is computed apart from 'ag.mul' at [[#@LINE+7]]:10"
// CHECK: ] edge | {{.*}}Function=carried | Reason="a branch or a loop forwards it", Remark="'ag.mul' is computed apart from 'ag.mul' at [[#@LINE+6]]:10"
// CHECK: ] edge | {{.*}}Function=carried | Reason="'scf.for' at [[#@LINE+4]]:8 is a border", Remark="'ag.mul' is computed apart from 'ag.neg' at [[#@LINE+8]]:8"
func.func @carried(%x: tensor<8xf32>, %n: index) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index %c1 = arith.constant 1 : index
  %e = ag.exp %x : tensor<8xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %e) -> tensor<8xf32> {
    %m = ag.mul %a, %e : tensor<8xf32>
    scf.yield %m : tensor<8xf32>
  }
  %y = ag.neg %r : tensor<8xf32>
  return %y : tensor<8xf32>
}

// Passes of softmax: the first computes the sum, the second iterates over the
// rows again. The maximum needs no pass of its own.
// CHECK: ] edge | {{.*}}Function=softmax | Remark="'ag.reduce' of head.rows is computed together with 'ag.sub' of head.rows at
// CHECK: ] edge | {{.*}}Function=softmax | Remark="'ag.sub' of head.rows is computed together with 'ag.exp' of head.rows at
// CHECK: ] edge | {{.*}}Function=softmax | Remark="'ag.exp' of head.rows is computed together with 'ag.reduce' of head.rows at
// CHECK: ] edge | {{.*}}Function=softmax | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.reduce' of head.rows is computed in an earlier pass of their group than 'ag.div' of head.rows at {{.*}}how=later, op=ag.reduce, region=head.rows, {{.*}}user_op=ag.div, user_region=head.rows, why=along
// CHECK: ] edge | {{.*}}Function=softmax | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.exp' of head.rows is computed in an earlier pass of their group than 'ag.div' of head.rows at
func.func @softmax(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %r = ag.region "head" (%h = %x : tensor<4x8xf32>) -> tensor<4x8xf32> {
    %q = ag.region "rows" (%a = %h : tensor<4x8xf32>) -> tensor<4x8xf32> {
      %m = ag.reduce max %a [1] : tensor<4x8xf32> -> tensor<4xf32>
      %mb = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x8xf32>
      %d = ag.sub %a, %mb : tensor<4x8xf32>
      %e = ag.exp %d : tensor<4x8xf32>
      %s = ag.reduce sum %e [1] : tensor<4x8xf32> -> tensor<4xf32>
      %sb = ag.broadcast %s [0] : tensor<4xf32> -> tensor<4x8xf32>
      %p = ag.div %e, %sb : tensor<4x8xf32>
      ag.yield %p : tensor<4x8xf32>
    }
    ag.yield %q : tensor<4x8xf32>
  }
  return %r : tensor<4x8xf32>
}

// A result of the function is written in any case.
// CHECK: [Missed] edge | {{.*}}Function=returned | Reason="it is a result of the function, and written anyway: there is nothing to gain: {{.*}}why=result
func.func @returned(%x: tensor<8x32768xf32>, %v: tensor<32768x8xf32>, %w: tensor<8x32768xf32>) -> (tensor<8x8xf32>, tensor<8x32768xf32>) {
  %h = ag.contract "if,fg->ig" %x, %v : tensor<8x32768xf32>, tensor<32768x8xf32> -> tensor<8x8xf32>
  %y = ag.contract "ig,go->io" %h, %w : tensor<8x8xf32>, tensor<8x32768xf32> -> tensor<8x32768xf32>
  return %h, %y : tensor<8x8xf32>, tensor<8x32768xf32>
}

// The column sum reduces the rows over which the row sum is computed: no loop
// has both.
// CHECK: ] edge | {{.*}}Function=columns | Remark="'ag.exp' is computed together with 'ag.reduce'
// CHECK: ] edge | {{.*}}Function=columns | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.reduce' is computed in an earlier pass of their group than 'ag.div'
// CHECK: ] edge | {{.*}}Function=columns | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.exp' is computed in an earlier pass of their group than 'ag.div'
// CHECK: [Missed] edge | {{.*}}Function=columns | Reason="{{.*}} this reduces along a dimension that others go over", Remark="'ag.div' is computed apart from 'ag.reduce' {{.*}}why=dimension
func.func @columns(%x: tensor<4x8xf32>) -> tensor<8xf32> {
  %e = ag.exp %x : tensor<4x8xf32>
  %s = ag.reduce sum %e [1] : tensor<4x8xf32> -> tensor<4xf32>
  %sb = ag.broadcast %s [0] : tensor<4xf32> -> tensor<4x8xf32>
  %p = ag.div %e, %sb : tensor<4x8xf32>
  %c = ag.reduce sum %p [0] : tensor<4x8xf32> -> tensor<8xf32>
  return %c : tensor<8xf32>
}

// A result is read by a sum: y needs one pass, and p the second.
// CHECK: ] edge | {{.*}}Function=kept | Remark="'ag.exp' is computed together with 'ag.reduce' at
// CHECK: ] edge | {{.*}}Function=kept | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.reduce' is computed in an earlier pass of their group than 'ag.div' at
// CHECK: ] edge | {{.*}}Function=kept | Reason="a result varies along the dimension that is reduced before it", Remark="'ag.exp' is computed in an earlier pass of their group than 'ag.div' at
// CHECK: ] edge | {{.*}}Function=kept | Remark="'ag.div' is computed together with 'ag.contract' at
func.func @kept(%x: tensor<64x4096xf32>, %v: tensor<4096x2xf32>) -> (tensor<64x2xf32>, tensor<64x4096xf32>) {
  %e = ag.exp %x : tensor<64x4096xf32>
  %s = ag.reduce sum %e [1] : tensor<64x4096xf32> -> tensor<64xf32>
  %sb = ag.broadcast %s [0] : tensor<64xf32> -> tensor<64x4096xf32>
  %p = ag.div %e, %sb : tensor<64x4096xf32>
  %y = ag.contract "ij,jd->id" %p, %v : tensor<64x4096xf32>, tensor<4096x2xf32> -> tensor<64x2xf32>
  return %y, %p : tensor<64x2xf32>, tensor<64x4096xf32>
}
