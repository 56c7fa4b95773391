// A size that is negative for the sizes that memory is planned for counts as 0:
// no group moves a negative number of bytes.
// RUN: ag-opt --fuse %s | FileCheck %s

// CHECK: ag.fused {{.*}} attributes {bytes = array<i64: 0, 0>
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [1, 6]}} {
  %c0 = arith.constant 0 : index
  %c20 = arith.constant 20 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %twice = arith.addi %n, %n : index
  %more = arith.addi %twice, %n : index
  %less = arith.subi %more, %c20 : index
  %wide = ag.concat 0 %x, %x, %x : tensor<?xf32>, tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %some = ag.slice %wide [0] [%less] [1] : tensor<?xf32> -> tensor<?xf32>
  %y = ag.fused (%a = %some : tensor<?xf32>) -> tensor<?xf32> {
    %e = ag.exp %a : tensor<?xf32>
    %t = ag.tanh %e : tensor<?xf32>
    ag.yield %t : tensor<?xf32>
  }
  return %y : tensor<?xf32>
}
