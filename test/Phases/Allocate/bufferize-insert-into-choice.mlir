// The result of a choice is overwritten by a slice of itself, so no branch can
// compute in its memory.
// RUN: ag-opt %s --ag-bufferize | FileCheck %s
// RUN: ag-run %s --dim=n=32 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --dim=n=32 --on=cpu --input=zeros --opt=0 --same-as=%s

// CHECK-LABEL: func.func @main
// CHECK: scf.if
// CHECK: } else {
// CHECK: memref.alloc
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cst = arith.constant 2.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %first = tensor.extract %x[%c0] : tensor<?xf32>
  %p = arith.cmpf ogt, %first, %cst : f32
  %r = scf.if %p -> tensor<?xf32> {
    scf.yield %x : tensor<?xf32>
  } else {
    %e = tensor.empty(%n) : tensor<?xf32>
    %f = scf.for %i = %c0 to %n step %c1 iter_args(%a = %e) -> tensor<?xf32> {
      %g = tensor.insert %cst into %a[%i] : tensor<?xf32>
      scf.yield %g : tensor<?xf32>
    }
    scf.yield %f : tensor<?xf32>
  }
  %s = tensor.cast %r : tensor<?xf32> to tensor<32xf32>
  %t = tensor.insert_slice %s into %r[0] [32] [1] : tensor<32xf32> into tensor<?xf32>
  return %t : tensor<?xf32>
}
