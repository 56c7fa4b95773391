// RUN: split-file %s %t.parts
// RUN: ag-opt --ag-differentiate=grad=f:wrt=1 %t.parts/f.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=randn:1 --same-as=%t.parts/gradient.mlir

// The reverse runs the iterations from last to first. The iter_arg is saved in
// a stack; the broadcast of the weight and the index are recomputed. An scf.if
// yields the values that its reverse needs.

// CHECK-LABEL: func.func @f_grad(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<f32>, %[[G:.*]]: tensor<4xf32>)
// CHECK:       %[[EMPTY:.*]] = tensor.empty() : tensor<3x4xf32>
// CHECK:       scf.for %[[I:.*]] = %c0 to %c3 step %c1 iter_args(%[[T:.*]] = %[[X]], %[[S:.*]] = %[[EMPTY]])
// CHECK:         scf.if
// CHECK:         tensor.insert_slice %{{.*}} into %{{.*}}[%[[I]], 0] [1, 4] [1, 1]
// CHECK:       scf.for %[[J:.*]] = %c0 to %c3 step %c1 iter_args(%{{.*}} = %[[G]], %{{.*}} = %{{.*}}) -> (tensor<4xf32>, tensor<f32>)
// CHECK:         %[[TURN:.*]] = arith.subi %c2, %[[J]]
// CHECK:         tensor.extract_slice %{{.*}}[%[[TURN]], 0] [1, 4] [1, 1]
// CHECK:         scf.if

//--- f.mlir
func.func @f(%x: tensor<4xf32>, %w: tensor<f32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %x) -> tensor<4xf32> {
    %b = ag.broadcast %w [] : tensor<f32> -> tensor<4xf32>
    %isFirst = arith.cmpi eq, %i, %c0 : index
    %next = scf.if %isFirst -> tensor<4xf32> {
      %0 = ag.mul %t, %b : tensor<4xf32>
      scf.yield %0 : tensor<4xf32>
    } else {
      %0 = ag.add %t, %b : tensor<4xf32>
      scf.yield %0 : tensor<4xf32>
    }
    scf.yield %next : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

//--- gradient.mlir
// y = x w + 2 w
func.func @f_grad(%x: tensor<4xf32>, %w: tensor<f32>, %g: tensor<4xf32>) -> tensor<f32> {
  %two = arith.constant dense<2.0> : tensor<4xf32>
  %0 = ag.add %x, %two : tensor<4xf32>
  %1 = ag.contract "i,i->" %0, %g : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %1 : tensor<f32>
}
