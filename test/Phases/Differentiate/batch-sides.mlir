// Two sides, or two iterations, may yield values of different sizes. The sizes
// have to be equal only if some elements take one side and some the other.
// RUN: ag-opt --ag-batch %s | FileCheck %s
// RUN: ag-run %s --entry=sides --dim n=2 --dim m=3 --input=zeros --input=iota --input=iota | FileCheck %s --check-prefix=ELSE
// RUN: ag-run %s --entry=sides --dim n=2 --dim m=3 --input=ones --input=iota --input=iota | FileCheck %s --check-prefix=THEN
// RUN: ag-run %s --entry=sides --dim n=2 --dim m=2 --input=iota --input=iota --input=iota | FileCheck %s --check-prefix=BOTH
// RUN: not ag-run %s --entry=sides --dim n=2 --dim m=3 --input=iota --input=iota --input=iota 2>&1 | FileCheck %s --check-prefix=UNEQUAL
// RUN: not ag-run %s --entry=sides --dim n=2 --dim m=3 --input=iota --input=iota --input=iota --on=cpu 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REFUSED
// RUN: ag-run %s --entry=same --dim n=2 --input=iota --input=iota --input=iota --on=cpu | FileCheck %s --check-prefix=BOTH
// RUN: ag-run %s --entry=taken --input=iota --input=iota --input=iota --on=cpu | FileCheck %s --check-prefix=TAKEN
// RUN: ag-run %s --entry=grown --dim n=2 --input=ones --input=iota | FileCheck %s --check-prefix=GROWN
// RUN: not ag-run %s --entry=grown --dim n=2 --input=iota --input=iota 2>&1 | FileCheck %s --check-prefix=UNEQUAL

// ELSE: i32[2, 3] {{\[\[0, 1, 2\], \[3, 4, 5\]\]}}
// THEN: i32[2, 2] {{\[\[0, 1\], \[4, 9\]\]}}
// BOTH: i32[2, 2] {{\[\[0, 1\], \[4, 9\]\]}}
// UNEQUAL: error: 'ag.select' [sizes] dimension 1
// REFUSED: error: the size of a result depends on the elements
// TAKEN: ui32[2] [2, 6]
// GROWN: f32[2, 4] {{\[\[0, 1, 0, 1\], \[2, 3, 2, 3\]\]}}

// CHECK-LABEL: func.func private @side.vmap(
// CHECK: scf.if
// CHECK-NEXT: scf.if
// CHECK: ag.select
// CHECK: return
func.func private @side(%c: i1, %x: tensor<?xi32>, %y: tensor<?xi32>) -> tensor<?xi32> {
  %r = scf.if %c -> tensor<?xi32> {
    %s = arith.muli %x, %x : tensor<?xi32>
    scf.yield %s : tensor<?xi32>
  } else {
    %s = ag.abs %y : tensor<?xi32>
    scf.yield %s : tensor<?xi32>
  }
  return %r : tensor<?xi32>
}
func.func @sides(%c: tensor<2xi1>, %x: tensor<2x?xi32> {ag.dims = [2, "n"]}, %y: tensor<2x?xi32> {ag.dims = [2, "m"]}) -> tensor<2x?xi32> {
  %r = ag.vmap @side in [0, 0, 0] out [0] (%c, %x, %y) : (tensor<2xi1>, tensor<2x?xi32>, tensor<2x?xi32>) -> tensor<2x?xi32>
  return %r : tensor<2x?xi32>
}
func.func @same(%c: tensor<2xi1>, %x: tensor<2x?xi32> {ag.dims = [2, "n"]}, %y: tensor<2x?xi32> {ag.dims = [2, "n"]}) -> tensor<2x?xi32> {
  %r = ag.vmap @side in [0, 0, 0] out [0] (%c, %x, %y) : (tensor<2xi1>, tensor<2x?xi32>, tensor<2x?xi32>) -> tensor<2x?xi32>
  return %r : tensor<2x?xi32>
}

// If the sizes are known to be equal, a select is enough.
// CHECK-LABEL: func.func private @equal.vmap(
// CHECK-NOT: scf.if
// CHECK: return
func.func private @equal(%c: i1, %x: tensor<?xf32>) -> tensor<?xf32> {
  %r = scf.if %c -> tensor<?xf32> {
    %s = ag.exp %x : tensor<?xf32>
    scf.yield %s : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
func.func @known(%c: tensor<2xi1>, %x: tensor<2x?xf32>) -> tensor<2x?xf32> {
  %r = ag.vmap @equal in [0, 0] out [0] (%c, %x) : (tensor<2xi1>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %r : tensor<2x?xf32>
}

func.func private @grow(%n: index, %x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x) -> tensor<?xf32> {
    %t = ag.concat 0 %s, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    scf.yield %t : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
func.func @grown(%n: tensor<2xi64>, %x: tensor<2x?xf32> {ag.dims = [2, "n"]}) -> tensor<2x?xf32> {
  %r = ag.vmap @grow in [0, 0] out [0] (%n, %x) : (tensor<2xi64>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return %r : tensor<2x?xf32>
}

// An element outside of the mask reads 0, for unsigned integers too.
func.func private @take(%c: i1, %i: index, %x: tensor<2xui32>) -> ui32 {
  %c1 = arith.constant 1 : index
  %y = ag.add %x, %x : tensor<2xui32>
  %r = scf.if %c -> ui32 {
    %e = tensor.extract %y[%i] : tensor<2xui32>
    scf.yield %e : ui32
  } else {
    %e = tensor.extract %y[%c1] : tensor<2xui32>
    scf.yield %e : ui32
  }
  return %r : ui32
}
func.func @taken(%c: tensor<2xi1>, %i: tensor<2xi64>, %x: tensor<2x2xui32>) -> tensor<2xui32> {
  %r = ag.vmap @take in [0, 0, 0] out [0] (%c, %i, %x) : (tensor<2xi1>, tensor<2xi64>, tensor<2x2xui32>) -> tensor<2xui32>
  return %r : tensor<2xui32>
}
