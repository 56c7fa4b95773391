// Elements of a batch that update slices at positions of their own change one tensor, which
// a loop over the elements carries. So do branches and iterations that only some elements
// execute: no select copies the tensor, and neither does a loop of the compiled program.
// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: ag-run %t/a.mlir --input=randn:6 --input=iota --input=randn:2 --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:6 --input=iota --input=randn:2 --same-as=%t/b.mlir --on=cpu
// RUN: ag-run %t/a.mlir --input=randn:6 --input=iota --input=randn:2 --verify-grad | FileCheck %s --check-prefix=GRADIENT
// RUN: ag-opt %t/a.mlir --to=allocate | FileCheck %s --check-prefix=BUFFERS
// RUN: ag-opt %t/a.mlir --grad=main:wrt=0,2 --to=allocate --ag-verify-copies -o /dev/null

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: scf.while
// CHECK-NOT: ag.select {{.*}}tensor<4x97
// CHECK: return
// GRADIENT: same

// The arguments are copied once, before the loop.
// BUFFERS: scf.while
// BUFFERS-NOT: copy {{.*}}97
// BUFFERS: return

//--- f.mlir
func.func private @f(%x: tensor<97x2xf32>, %i: index, %y: tensor<1x2xf32>) -> tensor<97x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r:2 = scf.while (%a = %x, %k = %c0) : (tensor<97x2xf32>, index) -> (tensor<97x2xf32>, index) {
    %goes = arith.cmpi sle, %k, %i : index
    scf.condition(%goes) %a, %k : tensor<97x2xf32>, index
  } do {
  ^bb0(%a: tensor<97x2xf32>, %k: index):
    %isEven = arith.remui %k, %c2 : index
    %c = arith.cmpi eq, %isEven, %c0 : index
    %d = scf.if %c -> tensor<97x2xf32> {
      %s = ag.slice %a [%i, 0] [1, 2] [1, 1] : tensor<97x2xf32> -> tensor<1x2xf32>
      %z = ag.mul %s, %y : tensor<1x2xf32>
      %u = ag.update %a, %z [%k, 0] [1, 1] : tensor<97x2xf32>, tensor<1x2xf32> -> tensor<97x2xf32>
      scf.yield %u : tensor<97x2xf32>
    } else {
      %j = arith.index_cast %i : index to i64
      %l = tensor.from_elements %j : tensor<1xi64>
      %s = ag.scatter 0 error %a, %l, %y : tensor<97x2xf32>, tensor<1xi64>, tensor<1x2xf32> -> tensor<97x2xf32>
      %e = tensor.extract %y[%c0, %c1] : tensor<1x2xf32>
      %u = tensor.insert %e into %s[%k, %c1] : tensor<97x2xf32>
      %v = tensor.insert_slice %y into %u[%i, 0] [1, 2] [1, 1] : tensor<1x2xf32> into tensor<97x2xf32>
      scf.yield %v : tensor<97x2xf32>
    }
    %next = arith.addi %k, %c1 : index
    scf.yield %d, %next : tensor<97x2xf32>, index
  } attributes {ag.max_trips = 5 : i64}
  return %r#0 : tensor<97x2xf32>
}
//--- all.mlir
func.func @main(%x: tensor<4x97x2xf32>, %i: tensor<4xi64>, %y: tensor<4x1x2xf32>) -> tensor<4x97x2xf32> {
  %r = ag.vmap @f in [0, 0, 0] out [0] (%x, %i, %y) : (tensor<4x97x2xf32>, tensor<4xi64>, tensor<4x1x2xf32>) -> tensor<4x97x2xf32>
  return %r : tensor<4x97x2xf32>
}
//--- each.mlir
func.func @main(%x: tensor<4x97x2xf32>, %i: tensor<4xi64>, %y: tensor<4x1x2xf32>) -> tensor<4x97x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %k = %c0 to %c4 step %c1 iter_args(%t = %x) -> tensor<4x97x2xf32> {
    %a = tensor.extract_slice %x[%k, 0, 0] [1, 97, 2] [1, 1, 1] : tensor<4x97x2xf32> to tensor<97x2xf32>
    %b = tensor.extract %i[%k] : tensor<4xi64>
    %c = arith.index_cast %b : i64 to index
    %z = tensor.extract_slice %y[%k, 0, 0] [1, 1, 2] [1, 1, 1] : tensor<4x1x2xf32> to tensor<1x2xf32>
    %w = func.call @f(%a, %c, %z) : (tensor<97x2xf32>, index, tensor<1x2xf32>) -> tensor<97x2xf32>
    %u = tensor.insert_slice %w into %t[%k, 0, 0] [1, 97, 2] [1, 1, 1] : tensor<97x2xf32> into tensor<4x97x2xf32>
    scf.yield %u : tensor<4x97x2xf32>
  }
  return %r : tensor<4x97x2xf32>
}
