// RUN: ag-run %s --verify-grad --entry=loss | FileCheck %s --check-prefix=LOSS
// RUN: ag-run %s --verify-grad --grad='rows:wrt=0;loss:wrt=1' | FileCheck %s --check-prefix=SPEC
// RUN: ag-compile %s --verify-grad --entry=grows,given,far,asks -o %t.o 2>&1 | FileCheck %s --check-prefix=COMPILE

// Missing derivatives are created. Inputs are drawn at random; in one draw,
// half of the elements that max compares are 0.
// LOSS: duals against differences: same, @loss, largest error
// LOSS-NEXT: gradient against duals: same, @loss_grad at 2 points, largest error
// LOSS-NEXT: tangents against duals: same, @loss_jvp at 2 points, largest error
// LOSS-NEXT: compiled against interpreted: @loss_grad: same: 2 results, 16 values,
// LOSS-NEXT: compiled against interpreted: @loss_jvp: same: 2 results, 2 values,
func.func @loss(%x: tensor<3x4xf32>, %w: tensor<4x1xf32>, %n: tensor<i32>) -> tensor<f32> {
  %zeros = arith.constant dense<0.0> : tensor<3x4xf32>
  %0 = ag.max %x, %zeros : tensor<3x4xf32>
  %1 = ag.contract "bi,io->bo" %0, %w : tensor<3x4xf32>, tensor<4x1xf32> -> tensor<3x1xf32>
  %2 = ag.tanh %1 : tensor<3x1xf32>
  %3 = ag.contract "bo,co->bc" %2, %2 : tensor<3x1xf32>, tensor<3x1xf32> -> tensor<3x3xf32>
  %4 = ag.contract "bc,bc->" %3, %3 : tensor<3x3xf32>, tensor<3x3xf32> -> tensor<f32>
  return %4 : tensor<f32>
}

// Other inputs than wrt are constants. Inputs are redrawn if a check fails.
// SPEC: duals against differences: same, @rows, largest error {{.*}}; inputs left out: 0 at kinks, 0 at infinities, {{[1-9]}} refused
// SPEC-NEXT: gradient against duals: same, @rows_grad
// SPEC: compiled against interpreted: @rows_grad: same: 1 result,
// SPEC: compiled against interpreted: @loss_grad: same: 1 result, 4 values,
func.func @rows(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<1xi32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %first = tensor.extract %i[%c0] : tensor<1xi32>
  %c1 = arith.constant 1 : i32
  %isOne = arith.cmpi eq, %first, %c1 : i32
  ag.require %isOne, "the index is not 1"
  %0 = ag.sqrt %x : tensor<?xf32>
  %1 = ag.log %y : tensor<?xf32>
  %2 = ag.mul %0, %1 : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// Code that cannot be compiled is no fault: a while loop without a bound is
// reversed only in the interpreter.
// COMPILE: gradient against duals: same, @grows_grad
// COMPILE: compiled against interpreted: @grows_grad: not compared: {{.+}}
// COMPILE: compiled against interpreted: @grows_jvp: same: 2 results, 2 values,
func.func @grows(%x: f32) -> f32 {
  %limit = arith.constant 3.0 : f32
  %0 = scf.while (%a = %x) : (f32) -> f32 {
    %1 = arith.cmpf olt, %a, %limit : f32
    scf.condition(%1) %a : f32
  } do {
  ^bb0(%a: f32):
    %1 = math.exp %a : f32
    scf.yield %1 : f32
  }
  return %0 : f32
}

// An existing derivative is checked; attributes name its results, in any order.
// A stop_gradient applies to derivatives, but not to differences.
// COMPILE: gradient against duals: same, @given_grad at 2 points
func.func @given(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = ag.stop_gradient %y : tensor<2xf32>
  %1 = ag.mul %0, %y : tensor<2xf32>
  %2 = ag.mul %x, %1 : tensor<2xf32>
  return %2 : tensor<2xf32>
}
func.func @given_grad(%x: tensor<2xf32>, %y: tensor<2xf32>, %g: tensor<2xf32>) -> (tensor<2xf32> {ag.gradient_of = 1 : i64}, tensor<2xf32>, tensor<2xf32> {ag.gradient_of = 0 : i64}) {
  %0 = ag.mul %g, %y : tensor<2xf32>
  %1 = ag.mul %0, %x : tensor<2xf32>
  %2 = ag.mul %0, %y : tensor<2xf32>
  return %1, %g, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// Inputs at which a value overflows are left out: 0 times infinity is NaN in
// reverse, and nothing forward.
// COMPILE: duals against differences: same, @far, {{.*}} 0 at kinks, {{[1-9]}} at infinities
// COMPILE: gradient against duals: same, @far_grad at {{.}} point
func.func @far(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = ag.exp %x : tensor<2xf32>
  %1 = ag.exp %0 : tensor<2xf32>
  %2 = ag.exp %1 : tensor<2xf32>
  %3 = ag.exp %2 : tensor<2xf32>
  %4 = ag.exp %3 : tensor<2xf32>
  %5 = ag.tanh %4 : tensor<2xf32>
  return %5 : tensor<2xf32>
}

// A derivative that the program requests is part of its value.
// COMPILE: gradient against duals: same, @asks_grad at 2 points
func.func @asks(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = ag.derivative @cube "wrt=0" (%x, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func private @cube(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = ag.mul %x, %x : tensor<2xf32>
  %1 = ag.mul %0, %x : tensor<2xf32>
  return %1 : tensor<2xf32>
}
