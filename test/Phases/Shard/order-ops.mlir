// The order in which ops are written does not matter, except for ops that have an effect or may fail.
// RUN: ag-opt --ag-order-ops --split-input-file %s | FileCheck %s
// RUN: ag-opt --ag-order-ops --split-input-file %s -o %t.mlir && ag-opt --ag-order-ops --split-input-file %t.mlir | diff %t.mlir -
// RUN: ag-opt --split-input-file %s | sed '/^\/\/ -----/,$d' > %t.first.mlir
// RUN: ag-opt --ag-order-ops %t.first.mlir -o %t.ordered.mlir
// RUN: ag-run %t.ordered.mlir --entry=one --input=randn:1 --weights=randn:2 --same-as=%t.first.mlir
// RUN: ag-run %t.ordered.mlir --entry=loop --input=randn:1 --same-as=%t.first.mlir

// @one and @other are one program. An op whose result is no larger than the operand that it reads last runs
// at once: %v does, and frees %n; %b is larger. Ops that depend on parameters alone are before their users.
// CHECK-LABEL: func.func @one(
// CHECK-NEXT: %[[N:.*]] = ag.tanh %arg0
// CHECK-NEXT: %[[W:.*]] = ag.parameter "w"
// CHECK-NEXT: %[[C:.*]] = ag.cast %[[W]]
// CHECK-NEXT: %[[Q:.*]] = ag.contract "bi,io->bo" %[[N]], %[[C]]
// CHECK-NEXT: %[[S:.*]] = ag.reduce sum %[[Q]]
// CHECK-NEXT: %[[E:.*]] = ag.exp %[[S]]
// CHECK-NEXT: %[[U:.*]] = ag.parameter "u"
// CHECK-NEXT: %[[V:.*]] = ag.contract "bi,io->bo" %[[N]], %[[U]]
// CHECK-NEXT: %[[B:.*]] = ag.broadcast %[[E]]
// CHECK-NEXT: %[[Y:.*]] = ag.mul %[[B]], %[[V]]
// CHECK-NEXT: return %[[Y]]
func.func @one(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %u = ag.parameter "u" : tensor<8x8xf32>
  %w = ag.parameter "w" : tensor<8x8xf16>
  %c = ag.cast %w : tensor<8x8xf16> -> tensor<8x8xf32>
  %n = ag.tanh %x : tensor<4x8xf32>
  %q = ag.contract "bi,io->bo" %n, %c : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %s = ag.reduce sum %q [1] : tensor<4x8xf32> -> tensor<4xf32>
  %e = ag.exp %s : tensor<4xf32>
  %b = ag.broadcast %e [0] : tensor<4xf32> -> tensor<4x8xf32>
  %v = ag.contract "bi,io->bo" %n, %u : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %y = ag.mul %b, %v : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}
// CHECK-LABEL: func.func @other(
// CHECK-NEXT: %[[N:.*]] = ag.tanh %arg0
// CHECK-NEXT: %[[W:.*]] = ag.parameter "w"
// CHECK-NEXT: %[[C:.*]] = ag.cast %[[W]]
// CHECK-NEXT: %[[Q:.*]] = ag.contract "bi,io->bo" %[[N]], %[[C]]
// CHECK-NEXT: %[[S:.*]] = ag.reduce sum %[[Q]]
// CHECK-NEXT: %[[E:.*]] = ag.exp %[[S]]
// CHECK-NEXT: %[[U:.*]] = ag.parameter "u"
// CHECK-NEXT: %[[V:.*]] = ag.contract "bi,io->bo" %[[N]], %[[U]]
// CHECK-NEXT: %[[B:.*]] = ag.broadcast %[[E]]
// CHECK-NEXT: ag.mul %[[B]], %[[V]]
// CHECK-NEXT: return
func.func @other(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %n = ag.tanh %x : tensor<4x8xf32>
  %u = ag.parameter "u" : tensor<8x8xf32>
  %v = ag.contract "bi,io->bo" %n, %u : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %w = ag.parameter "w" : tensor<8x8xf16>
  %c = ag.cast %w : tensor<8x8xf16> -> tensor<8x8xf32>
  %q = ag.contract "bi,io->bo" %n, %c : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32>
  %s = ag.reduce sum %q [1] : tensor<4x8xf32> -> tensor<4xf32>
  %e = ag.exp %s : tensor<4xf32>
  %b = ag.broadcast %e [0] : tensor<4xf32> -> tensor<4x8xf32>
  %y = ag.mul %b, %v : tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// The same in loops. The results' ops are in order, the shortest chain first; unused ops are last.
// CHECK-LABEL: func.func @loop(
// CHECK: scf.for
// CHECK-NEXT: %[[T:.*]] = ag.tanh %{{.*}}
// CHECK-NEXT: %[[E:.*]] = ag.exp %{{.*}}
// CHECK-NEXT: %[[N:.*]] = ag.neg %[[E]]
// CHECK-NEXT: ag.sin
// CHECK-NEXT: scf.yield %[[N]], %[[T]]
func.func @loop(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %x) -> (tensor<8xf32>, tensor<8xf32>) {
    %unused = ag.sin %a : tensor<8xf32>
    %e = ag.exp %a : tensor<8xf32>
    %n = ag.neg %e : tensor<8xf32>
    %t = ag.tanh %b : tensor<8xf32>
    scf.yield %n, %t : tensor<8xf32>, tensor<8xf32>
  }
  %y = ag.add %r#0, %r#1 : tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

// A slice that may be out of bounds stays after a possible check of it; ops that cannot fail move before it.
// CHECK-LABEL: func.func @checked(
// CHECK: arith.cmpi
// CHECK-NEXT: cf.assert
// CHECK: tensor.extract_slice
// CHECK: ag.tanh
// CHECK-NEXT: ag.add
func.func @checked(%x: tensor<8xf32>, %n: index) -> tensor<1xf32> {
  %c8 = arith.constant 8 : index
  %h = tensor.extract_slice %x[0] [1] [1] : tensor<8xf32> to tensor<1xf32>
  %t = ag.tanh %h : tensor<1xf32>
  %is = arith.cmpi ult, %n, %c8 : index
  cf.assert %is, "outside"
  %s = tensor.extract_slice %x[%n] [1] [1] : tensor<8xf32> to tensor<1xf32>
  %y = ag.add %s, %t : tensor<1xf32>
  return %y : tensor<1xf32>
}
