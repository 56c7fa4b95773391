// RUN: ag-opt %s --ag-drop-parallel-marks | FileCheck %s
// RUN: ag-opt %s --ag-schedule-cpu | FileCheck %s
// RUN: ag-run %s --entry=marked --on=cpu --threads=2 --input=randn:1 --dim n=7 --same-as=%s

// A mark in the given program is dropped: here each iteration reads what the
// previous one wrote.
// CHECK-LABEL: func.func @marked
// CHECK: scf.for
// CHECK-NOT: ag.parallel
func.func @marked(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %last = arith.subi %i, %c1 : index
    %p = tensor.extract %a[%last] : tensor<?xf32>
    %q = tensor.extract %a[%i] : tensor<?xf32>
    %s = arith.addf %p, %q : f32
    %b = tensor.insert %s into %a[%i] : tensor<?xf32>
    scf.yield %b : tensor<?xf32>
  } {ag.parallel}
  return %r : tensor<?xf32>
}

// A mark that names the loops that threads share is dropped as well.
// CHECK-LABEL: func.func @nested
// CHECK-NOT: ag.on_threads
// CHECK-NOT: ag.parallel
func.func @nested(%x: tensor<4x4xf32>, %v: f32) -> tensor<4x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4x4xf32>) {
    %s = scf.for %j = %c0 to %c4 step %c1 iter_args(%b = %a) -> (tensor<4x4xf32>) {
      %c = tensor.insert %v into %b[%c0, %j] : tensor<4x4xf32>
      scf.yield %c : tensor<4x4xf32>
    } {ag.parallel}
    scf.yield %s : tensor<4x4xf32>
  } {ag.on_threads}
  return %r : tensor<4x4xf32>
}
