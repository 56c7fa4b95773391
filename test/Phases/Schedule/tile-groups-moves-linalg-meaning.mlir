// Tensor ops that move elements are in groups written by hand.
// RUN: ag-opt %s --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=joined --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=valued --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=joined --input=randn:1 --on=cpu --same-as=%s

// CHECK-LABEL: func.func @joined(
// CHECK: scf.for
// CHECK: tensor.concat dim(1) {{.*}} : (tensor<1x40xf32>, tensor<1x40xf32>) -> tensor<1x80xf32>
func.func @joined(%x: tensor<7x40xf32>, %r: tensor<7xf32>) -> tensor<7x80xf32> {
  %0 = ag.fused (%a = %x : tensor<7x40xf32>, %b = %r : tensor<7xf32>) -> tensor<7x80xf32> {
    %e = tensor.empty() : tensor<7x40xf32>
    %f = tensor.empty() : tensor<7x80xf32>
    %p = linalg.exp ins(%a : tensor<7x40xf32>) outs(%e : tensor<7x40xf32>) -> tensor<7x40xf32>
    %c = tensor.concat dim(1) %a, %p : (tensor<7x40xf32>, tensor<7x40xf32>) -> tensor<7x80xf32>
    %s = linalg.reduce ins(%c : tensor<7x80xf32>) outs(%b : tensor<7xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %y = linalg.broadcast ins(%s : tensor<7xf32>) outs(%f : tensor<7x80xf32>) dimensions = [1]
    %z = linalg.mul ins(%c, %y : tensor<7x80xf32>, tensor<7x80xf32>) outs(%f : tensor<7x80xf32>) -> tensor<7x80xf32>
    ag.yield %z : tensor<7x80xf32>
  }
  return %0 : tensor<7x80xf32>
}

// The padding value is read before the loop that pads rows.
// CHECK-LABEL: func.func @valued(
// CHECK: %[[V:.*]] = tensor.extract
// CHECK: scf.for
// CHECK: tensor.pad
// CHECK: tensor.yield %[[V]]
func.func @valued(%x: tensor<7x40xf32>, %r: tensor<7xf32>, %v: tensor<f32>) -> tensor<7x43xf32> {
  %0 = ag.fused (%a = %x : tensor<7x40xf32>, %b = %r : tensor<7xf32>, %w = %v : tensor<f32>) -> tensor<7x43xf32> {
    %e = tensor.empty() : tensor<7x40xf32>
    %s = linalg.reduce ins(%a : tensor<7x40xf32>) outs(%b : tensor<7xf32>) dimensions = [1]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    %y = linalg.broadcast ins(%s : tensor<7xf32>) outs(%e : tensor<7x40xf32>) dimensions = [1]
    %m = linalg.mul ins(%a, %y : tensor<7x40xf32>, tensor<7x40xf32>) outs(%e : tensor<7x40xf32>) -> tensor<7x40xf32>
    %f = tensor.extract %w[] : tensor<f32>
    %p = tensor.pad %m low[0, 2] high[0, 1] {
    ^bb0(%i: index, %j: index):
      tensor.yield %f : f32
    } : tensor<7x40xf32> to tensor<7x43xf32>
    ag.yield %p : tensor<7x43xf32>
  }
  return %0 : tensor<7x43xf32>
}
