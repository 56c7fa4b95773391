// Upstream leaves these cases undefined: accesses out of bounds fail, and
// integer divisions have the interpreter's values.
// RUN: ag-opt --ag-insert-checks --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-insert-checks %s -o %t
// RUN: ag-run %s --entry=numbers --input=randn:1 --input=zeros --same-as=%t
// RUN: ag-run %s --entry=numbers --on=cpu --input=randn:1 --input=zeros --same-as=%s

// CHECK-LABEL: func @element
// CHECK: arith.cmpi ult, %arg1, %[[N:.*]] : index
// CHECK: ag.require %{{.*}}, "tensor.extract: index {0} is not in 0 .. {1} - 1" (%arg1, %[[N]])
// CHECK: tensor.extract
func.func @element(%x: tensor<?xf32>, %i: index) -> f32 {
  %e = tensor.extract %x[%i] : tensor<?xf32>
  return %e : f32
}

// The accesses of a loop up to the tensor's end are in bounds.
// CHECK-LABEL: func @each
// CHECK-NOT: ag.require
// CHECK: return
func.func @each(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> tensor<?xf32> {
    %e = tensor.extract %x[%i] : tensor<?xf32>
    %t = tensor.insert %e into %x[%i] : tensor<?xf32>
    %rest = arith.subi %n, %i : index
    %part = tensor.extract_slice %t[%i] [%rest] [1] : tensor<?xf32> to tensor<?xf32>
    %u = tensor.insert_slice %part into %t[0] [%rest] [1] : tensor<?xf32> into tensor<?xf32>
    scf.yield %u : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// CHECK-LABEL: func @sizes
// CHECK: ag.require %{{.*}}, "linalg.add: a dimension is {0} in one operand and {1} in another"
// CHECK: linalg.add
// CHECK: ag.require %{{.*}}, "linalg.conv_1d: index {0} is not in 0 .. {1} - 1"
// CHECK: linalg.conv_1d
func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}, %z: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = linalg.add ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%z : tensor<?xf32>) -> tensor<?xf32>
  %1 = linalg.conv_1d ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%z : tensor<?xf32>) -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}

// A static size that is a sum of sizes is checked unless it is proved.
// CHECK-LABEL: func @told
// CHECK: ag.require %{{.*}}, "tensor.pad: a size is {0}, expected {1}"
// CHECK: ag.require %{{.*}}, "tensor.concat: a size is {0}, expected {1}"
// CHECK-NOT: ag.require
// CHECK: return
func.func @told(%x: tensor<?xf32>) -> (tensor<3xf32>, tensor<5xf32>, tensor<6xf32>) {
  %v = arith.constant 1.0 : f32
  %0 = tensor.pad %x low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<?xf32> to tensor<3xf32>
  %1 = tensor.concat dim(0) %x, %0 : (tensor<?xf32>, tensor<3xf32>) -> tensor<5xf32>
  %2 = tensor.concat dim(0) %0, %0 : (tensor<3xf32>, tensor<3xf32>) -> tensor<6xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<5xf32>, tensor<6xf32>
}

// CHECK-LABEL: func @step
// CHECK: ag.require %{{.*}}, "scf.for: the step is {0}, expected 1 or more" (%arg1)
func.func @step(%x: tensor<4xf32>, %by: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c9 = arith.constant 9 : index
  %r = scf.for %i = %c0 to %c9 step %by iter_args(%s = %x) -> tensor<4xf32> {
    scf.yield %s : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// Division by 0, of the smallest integer by -1, and by 7, which needs no select.
// CHECK-LABEL: func @numbers
// CHECK-COUNT-6: arith.select
// CHECK: %[[C7:.*]] = arith.remsi %{{.*}}, %c7_i32
// CHECK-NEXT: tensor.from_elements %{{.*}}, %{{.*}}, %[[C7]]
func.func @numbers(%x: tensor<1xi32>, %y: tensor<1xi32>) -> tensor<3xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %c7 = arith.constant 7 : i32
  %smallest = arith.constant -2147483648 : i32
  %a = tensor.extract %x[%c0] : tensor<1xi32>
  %b = tensor.extract %y[%c0] : tensor<1xi32>
  %p = arith.divsi %a, %b : i32
  %m = arith.subi %b, %c1 : i32
  %q = arith.divsi %smallest, %m : i32
  %r = arith.remsi %a, %c7 : i32
  %t = tensor.from_elements %p, %q, %r : tensor<3xi32>
  return %t : tensor<3xi32>
}
