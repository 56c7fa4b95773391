// A loop that runs equally often for all elements is inside a while loop that
// runs more often for some. What it carries is changed in place for the
// elements that go on: no select between all elements follows.

// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: ag-run %t/a.mlir --input=randn:6 --input=randn:2 --input=iota --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:6 --input=randn:2 --input=iota --same-as=%t/b.mlir --on=cpu

// CHECK-LABEL: func.func private @f.vmap(
// CHECK-NOT: ag.select {{.*}} : tensor<2x97x3xi1>
// CHECK: return

//--- f.mlir
func.func private @f(%x: tensor<97x3xf32>, %u: tensor<1x3xf32>, %n: tensor<4xi64>) -> tensor<97x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %s = tensor.extract %n[%c1] : tensor<4xi64>
  %k = arith.index_cast %s : i64 to index
  %most = arith.remui %k, %c3 : index
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<97x3xf32>, index) -> (tensor<97x3xf32>, index) {
    %0 = arith.cmpi slt, %i, %most : index
    scf.condition(%0) %a, %i : tensor<97x3xf32>, index
  } do {
  ^bb0(%a: tensor<97x3xf32>, %i: index):
    // An update with a slice that is the same for all elements.
    %y = ag.update %a, %u [%most, 0] [1, 1] : tensor<97x3xf32>, tensor<1x3xf32> -> tensor<97x3xf32>
    %z:2 = scf.while (%b = %y, %j = %c0) : (tensor<97x3xf32>, index) -> (tensor<97x3xf32>, index) {
      %0 = arith.cmpi slt, %j, %c2 : index
      scf.condition(%0) %b, %j : tensor<97x3xf32>, index
    } do {
    ^bb0(%b: tensor<97x3xf32>, %j: index):
      %o = ag.slice %b [%j, 0] [1, 3] [1, 1] : tensor<97x3xf32> -> tensor<1x3xf32>
      %p = ag.sin %o : tensor<1x3xf32>
      %q = ag.update %b, %p [%j, 0] [1, 1] : tensor<97x3xf32>, tensor<1x3xf32> -> tensor<97x3xf32>
      %next = arith.addi %j, %c1 : index
      scf.yield %q, %next : tensor<97x3xf32>, index
    }
    %next = arith.addi %i, %c1 : index
    scf.yield %z#0, %next : tensor<97x3xf32>, index
  }
  return %r#0 : tensor<97x3xf32>
}

//--- all.mlir
func.func @main(%x: tensor<2x97x3xf32>, %u: tensor<1x3xf32>, %n: tensor<2x4xi64>) -> tensor<2x97x3xf32> {
  %r = ag.vmap @f in [0, none, 0] out [0] (%x, %u, %n) : (tensor<2x97x3xf32>, tensor<1x3xf32>, tensor<2x4xi64>) -> tensor<2x97x3xf32>
  return %r : tensor<2x97x3xf32>
}

//--- each.mlir
func.func @main(%x: tensor<2x97x3xf32>, %u: tensor<1x3xf32>, %n: tensor<2x4xi64>) -> tensor<2x97x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%all = %x) -> (tensor<2x97x3xf32>) {
    %y = tensor.extract_slice %x[%i, 0, 0] [1, 97, 3] [1, 1, 1] : tensor<2x97x3xf32> to tensor<97x3xf32>
    %m = tensor.extract_slice %n[%i, 0] [1, 4] [1, 1] : tensor<2x4xi64> to tensor<4xi64>
    %1 = func.call @f(%y, %u, %m) : (tensor<97x3xf32>, tensor<1x3xf32>, tensor<4xi64>) -> tensor<97x3xf32>
    %2 = tensor.insert_slice %1 into %all[%i, 0, 0] [1, 97, 3] [1, 1, 1] : tensor<97x3xf32> into tensor<2x97x3xf32>
    scf.yield %2 : tensor<2x97x3xf32>
  }
  return %r : tensor<2x97x3xf32>
}
