// Factors are not moved if that is not safe or saves nothing.
// RUN: ag-opt --ag-join-factors --remarks-filter=ag-join-factors %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REASON --input-file=%t.remarks

// Both the weights and their product would be in memory.
// CHECK-LABEL: func.func @tied(
// CHECK: ag.contract
// CHECK-NEXT: ag.contract
// CHECK: ag.mul %{{.*}} : tensor<8x4xf32>
// REASON: remark: [Missed] factor | {{.*}}Function=tied | Reason="the value that would be multiplied has other uses"
func.func @tied(%x: tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>) {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %g = ag.parameter "g" : tensor<4xf32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %z = ag.contract "ij,kj->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %s = ag.mul %y, %gb : tensor<8x4xf32>
  return %s, %z : tensor<8x4xf32>, tensor<8x4xf32>
}

// The same, with two ops for one parameter.
// CHECK-LABEL: func.func @askedTwice(
// CHECK: ag.mul %{{.*}} : tensor<8x4xf32>
// REASON: remark: [Missed] factor | {{.*}}Function=askedTwice |
func.func @askedTwice(%x: tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<4x4xf32>) {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %other = ag.parameter "w" : tensor<4x4xf32>
  %g = ag.parameter "g" : tensor<4xf32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %s = ag.mul %y, %gb : tensor<8x4xf32>
  return %s, %other : tensor<8x4xf32>, tensor<4x4xf32>
}

// The factor may be negative.
// CHECK-LABEL: func.func @maximum(
// CHECK: ag.max
// CHECK: ag.mul
func.func @maximum(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %zero = arith.constant dense<0.0> : tensor<8x4xf32>
  %w = ag.parameter "w" : tensor<4x4xf32>
  %g = ag.parameter "g" : tensor<4xf32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %r = ag.max %y, %zero : tensor<8x4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %s = ag.mul %r, %gb : tensor<8x4xf32>
  return %s : tensor<8x4xf32>
}

// The weights don't have the dimension along which the factor varies.
// CHECK-LABEL: func.func @rows(
// CHECK: ag.contract
// CHECK: ag.mul
func.func @rows(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %g = ag.parameter "rows" : tensor<8xf32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %gb = ag.broadcast %g [0] : tensor<8xf32> -> tensor<8x4xf32>
  %s = ag.mul %y, %gb : tensor<8x4xf32>
  return %s : tensor<8x4xf32>
}

// The operand of the sum would have to be multiplied on each run.
// CHECK-LABEL: func.func @residual(
// CHECK: ag.add
// CHECK: ag.mul
func.func @residual(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %g = ag.parameter "g" : tensor<4xf32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  %r = ag.add %y, %x : tensor<8x4xf32>
  %gb = ag.broadcast %g [1] : tensor<4xf32> -> tensor<8x4xf32>
  %s = ag.mul %r, %gb : tensor<8x4xf32>
  return %s : tensor<8x4xf32>
}

// Integers wrap, and division rounds; f16 overflows.
// CHECK-LABEL: func.func @integers(
// CHECK: ag.contract
// CHECK-NEXT: ag.div
// CHECK: ag.contract
// CHECK-NEXT: ag.mul
func.func @integers(%x: tensor<8x4xi32>, %h: tensor<8x4xf16>) -> (tensor<8x4xi32>, tensor<8x4xf16>) {
  %w = ag.parameter "wi" : tensor<4x4xi32>
  %g = ag.parameter "gi" : tensor<4xi32>
  %gb = ag.broadcast %g [1] : tensor<4xi32> -> tensor<8x4xi32>
  %y = ag.contract "ij,jk->ik" %x, %w : tensor<8x4xi32>, tensor<4x4xi32> -> tensor<8x4xi32>
  %s = ag.div %y, %gb : tensor<8x4xi32>
  %wh = ag.parameter "wh" : tensor<4x4xf16>
  %gh = ag.parameter "gh" : tensor<4xf16>
  %ghb = ag.broadcast %gh [1] : tensor<4xf16> -> tensor<8x4xf16>
  %yh = ag.contract "ij,jk->ik" %h, %wh : tensor<8x4xf16>, tensor<4x4xf16> -> tensor<8x4xf16>
  %sh = ag.mul %yh, %ghb : tensor<8x4xf16>
  return %s, %sh : tensor<8x4xi32>, tensor<8x4xf16>
}

// s / x may be a number where 1 / x is infinite: at s = x = 1e-40, say.
// CHECK-LABEL: func.func @dividend(
// CHECK: %[[S:.*]] = ag.broadcast
// CHECK-NEXT: ag.div %[[S]], %arg0
func.func @dividend(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %s = ag.parameter "s" : tensor<4xf32>
  %sb = ag.broadcast %s [1] : tensor<4xf32> -> tensor<8x4xf32>
  %q = ag.div %sb, %x : tensor<8x4xf32>
  %y = ag.contract "ij,jk->ik" %q, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}
