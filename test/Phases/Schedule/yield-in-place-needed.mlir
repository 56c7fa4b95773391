// The carried array itself is needed after the first choice, in a branch of the second, so that it is copied.
// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --on=cpu --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --on=emulator --input=randn:1 --input=iota --same-as=%s

// CHECK-LABEL: func.func @needed(
// CHECK: scf.for
// CHECK: memref.copy
// CHECK: return
func.func @needed(%x: tensor<211x4xf32>, %k: tensor<4xi64>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %z = arith.constant dense<2.0> : tensor<4xf32>
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
      scf.yield %a : tensor<211x4xf32>
    }
    default {
      scf.yield %first : tensor<211x4xf32>
    }
    scf.yield %t : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}
