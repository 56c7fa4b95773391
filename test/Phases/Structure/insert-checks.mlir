// RUN: ag-opt --ag-insert-checks --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-insert-checks %s -o %t
// RUN: ag-run %s --entry=slice --input=randn:1 --input=ones --same-as=%t
// RUN: ag-run %s --entry=gather --input=randn:1 --input=iota --same-as=%t

// CHECK-LABEL: func @unnamed
// CHECK: %[[X:.*]] = tensor.dim %arg0
// CHECK: %[[Y:.*]] = tensor.dim %arg1
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[X]], %[[Y]]
// CHECK: ag.require %[[SAME]], "ag.add: a dimension is {0} in one operand and {1} in another" (%[[X]], %[[Y]])
// CHECK-NEXT: ag.add
func.func @unnamed(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %z = ag.add %x, %y : tensor<?xf32>
  return %z : tensor<?xf32>
}

// Equal names need no check.
// CHECK-LABEL: func @named
// CHECK-NOT: ag.require
// CHECK: ag.add
func.func @named(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %z = ag.add %x, %y : tensor<?xf32>
  return %z : tensor<?xf32>
}

// A checked gather cannot fail, so it clamps.
// CHECK-LABEL: func @gather
// CHECK: ag.reduce min
// CHECK: ag.reduce max
// CHECK: ag.require %{{.*}}, "ag.gather: index {0} is outside of a dimension of {1}"
// CHECK-NEXT: ag.gather 0 clamp
func.func @gather(%x: tensor<9xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %y = ag.gather 0 error %x, %i : tensor<9xf32>, tensor<2xi32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// CHECK-LABEL: func @slice
// CHECK: ag.require %{{.*}}, "ag.slice: {0} elements from {1} on, {2} apart, do not fit into a dimension of {3}"
// CHECK-NEXT: ag.slice
func.func @slice(%x: tensor<8xf32>, %k: index) -> tensor<4xf32> {
  %y = ag.slice %x [%k] [4] [1] : tensor<8xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// An integer splat is not a size.
// CHECK-LABEL: func @splat
// CHECK-NOT: ag.require
// CHECK: ag.sub
func.func @splat(%x: tensor<5xi32>) -> tensor<5xi32> {
  %two = arith.constant dense<2> : tensor<5xi32>
  %y = ag.sub %x, %two : tensor<5xi32>
  return %y : tensor<5xi32>
}

// Products of sizes are checked for overflow.
// CHECK-LABEL: func @reshape
// CHECK: %[[N:.*]] = tensor.dim %arg0
// CHECK: %[[M:.*]] = tensor.dim %arg0
// CHECK: %[[LOW:.*]], %[[HIGH:.*]] = arith.mului_extended %[[N]], %[[M]]
// CHECK: %[[WHOLE:.*]] = arith.cmpi eq, %[[HIGH]], %{{.*}}
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[LOW]], %arg1
// CHECK: %[[HOLDS:.*]] = arith.andi %[[WHOLE]], %[[SAME]]
// CHECK: ag.require %[[HOLDS]], "ag.reshape: {0} elements do not become {1}" (%[[LOW]], %arg1)
func.func @reshape(%x: tensor<?x?xf32>, %k: index) -> tensor<?xf32> {
  %y = ag.reshape %x (%k) : tensor<?x?xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// The sum of padding may overflow.
// CHECK-LABEL: func @pad
// CHECK: ag.require %{{.*}}, "ag.pad: a width is {0}, less than 0" (%arg2)
// CHECK: ag.require %{{.*}}, "ag.pad: a dimension becomes too large"
// CHECK: ag.pad
func.func @pad(%x: tensor<?xf32>, %value: tensor<f32>, %n: index) -> tensor<?xf32> {
  %0 = ag.pad %x low [%n] high [0] with %value : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
