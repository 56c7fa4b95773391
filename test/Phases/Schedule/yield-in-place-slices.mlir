// These loops set a row in one branch, and keep the array in the other. No iteration copies the array.
// RUN: ag-opt %s --to=allocate | FileCheck %s --implicit-check-not='{{(memref|linalg).copy .*memref<211x4xf32>}}'
// RUN: ag-run %s --entry=nested --on=cpu --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=nested --on=emulator --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=forwarded --on=cpu --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=forwarded --on=emulator --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=slice --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=slice --on=emulator --input=randn:1 --input=randn:2 --same-as=%s

// A branch that keeps the array does so in branches of its own.
// CHECK-LABEL: func.func @nested(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
func.func @nested(%x: tensor<211x4xf32>, %k: tensor<4xi64>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %z = arith.constant dense<2.0> : tensor<4xf32>
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %e = tensor.extract %k[%i] : tensor<4xi64>
    %m = arith.index_cast %e : i64 to index
    %t = scf.index_switch %m -> tensor<211x4xf32>
    case 0 {
      %n = tensor.insert_slice %z into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
      scf.yield %n : tensor<211x4xf32>
    }
    case 2 {
      scf.yield %a : tensor<211x4xf32>
    }
    default {
      scf.yield %a : tensor<211x4xf32>
    }
    scf.yield %t : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}

// The other branch yields a row of the array, or of a tensor from outside of the loop.
// CHECK-LABEL: func.func @slice(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
func.func @slice(%x: tensor<211x4xf32>, %y: tensor<4xf32>) -> (tensor<211x4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x, %p = %y) -> (tensor<211x4xf32>, tensor<4xf32>) {
    %m = arith.remui %i, %c2 : index
    %b = arith.cmpi eq, %m, %c1 : index
    %k = arith.remui %i, %c3 : index
    %d = arith.cmpi eq, %k, %c0 : index
    %v = math.absf %y : tensor<4xf32>
    %q = scf.if %d -> tensor<4xf32> {
      %s = tensor.extract_slice %a[%i, 0] [1, 4] [1, 1] : tensor<211x4xf32> to tensor<4xf32>
      scf.yield %s : tensor<4xf32>
    } else {
      scf.yield %v : tensor<4xf32>
    }
    %t:2 = scf.if %b -> (tensor<211x4xf32>, tensor<4xf32>) {
      %u = math.tanh %p : tensor<4xf32>
      %n = tensor.insert_slice %u into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
      scf.yield %n, %u : tensor<211x4xf32>, tensor<4xf32>
    } else {
      scf.yield %a, %q : tensor<211x4xf32>, tensor<4xf32>
    }
    scf.yield %t#0, %t#1 : tensor<211x4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<211x4xf32>, tensor<4xf32>
}

// A branch forwards what an earlier choice computes, which can then write the carried array, too.
// CHECK-LABEL: func.func @forwarded(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK: scf.for
// CHECK: return
func.func @forwarded(%x: tensor<211x4xf32>, %k: tensor<4xi64>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %z = arith.constant dense<2.0> : tensor<4xf32>
  %o = arith.constant dense<3.0> : tensor<4xf32>
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %e = tensor.extract %k[%i] : tensor<4xi64>
    %m = arith.index_cast %e : i64 to index
    %even = arith.cmpi ult, %m, %c2 : index
    %first = scf.if %even -> tensor<211x4xf32> {
      %n = tensor.insert_slice %z into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
      scf.yield %n : tensor<211x4xf32>
    } else {
      scf.yield %a : tensor<211x4xf32>
    }
    %t = scf.index_switch %m -> tensor<211x4xf32>
    case 1 {
      %n = tensor.insert_slice %o into %first[%m, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
      scf.yield %n : tensor<211x4xf32>
    }
    default {
      scf.yield %first : tensor<211x4xf32>
    }
    scf.yield %t : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}
