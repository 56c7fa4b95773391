// RUN: ag-opt --ag-differentiate=asked=false %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %s --entry=newton --input=ones | FileCheck %s --check-prefix=NEWTON
// RUN: ag-run %s --entry=newton --input=ones --on=cpu | FileCheck %s --check-prefix=NEWTON
// RUN: ag-run %s --entry=fourth --input=ones | FileCheck %s --check-prefix=FOURTH
// RUN: ag-run %s --grad=fourth:mode=jvp --input=ones | FileCheck %s --check-prefix=FIFTH

// A program requests derivatives, also in loops and of functions that request
// some themselves. Equal requests share a function. A result of an entry that
// is a gradient with respect to its argument has an attribute with its number.

// CHECK: func.func private @cubic.vjp(
// CHECK: func.func @newton(
// CHECK: scf.for
// CHECK: call @cubic.vjp(
// CHECK: func.func @gradient(%{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>) -> (tensor<f32>, tensor<f32> {ag.gradient_of = 1 : i64})
// CHECK: call @cubic.vjp(%arg1)
// CHECK-NOT: ag.derivative
func.func private @cubic(%x: tensor<f32>) -> tensor<f32> {
  %eight = arith.constant dense<8.0> : tensor<f32>
  %0 = ag.mul %x, %x : tensor<f32>
  %1 = ag.mul %0, %x : tensor<f32>
  %2 = ag.sub %1, %eight : tensor<f32>
  return %2 : tensor<f32>
}

// NEWTON: f32[] 2
func.func @newton(%x: tensor<f32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %i = %c0 to %c8 step %c1 iter_args(%t = %x) -> tensor<f32> {
    %y = func.call @cubic(%t) : (tensor<f32>) -> tensor<f32>
    %g = ag.derivative @cubic "" (%t) : (tensor<f32>) -> tensor<f32>
    %s = ag.div %y, %g : tensor<f32>
    %n = ag.sub %t, %s : tensor<f32>
    scf.yield %n : tensor<f32>
  }
  return %r : tensor<f32>
}

func.func @gradient(%scale: tensor<f32>, %x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %g = ag.derivative @cubic "" (%x) : (tensor<f32>) -> tensor<f32>
  return %scale, %g : tensor<f32>, tensor<f32>
}

// exp(2 x), whose derivatives are 2^n exp(2 x): 16 e^2, and 32 e^2.
// FOURTH: f32[] 118.224
// FIFTH: f32[] 118.224
// FIFTH-NEXT: f32[] 236.449
func.func private @d0(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.add %x, %x : tensor<f32>
  %1 = ag.exp %0 : tensor<f32>
  return %1 : tensor<f32>
}
func.func private @d1(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @d0 "" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func private @d2(%x: tensor<f32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  %0:2 = ag.derivative @d1 "mode=jvp" (%x, %one) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
func.func private @d3(%x: tensor<f32>) -> tensor<f32> {
  %0:2 = ag.derivative @d2 "value:wrt=0" (%x) : (tensor<f32>) -> (tensor<f32>, tensor<f32>)
  return %0#1 : tensor<f32>
}
func.func @fourth(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.derivative @d3 "" (%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
