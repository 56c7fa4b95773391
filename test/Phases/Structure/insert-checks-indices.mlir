// Indices are in bounds, and updates have the sizes of their destinations.
// RUN: ag-opt --ag-insert-checks --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-insert-checks %s -o %t
// RUN: ag-run %s --entry=scatter --dim n=3 --dim m=4 --input=randn:1 --input=iota --input=randn:2 --same-as=%t
// RUN: not ag-run %s --entry=scatter --dim n=3 --dim m=10 --on=cpu --input=randn:1 --input=iota --input=randn:2 2>&1 \
// RUN:   | FileCheck %s --check-prefix=OUTSIDE
// RUN: not ag-run %s --entry=none --on=cpu --input=ones --input=zeros 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not ag-run %s --entry=unsigned --on=cpu --input=iota 2>&1 | FileCheck %s --check-prefix=UNSIGNED
// RUN: not ag-run %t --entry=unsigned --input=iota 2>&1 | FileCheck %s --check-prefix=UNSIGNED

// CHECK-LABEL: func @scatter
// CHECK-NOT: ag.require
// CHECK: ag.reduce min
// CHECK: ag.reduce max
// CHECK: ag.require %{{.*}}, "ag.scatter: index {0} is outside of a dimension of {1}"
// CHECK-NEXT: ag.scatter 0 clamp
// OUTSIDE: error: ag.scatter: index 9 is outside of a dimension of 9
func.func @scatter(%x: tensor<9x?xf32> {ag.dims = [9, "n"]}, %i: tensor<?xi32> {ag.dims = ["m"]}, %u: tensor<?x?xf32> {ag.dims = ["m", "n"]}) -> tensor<9x?xf32> {
  %y = ag.scatter 0 error %x, %i, %u : tensor<9x?xf32>, tensor<?xi32>, tensor<?x?xf32> -> tensor<9x?xf32>
  return %y : tensor<9x?xf32>
}

// CHECK-LABEL: func @sizes
// CHECK: ag.require %{{.*}}, "ag.scatter: a dimension is {0} in one operand and {1} in another"
// CHECK-NOT: ag.require
// CHECK: ag.scatter 1 drop
func.func @sizes(%x: tensor<4x9xf32>, %i: tensor<2xi32>, %u: tensor<?x2xf32>) -> tensor<4x9xf32> {
  %y = ag.scatter 1 drop %x, %i, %u : tensor<4x9xf32>, tensor<2xi32>, tensor<?x2xf32> -> tensor<4x9xf32>
  return %y : tensor<4x9xf32>
}

// A dimension of size 0 has no valid index.
// CHECK-LABEL: func @none
// CHECK: ag.require %false, "ag.gather: any index is outside of a dimension of 0"
// CHECK-NEXT: ag.gather 0 fill
// NONE: error: ag.gather: any index is outside of a dimension of 0
func.func @none(%x: tensor<0xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %y = ag.gather 0 error %x, %i : tensor<0xf32>, tensor<2xi32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// Sizes alone show whether there is a position to clamp to, and whether there are indices.
// CHECK-LABEL: func @places
// CHECK: %[[SOME:.*]] = arith.cmpi sgt, %{{.*}}, %c0
// CHECK: %[[FEW:.*]] = arith.cmpi eq, %{{.*}}, %c0
// CHECK: %[[HOLDS:.*]] = arith.ori %[[FEW]], %[[SOME]]
// CHECK: ag.require %[[HOLDS]], "ag.gather: nothing to clamp an index to, as the dimension is empty"
// CHECK-NEXT: ag.gather 0 clamp
func.func @places(%x: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<?x2xi32> {ag.dims = ["m", 2]}) -> tensor<?x2xf32> {
  %y = ag.gather 0 clamp %x, %i : tensor<?xf32>, tensor<?x2xi32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// UNSIGNED: error: {{.*}}ag.gather: index 18446744073709551614 is outside of a dimension of 9
func.func @unsigned(%x: tensor<9xf32>) -> tensor<2xf32> {
  %i = arith.constant dense<[3, 18446744073709551614]> : tensor<2xui64>
  %y = ag.gather 0 error %x, %i : tensor<9xf32>, tensor<2xui64> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// Interior padding may overflow the size.
// CHECK-LABEL: func @pad
// CHECK: %[[N:.*]] = tensor.dim %arg0, %c0
// CHECK: %[[FITS:.*]] = arith.cmpi ule, %[[N]], %c3074457345618258602
// CHECK: ag.require %[[FITS]], "ag.pad: a dimension becomes too large"
// CHECK: ag.pad
func.func @pad(%x: tensor<?xf32>, %v: tensor<f32>) -> tensor<?xf32> {
  %0 = ag.pad %x low [0] high [0] interior [2] with %v : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
